"""What the field log puts in the notebook's packet: places, missions, words and questions. Nothing about people met."""

from datetime import date
from typing import Any

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.partenaires.access import visible_partenaires
from entredeux.terrain.queries.terrain import active_missions, running_presence
from entredeux.terrain.temps import service_date
from entredeux.territoires.access import visible_lieux
from entredeux.themes.principes import read_carte_alerte
from entredeux.themes.queries import choices, emergency_numbers, open_packs
from entredeux.themes.reponses import options_on, questions_on
from entredeux.themes.schema import Theme

VOCABULAIRES = (
    *("registres", "domaines", "motifs", "modes_saisine", "issues", "occupations", "nuisances", "contacts"),
    *("etats_depart", "dysfonctionnements", "roles_public", "ages"),
)


def _today(by: Acteur) -> date:
    assert by.structure is not None
    return service_date(by.structure, timezone.now())


def vocabulaires(by: Acteur) -> dict[str, list[tuple[str, str]]]:
    return {name: choices(name, _today(by)) for name in VOCABULAIRES}


def lieux(by: Acteur) -> list[dict[str, Any]]:
    """The mission's places and the others; a point serves « Je suis ici », which is answered on the phone alone."""
    return [
        {"id": str(lieu.pk), "nom": lieu.nom, "lon": lieu.lon, "lat": lieu.lat}
        for lieu in visible_lieux(by).filter(est_actif=True)
    ]


def missions(by: Acteur) -> list[dict[str, Any]]:
    return [
        {
            "id": str(mission.pk),
            "nom": mission.nom,
            "forme": mission.forme,
            "nom_forme": mission.get_forme_display(),
            "domaine": mission.domaine,
            "themes": mission.themes,
            "lieux": [str(step.lieu_id) for step in mission.etapes.all() if step.lieu.est_actif],
        }
        for mission in active_missions(by)
    ]


def themes(by: Acteur) -> list[dict[str, Any]]:
    return [describe_pack(pack, _today(by)) for pack in open_packs(by.chaine).values()]


def describe_pack(pack: Theme, on: date) -> dict[str, Any]:
    return {
        "code": pack.code,
        "titre": pack.titre,
        "registres": pack.registres,
        "motifs": pack.motifs,
        "questions": [describe_question(question, on) for question in questions_on(pack, on)],
    }


def describe_question(question: Any, on: date) -> dict[str, Any]:
    """What the phone asks; the server's own cleaner stays the judge (themes.reponses)."""
    told = {name: getattr(question, name) for name in ("code", "libelle", "genre", "aide", "obligatoire")}
    bounds = {name: getattr(question, name) for name in ("min", "max", "unite", "maximum") if hasattr(question, name)}
    quand = question.quand.model_dump() if question.quand else None
    return told | bounds | {"options": options_on(question, on), "quand": quand}


def numeros(by: Acteur) -> list[dict[str, str]]:
    return [
        {"numero": each.numero, "nom": each.nom, "pour": each.pour, "source": each.source}
        for each in emergency_numbers()
    ]


def alerte(by: Acteur) -> dict[str, list[dict[str, Any]]]:
    """Duties in front of a danger, what is kept, what is not: the card of /terrain/urgence/, without network."""
    return read_carte_alerte().model_dump(mode="json")


def services(by: Acteur) -> list[dict[str, str]]:
    """Who a broken thing may be told to."""
    rows = visible_partenaires(by).filter(est_actif=True).exclude(courriel="")
    return [{"id": str(row.pk), "nom": str(row)} for row in rows]


def en_cours(by: Acteur) -> dict[str, Any] | None:
    """The presence already open for this person, begun on another screen."""
    running = running_presence(by)
    if running is None:
        return None
    return {
        "id": str(running.presence.pk),
        "mission": str(running.presence.mission_id),
        "debut_le": running.presence.debut_le.isoformat(),
        "vus": [str(passage.lieu_id) for passage in running.visites],
    }


PARTIES = {
    "vocabulaires": vocabulaires,
    "lieux": lieux,
    "missions": missions,
    "themes": themes,
    "numeros": numeros,
    "alerte": alerte,
    "services": services,
    "en_cours": en_cours,
}
