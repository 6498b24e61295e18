"""Without an account: whoever holds a number reads what became of their word; the body that received words answers."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from entredeux.cadre.access import ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import index_of_recu
from entredeux.cadre.debit import is_too_much
from entredeux.cadre.textes import read_texte, read_textes
from entredeux.participation import actions
from entredeux.participation.actions.reponses import body_of
from entredeux.participation.enums import EtatParole
from entredeux.participation.forms.paroles import RecuForm, ReponseForm
from entredeux.participation.liens import GROUPE
from entredeux.participation.models import GroupeParoles, Parole
from entredeux.participation.queries.etats import etat_of
from entredeux.participation.queries.partage import paroles_shown
from entredeux.socle.liens import LienRefuse
from entredeux.ui.erreurs import add_errors

LECTURES, OUVERTURES = 30, 60  # an hour, for one address
TROP = "Trop d'essais depuis cette connexion. Réessayez dans une heure, ou demandez à l'équipe de médiation."
INCONNU = "Aucune parole ne porte ce numéro. Vérifiez-le, ou demandez à l'équipe de médiation."
# Once the words have left, the group has a name, a body and a date; before, nothing of it is said outside.
PARTIES = (EtatParole.ENVOYEE, EtatParole.REPONDUE, EtatParole.SANS_REPONSE, EtatParole.REDITE)
REPONDUES = (EtatParole.REPONDUE, EtatParole.REDITE)


@never_cache
@ouvert("qui tient le numéro d'un reçu lit ce qu'est devenue sa parole, sans compte, sans adresse et sans téléphone")
@require_http_methods(["GET", "POST"])
def recu(request: HttpRequest) -> HttpResponse:
    """Never the word itself: a stub may be lost."""
    form = RecuForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        if is_too_much(request, "participation.recu", LECTURES):
            form.add_error(None, TROP)
        else:
            context |= _find(form)
    return render(request, "participation/public/recu.html", context, status=422 if form.errors else 200)


def _find(form: RecuForm) -> dict[str, object]:
    try:
        index = index_of_recu(form.cleaned_data["numero"])
    except ValidationError as error:
        add_errors(form, error)
        return {}
    rows = Parole.objects.select_related("structure", "groupe__structure", "groupe__destinataire", "retour")
    parole = rows.filter(recu_index=index).first()
    if parole is None:
        form.add_error("numero", INCONNU)
        return {}
    etat = etat_of(parole)
    groupe = parole.groupe if etat in PARTIES else None
    by = Acteur(None, parole.structure, "public", frozenset())
    reponse = read_texte(groupe, "reponse", by=by) if groupe and etat in REPONDUES else ""
    return {"parole": parole, "etat": etat, "groupe": groupe, "reponse": reponse}


@never_cache
@ouvert("le service qui doit répondre lit des paroles sans nom, au moins cinq, par un lien signé, sans compte")
@require_http_methods(["GET", "POST"])
def repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    if is_too_much(request, "participation.lien", OUVERTURES):
        return _closed(request, "Trop d'essais", "Attendez une heure, puis ouvrez de nouveau le lien.", 429)
    try:
        lien = GROUPE.read(jeton)
    except LienRefuse as refus:
        actions.record_refused_link()
        return _closed(request, "Ce lien ne s'ouvre pas", str(refus), 404)
    form = ReponseForm(request.POST or None)
    try:
        groupe = actions.open_lien(lien=lien)
        if form.is_valid():
            actions.answer_by_link(lien=lien, **form.cleaned_data)
            return _closed(
                request,
                "Merci, votre réponse est reçue",
                "L'équipe de médiation la redit en personne aux habitants qui ont parlé. Ce lien est fermé.",
                200,
            )
    except LienRefuse as refus:
        return _closed(request, "Ce lien ne mène plus à rien", str(refus), 410)
    except ValidationError as error:
        add_errors(form, error)
    return _show(request, groupe, form)


def _show(request: HttpRequest, groupe: GroupeParoles, form: ReponseForm) -> HttpResponse:
    words = paroles_shown(groupe)
    texts = read_textes(words, "texte", by=body_of(groupe))
    context = {"groupe": groupe, "textes": [texts[word.pk] for word in words], "form": form}
    return render(request, "participation/public/repondre.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, titre: str, phrase: str, status: int) -> HttpResponse:
    return render(request, "participation/public/ferme.html", {"titre": titre, "phrase": phrase}, status=status)
