"""What makes an act acceptable, the same for one and for thirty thousand."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Adhesion, Structure
from entredeux.terrain.enums import Origine
from entredeux.terrain.models import Mission, Presence
from entredeux.terrain.saisie import SaisieIntervention
from entredeux.terrain.temps import service_date
from entredeux.territoires.models import Lieu, ZoneLieu
from entredeux.themes.queries import check_term, opened_themes
from entredeux.themes.reponses import clean_reponses

DUREE_MAX = 16 * 60
PUBLICS_MAX = 2000
NOTE_MAX = 500
PLUS_ANCIENNE = date(2000, 1, 1)

# Field of the act -> vocabulary. `True`: must be said.
TERMES = (
    ("registre", "registres", True),
    ("domaine", "domaines", True),
    ("motif", "motifs", True),
    ("mode_saisine", "modes_saisine", False),
    ("issue", "issues", False),
    ("type_lieu", "types_lieux", False),
)


@dataclass
class Contexte:
    """The rows of the structure that a batch refers to, loaded once."""

    by: Acteur
    structure: Structure
    today: date
    lieux: dict[uuid.UUID, Lieu]
    zones: dict[tuple[uuid.UUID, str], str]
    missions: set[uuid.UUID]
    presences: set[uuid.UUID]
    comptes: set[uuid.UUID]
    ouverts: set[str]

    @classmethod
    def load(cls, saisies: Sequence[SaisieIntervention], by: Acteur) -> "Contexte":
        assert by.structure is not None
        own: dict[str, Any] = {"structure": by.structure}
        lieux = Lieu.objects.filter(pk__in={s.lieu_id for s in saisies if s.lieu_id}, **own)
        missions = Mission.objects.filter(pk__in={s.mission_id for s in saisies if s.mission_id}, **own)
        presences = Presence.objects.filter(pk__in={s.presence_id for s in saisies if s.presence_id}, **own)
        people = {compte for s in saisies for compte in s.mediateurs}
        places = {lieu.pk: lieu for lieu in lieux}
        return cls(
            by=by,
            structure=by.structure,
            today=service_date(by.structure, timezone.now()),
            lieux=places,
            zones=_zones(places),
            missions=set(missions.values_list("pk", flat=True)),
            presences=set(presences.values_list("pk", flat=True)),
            comptes=set(Adhesion.objects.filter(compte__in=people, **own).values_list("compte_id", flat=True)),
            ouverts=opened_themes(by.structure.pk),
        )

    def zones_of(self, saisie: SaisieIntervention) -> tuple[str, str, str]:
        """QPV 2024 code, commune code and kind of place: the known place's, else what the row says."""
        lieu = self.lieux.get(saisie.lieu_id) if saisie.lieu_id else None
        if lieu is None:
            return saisie.qpv, saisie.commune, saisie.type_lieu
        return (
            self.zones.get((lieu.pk, "qpv_2024"), ""),
            self.zones.get((lieu.pk, "commune"), "") or saisie.commune,
            lieu.type_lieu,
        )

    def clean_reponses(self, saisie: SaisieIntervention) -> dict[str, Any]:
        if not saisie.theme:
            return {}
        return clean_reponses(saisie.theme, saisie.reponses, saisie.date_service, self.ouverts)


def _zones(lieux: dict[uuid.UUID, Lieu]) -> dict[tuple[uuid.UUID, str], str]:
    rows = ZoneLieu.objects.filter(lieu__in=lieux, valide_au__isnull=True).values_list("lieu_id", "genre", "code")
    return {(lieu, genre): code for lieu, genre, code in rows}


def check_saisie(saisie: SaisieIntervention, context: Contexte) -> None:
    """Raises ValidationError with a sentence by field; several at once, so that one reading mends all."""
    errors: dict[str, list[str]] = {}
    for check in (_check_terms, _check_date, _check_numbers, _check_links, _check_publics, _check_theme):
        for name, message in check(saisie, context):
            errors.setdefault(name, []).append(message)
    if errors:
        raise ValidationError({name: messages for name, messages in errors.items()})


Problems = list[tuple[str, str]]


def _check_terms(saisie: SaisieIntervention, context: Contexte) -> Problems:
    problems: Problems = []
    for name, vocabulary, required in TERMES:
        code = getattr(saisie, name)
        if not code:
            if required:
                problems.append((name, f"Indiquez : {name.replace('_', ' ')}."))
            continue
        problems += [(name, message) for message in _term_messages(vocabulary, code, saisie.date_service)]
    return problems


def _term_messages(vocabulary: str, code: str, day: date) -> list[str]:
    try:
        check_term(vocabulary, code, day)
    except ValidationError as error:
        return error.messages
    return []


def _check_date(saisie: SaisieIntervention, context: Contexte) -> Problems:
    if saisie.date_service > context.today + timedelta(days=1):
        return [("date_service", "Le jour de service est dans le futur ; vérifiez la date.")]
    if saisie.date_service < PLUS_ANCIENNE:
        return [("date_service", "Le jour de service est antérieur à 2000 ; vérifiez la date.")]
    return []


def _check_numbers(saisie: SaisieIntervention, context: Contexte) -> Problems:
    problems: Problems = []
    if saisie.duree_minutes is not None and not 0 <= saisie.duree_minutes <= DUREE_MAX:
        problems.append(("duree_minutes", f"La durée va de 0 à {DUREE_MAX} minutes."))
    if len(saisie.note) > NOTE_MAX:
        problems.append(("note", f"La note est limitée à {NOTE_MAX} caractères ; elle en compte {len(saisie.note)}."))
    return problems


def _check_links(saisie: SaisieIntervention, context: Contexte) -> Problems:
    known = (
        ("lieu_id", saisie.lieu_id, context.lieux, "Ce lieu n'est pas de votre structure."),
        ("mission_id", saisie.mission_id, context.missions, "Cette mission n'est pas de votre structure."),
        ("presence_id", saisie.presence_id, context.presences, "Cette présence n'est pas de votre structure."),
    )
    problems = [(name, message) for name, value, rows, message in known if value and value not in rows]
    if set(saisie.mediateurs) - context.comptes:
        problems.append(("mediateurs", "Une de ces personnes n'est pas de votre structure."))
    return problems


def _check_publics(saisie: SaisieIntervention, context: Contexte) -> Problems:
    problems: Problems = []
    for public in saisie.publics:
        problems += [("publics", m) for m in _term_messages("roles_public", public.role, saisie.date_service)]
        problems += [("publics", m) for m in _term_messages("ages", public.age, saisie.date_service)]
        if not 1 <= public.nombre <= PUBLICS_MAX:
            problems.append(("publics", f"Un nombre de personnes va de 1 à {PUBLICS_MAX}."))
    return problems


def _check_theme(saisie: SaisieIntervention, context: Contexte) -> Problems:
    if not saisie.theme or (saisie.origine == Origine.IMPORT and not saisie.reponses):
        return []
    try:
        context.clean_reponses(saisie)
    except ValidationError as error:
        return [("reponses", message) for message in error.messages]
    return []
