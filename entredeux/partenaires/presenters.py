"""The directory as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from entredeux.partenaires.annuaire.distance import say_distance
from entredeux.partenaires.annuaire.horaires import Moment, read_horaires, say_moment, say_week
from entredeux.partenaires.annuaire.vocabulaires import CATEGORIES, PUBLICS, THEMATIQUES
from entredeux.partenaires.enums import GenrePartenaire, PrecisionPoint, Profession
from entredeux.partenaires.models import FicheAnnuaire, StructurePartenaire
from entredeux.partenaires.queries.annuaire import local_now

FORMATS = {
    "france-services": "liste des France services",
    "data-inclusion": "data·inclusion",
    "mediation-num": "lieux de médiation numérique",
}


@dataclass(frozen=True)
class Ligne:
    """One sheet in the list. `numero` is also its mark on the map."""

    numero: int
    fiche: FicheAnnuaire
    distance: str
    est_approchee: bool
    moment: Moment | None
    besoins: list[str]
    a_une_note: bool
    partenaire: StructurePartenaire | None


def present_lignes(
    fiches: Sequence[FicheAnnuaire],
    distances: dict[int, float | None],
    debut: int,
    notees: set[int],
    partenaires: dict[int, StructurePartenaire],
    now: datetime | None = None,
) -> list[Ligne]:
    """`debut`: number of the first one, so that page 2 goes on counting."""
    return [
        Ligne(
            numero,
            fiche,
            say_distance(found) if (found := distances.get(fiche.pk)) is not None else "",
            fiche.precision_point == PrecisionPoint.COMMUNE,
            moment_of(fiche, now),
            [CATEGORIES[each] for each in besoin_codes(fiche)],
            fiche.pk in notees,
            partenaires.get(fiche.pk),
        )
        for numero, fiche in enumerate(fiches, debut)
    ]


def besoin_codes(fiche: FicheAnnuaire) -> list[str]:
    return list(dict.fromkeys(each.partition("--")[0] for each in fiche.thematiques if each in THEMATIQUES))


def moment_of(fiche: FicheAnnuaire, now: datetime | None = None) -> Moment | None:
    """None: its hours are unknown, or beyond what we read."""
    found = read_horaires(fiche.horaires_accueil)
    return say_moment(found, local_now(fiche.code_insee, now)) if found else None


def week_of(fiche: FicheAnnuaire) -> list[tuple[str, str]]:
    found = read_horaires(fiche.horaires_accueil)
    return say_week(found) if found else []


def holidays_said(fiche: FicheAnnuaire) -> bool | None:
    found = read_horaires(fiche.horaires_accueil)
    return found.feries_fermes if found else None


def thematiques_said(fiche: FicheAnnuaire) -> list[tuple[str, list[str]]]:
    """(category, [its thématiques]) in the words of data·inclusion."""
    found: dict[str, list[str]] = {}
    for each in fiche.thematiques:
        if each in THEMATIQUES:
            found.setdefault(CATEGORIES[each.partition("--")[0]], []).append(THEMATIQUES[each])
    return list(found.items())


def publics_said(fiche: FicheAnnuaire) -> list[str]:
    return [PUBLICS.get(each, each) for each in fiche.publics]


MODALITES_DITES = {
    "frais_a_charge": "Prix",
    "modalites_acces": "Comment y venir",
    "modalites_accompagnement": "Accompagnement",
    "prise_en_charge_specifique": "Accueil adapté",
    "dispositif_programmes_nationaux": "Programmes nationaux",
    "itinerance": "Fixe ou itinérant",
}


def modalites_said(fiche: FicheAnnuaire) -> list[tuple[str, str]]:
    return [
        (title, ", ".join(fiche.modalites[name]))
        for name, title in MODALITES_DITES.items()
        if fiche.modalites.get(name)
    ]


def phone_said(phone: str) -> str:
    """« 03 21 00 00 00 », as one dictates it."""
    return "\u00a0".join(phone[at : at + 2] for at in range(0, 10, 2)) if len(phone) == 10 else phone


def guess_partner(fiche: FicheAnnuaire) -> tuple[str, str]:
    """(genre, profession) to propose for this sheet. A person confirms, or changes them."""
    if "Conseillers numériques" in fiche.modalites.get("dispositif_programmes_nationaux", []):
        return GenrePartenaire.NUMERIQUE, Profession.NUMERIQUE
    if fiche.nom.lower().startswith("france services") or "France Services" in str(fiche.modalites):
        return GenrePartenaire.SERVICE_PUBLIC, ""
    if fiche.services:
        return GenrePartenaire.NUMERIQUE, Profession.NUMERIQUE
    return GenrePartenaire.SERVICE_PUBLIC, ""


def besoin_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a list to unfold: each category, itself then its thématiques."""
    groups: dict[str, list[tuple[str, str]]] = {code: [(code, f"{label} : tout")] for code, label in CATEGORIES.items()}
    for code, label in THEMATIQUES.items():
        groups[code.partition("--")[0]].append((code, label))
    return [(CATEGORIES[code], options) for code, options in groups.items()]
