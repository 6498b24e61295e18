"""Resources plugged into the rest at start: the menu, an event's page, the night's work."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from entredeux.cadre.permissions import Permission as P
from entredeux.reseau import encarts
from entredeux.reseau.access import visible_replays, visible_ressources
from entredeux.reseau.models import Evenement, RessourceDuStand
from entredeux.reseau.presenters.replays import present_apres
from entredeux.reseau.presenters.ressources import present_cartes
from entredeux.reseau.queries.ressources import suggest_ressources
from entredeux.reseau.views.lecteur import lecteur_of
from entredeux.ui.menu import PUBLIC, RAIL, Entree, register


def plug_in() -> None:
    from entredeux.reseau import bureau_ressources, taches_ressources  # noqa: F401 - the desk's hooks, the night's work
    from entredeux.reseau.recherche import ressources as recherche

    recherche.register()
    taches_ressources.connect()

    encarts.register(encarts.APRES, show_replay, ordre=10)
    encarts.register(encarts.APRES, show_stand, ordre=40)
    encarts.register(encarts.THEME, show_theme, ordre=30)
    register(Entree("Ressources", "ressources", "ressources", place=PUBLIC, ordre=20))
    register(Entree("Mes fiches", "mes_fiches", "ressources", P.ECHANGER_RESEAU, RAIL, 75))
    register(Entree("Ressources à relire", "ressources_a_relire", "lire", P.REDIGER_RESEAU, RAIL, 80))


def show_replay(evenement: Evenement, request: HttpRequest) -> str:
    replay = visible_replays(lecteur_of(request)).filter(evenement=evenement).first()
    if replay is None:
        return ""
    replay.evenement = evenement
    return render_to_string("reseau/replays/encart.html", {"apres": present_apres(evenement, replay)})


def show_stand(evenement: Evenement, request: HttpRequest) -> str:
    """The resources laid out there that this reader may open, in the order of the stand."""
    if not RessourceDuStand.objects.filter(evenement=evenement.pk).exists():
        return ""
    rows = visible_ressources(lecteur_of(request)).filter(stands__evenement=evenement).select_related("region")
    cartes = present_cartes(rows.order_by("stands__sort_order", "pk").distinct())
    return render_to_string("reseau/ressources/encart_stand.html", {"cartes": cartes}) if cartes else ""


def show_theme(theme: str, request: HttpRequest) -> str:
    cartes = present_cartes(suggest_ressources(lecteur_of(request), theme))
    context = {"cartes": cartes, "theme": theme}
    return render_to_string("reseau/ressources/encart_theme.html", context) if cartes else ""
