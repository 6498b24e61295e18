"""Reading a whole file through a mapping: tried (nothing written) or applied, 1,000 rows at a time.

Identity of a row: the mapped identifier, else the keyed hash of its content and its rank among equal rows of the
file. What is stored already is counted as doublon and left as it is; a later file adds what goes beyond.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from django.core.exceptions import ValidationError

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import secret_of_instance
from entredeux.socle.lecture import Ligne, Tableau
from entredeux.socle.lecture.mots import fold
from entredeux.terrain.access import check_can_import
from entredeux.terrain.actions import record_interventions
from entredeux.terrain.actions.validation import Contexte, check_saisie
from entredeux.terrain.enums import Origine
from entredeux.terrain.imports.conversion import Acte, Conversion, Rejet
from entredeux.terrain.imports.correspondance import Correspondance, fit_to_columns
from entredeux.terrain.imports.nomenclature import Nomenclature
from entredeux.terrain.models import Intervention
from entredeux.terrain.saisie import SaisieIntervention
from entredeux.territoires.models import Lieu

LOT = 1000
APERCU = 10


@dataclass(frozen=True)
class LigneRejetee:
    ligne: int
    raison: str
    cellules: tuple[str, ...]


@dataclass
class Bilan:
    """lues = acceptees + doublons + rejetees, always. `apercu`: the first acts as they are (or would be) recorded."""

    lues: int = 0
    acceptees: int = 0
    doublons: int = 0
    rejetees: int = 0
    remarques: Counter[str] = field(default_factory=Counter)
    apercu: list[SaisieIntervention] = field(default_factory=list)


OnRejets = Callable[[list[LigneRejetee]], None]
OnAvance = Callable[[Bilan], None]


@dataclass
class _Suivi:
    """What one pass over a file remembers: bounded by the limit of rows."""

    vus: dict[str, str] = field(default_factory=dict)  # identifier -> content
    occurrences: Counter[bytes] = field(default_factory=Counter)


def run(
    tableau: Tableau,
    mapping: Correspondance,
    *,
    by: Acteur,
    est_essai: bool,
    on_rejets: OnRejets,
    on_avance: OnAvance | None = None,
) -> Bilan:
    """Raises CorrespondanceRefusee before the first row, FichierRefuse when the file goes past the limits."""
    check_can_import(by)
    conversion = make_conversion(tableau, mapping, by)
    bilan, suivi = Bilan(), _Suivi()
    for batch in _batches(tableau.lignes()):
        with _collector_paused():
            rejets = _run_batch(batch, conversion, bilan, suivi, by, est_essai)
        if rejets:
            on_rejets(sorted(rejets, key=lambda rejet: rejet.ligne))
        if on_avance:
            on_avance(bilan)
    return bilan


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A batch makes a hundred thousand objects that all die by themselves: letting the cycle collector look at
    them again and again costs 40 % of the time (bench/import_interventions.py)."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def make_conversion(tableau: Tableau, mapping: Correspondance, by: Acteur) -> Conversion:
    assert by.structure is not None
    return Conversion(
        fit_to_columns(mapping, tableau.colonnes),
        tableau.colonnes,
        Nomenclature.load(),
        by.structure,
        known_lieux(by),
        secret_of_instance("import"),
    )


def known_lieux(by: Acteur) -> dict:
    """Folded name -> id, for names that only one place bears."""
    found: dict[str, list] = {}
    for lieu in Lieu.objects.filter(structure=by.structure, est_actif=True):
        for name in {fold(lieu.nom), fold(str(lieu))}:
            found.setdefault(name, []).append(lieu.pk)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _batches(rows: Iterable[Ligne]) -> Iterator[list[Ligne]]:
    rows = iter(rows)
    while batch := list(islice(rows, LOT)):
        yield batch


def _run_batch(
    batch: Sequence[Ligne], conversion: Conversion, bilan: Bilan, suivi: _Suivi, by: Acteur, est_essai: bool
) -> list[LigneRejetee]:
    rejets: list[LigneRejetee] = []
    acts: list[tuple[Acte, int, Ligne]] = []
    bilan.lues += len(batch)
    for row in batch:
        try:
            act = conversion.convert(row)
            occurrence = _occurrence(act, suivi)
        except Rejet as rejet:
            rejets.append(LigneRejetee(row.numero, str(rejet), row.cellules))
            continue
        if occurrence:
            acts.append((act, occurrence, row))
        else:
            bilan.doublons += 1
    new = _without_stored(acts, by, bilan)
    saisies = conversion.to_saisies([act for act, _, _ in new], [occurrence for _, occurrence, _ in new])
    raisons = _try(saisies, by) if est_essai else _apply(saisies, by)
    for (act, _, row), saisie, raison in zip(new, saisies, raisons, strict=True):
        if raison is None:
            bilan.doublons += 1
        elif raison:
            rejets.append(LigneRejetee(row.numero, raison, row.cellules))
        else:
            bilan.acceptees += 1
            bilan.remarques.update(set(act.remarques))
            if len(bilan.apercu) < APERCU:
                bilan.apercu.append(saisie)
    bilan.rejetees += len(rejets)
    return rejets


def _occurrence(act: Acte, suivi: _Suivi) -> int:
    """The rank among equal rows of the file; 0 when the identifier came before with the same content. The same
    identifier with another content is refused: which of the two is right, a person says."""
    if not act.identifiant:
        suivi.occurrences[bytes.fromhex(act.empreinte)] += 1
        return suivi.occurrences[bytes.fromhex(act.empreinte)]
    before = suivi.vus.get(act.identifiant)
    if before is None:
        suivi.vus[act.identifiant] = act.empreinte
        return 1
    if before != act.empreinte:
        raise Rejet([f"l'identifiant « {act.identifiant[:40]} » est déjà dans ce fichier avec un autre contenu"])
    return 0


IDENTIFIANT_CHANGE = "identifiant déjà importé avec un autre contenu : la fiche déjà là est gardée telle quelle"


def _without_stored(acts: list[tuple[Acte, int, Ligne]], by: Acteur, bilan: Bilan) -> list[tuple[Acte, int, Ligne]]:
    """Rows that nothing stored repeats, whatever mapping brought it in; counts the others."""
    stored = Intervention.objects.filter(structure=by.structure, origine=Origine.IMPORT)
    by_content = set(
        stored.filter(empreinte_contenu__in=[act.empreinte for act, _, _ in acts]).values_list(
            "empreinte_contenu", "occurrence"
        )
    )
    by_identifier = dict(
        Intervention.objects.filter(
            structure=by.structure, identifiant_externe__in=[act.identifiant for act, _, _ in acts if act.identifiant]
        ).values_list("identifiant_externe", "empreinte_contenu")
    )
    new = []
    for act, occurrence, row in acts:
        known = by_identifier.get(act.identifiant) if act.identifiant else None
        if known is None and (act.empreinte, occurrence) not in by_content:
            new.append((act, occurrence, row))
            continue
        bilan.doublons += 1
        if known is not None and known != act.empreinte:
            bilan.remarques[IDENTIFIANT_CHANGE] += 1
    return new


def _try(saisies: Sequence[SaisieIntervention], by: Acteur) -> list[str | None]:
    """What `record_interventions` would answer, by the same checks, without writing."""
    context = Contexte.load(saisies, by)
    reasons: list[str | None] = []
    for saisie in saisies:
        try:
            check_saisie(saisie, context)
            reasons.append("")
        except ValidationError as error:
            reasons.append(" ".join(dict.fromkeys(error.messages)))
    return reasons


def _apply(saisies: Sequence[SaisieIntervention], by: Acteur) -> list[str | None]:
    """An empty reason: accepted; None: stored meanwhile by someone else; else why it was refused."""
    return [None if result.est_doublon else result.raison for result in record_interventions(saisies, by=by)]
