"""What the field log forgets by itself, night after night (product.md, property 10).

7 days    handover notes, row and key; exact times of passages, acts and records (the half-hour stays)
30 days   what an import kept of its file: rejected rows, mapping, name
3 months  who was where: the team of a presence, the mediators and the author of an act or a passage
12 months the texts: the key of a unit whose last act is that old, and of a defect closed for that long; their dates
          are cut to the month, which is what stays of them
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, Q, QuerySet
from django.db.models.functions import TruncDay, TruncHour, TruncMonth
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite, erase_unites
from entredeux.cadre.enums import GenreCle
from entredeux.cadre.models import Cle, Compte, Structure
from entredeux.terrain.enums import EtatDysfonctionnement, PrecisionDate
from entredeux.terrain.imports.oubli import forget_imports
from entredeux.terrain.models import (
    Consigne,
    CorrectionIntervention,
    Dysfonctionnement,
    EtapeDysfonctionnement,
    IncidentEquipe,
    Intervention,
    Passage,
    Presence,
)

HEURES_EXACTES = timedelta(days=7)
LIEN_PERSONNE_LIEU = timedelta(days=91)
TEXTES = timedelta(days=366)
EFFETS = {
    "consignes": "consignes, texte et ligne",
    "heures": "heures exactes de passage ; reste la demi-heure",
    "personnes": "fiches détachées de qui était là ; restent les nombres",
    "imports": "imports, lignes refusées et nom du fichier ; restent les nombres",
    "textes": "textes et photos, par destruction de leur clé ; reste l'acte",
    "dates": "fiches dont le jour est oublié ; reste le mois",
}
ETATS_CLOS = (EtatDysfonctionnement.REPARE, EtatDysfonctionnement.REFUSE, EtatDysfonctionnement.DOUBLON)


def forget(today: date | None = None) -> dict[str, int]:
    """Applies every clock as of `today`; idempotent. Returns what each clock touched, for the monthly report."""
    day = today or timezone.localdate()
    return {
        "consignes": _erase_consignes(day),
        "heures": _blur_times(day - HEURES_EXACTES),
        "personnes": _unlink_people(day - LIEN_PERSONNE_LIEU),
        "imports": forget_imports(day),
        "textes": _erase_texts(day - TEXTES),
        "dates": cut_dates(day - TEXTES),
    }


@transaction.atomic
def _erase_consignes(day: date) -> int:
    gone = list(Consigne.objects.filter(expire_le__date__lte=day).select_related("structure"))
    for consigne in gone:
        erase_unite(consigne.unite)
        journal.record_write(Acteur.systeme(consigne.structure), "terrain.consigne.effacee", consigne)
        consigne.delete()
    return len(gone)


@transaction.atomic
def _blur_times(before: date) -> int:
    """Exact instants lose their minutes (a presence, whose length is kept apart) or their hour (a record)."""
    passages = Passage.objects.filter(date_service__lt=before, arrivee_le__isnull=False)
    count = passages.update(arrivee_le=None)
    for model in (Passage, Intervention, Dysfonctionnement, Presence, IncidentEquipe):
        _blur(model.objects.filter(date_service__lt=before), "cree_le")
    _blur(IncidentEquipe.objects.filter(suivi_le__date__lt=before), "suivi_le")
    _blur(CorrectionIntervention.objects.filter(cree_le__date__lt=before), "cree_le")
    _blur(EtapeDysfonctionnement.objects.filter(le__date__lt=before), "le")
    # In UTC: a truncation to the local hour is stored as if it were UTC, and would move by an hour every night.
    # A presence nobody stopped is blurred like the others: an oversight is no reason to keep its minute.
    Presence.objects.filter(date_service__lt=before).update(
        debut_le=TruncHour("debut_le", tzinfo=UTC), fin_le=TruncHour("fin_le", tzinfo=UTC)
    )
    return count


def _blur(rows: QuerySet[Any], field: str) -> None:
    """Rows already at midnight are left alone: the night does not rewrite the whole table."""
    rows.exclude(**{field: TruncDay(field)}).update(**{field: TruncDay(field)})


@transaction.atomic
def _unlink_people(before: date) -> int:
    """From here on, nobody can be placed: counts stay (taille_equipe, nombre_mediateurs), names go."""
    old: dict[str, Any] = {"date_service__lt": before}
    Presence.equipe.through.objects.filter(presence__in=Presence.objects.filter(**old)).delete()
    Intervention.mediateurs.through.objects.filter(intervention__in=Intervention.objects.filter(**old)).delete()
    CorrectionIntervention.objects.filter(intervention__in=Intervention.objects.filter(**old)).update(cree_par=None)
    EtapeDysfonctionnement.objects.filter(dysfonctionnement__in=Dysfonctionnement.objects.filter(**old)).update(
        par=None
    )
    touched: Counter[uuid.UUID] = Counter()
    models: tuple[type[Model], ...] = (Intervention, Passage, Presence, Dysfonctionnement)
    for model in models:
        rows = model._default_manager.filter(cree_par__isnull=False, **old)
        touched += Counter(rows.values_list("structure_id", flat=True))
        rows.update(cree_par=None)
    return _tell("terrain.personne.detachee", touched)


@transaction.atomic
def _erase_texts(before: date) -> int:
    """Destroys the keys; the coarse rows stay. One line of each structure's journal tells how many."""
    due: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for owner, unite in [*_units_of_acts(before), *_units_of_incidents(before), *_units_of_defects(before)]:
        due[owner].add(unite)
    for structure in Structure.objects.filter(pk__in=due):
        erase_unites(due[structure.pk])
        _drop_what_the_key_opened(due[structure.pk])
        journal.record_write(Acteur.systeme(structure), "terrain.texte.efface", nombre=len(due[structure.pk]))
    return sum(len(unites) for unites in due.values())


@transaction.atomic
def cut_dates(before: date) -> int:
    """What is left of an act, a defect or an incident after its clock is a coarse row, to the month: no day, no
    half-hour. An act of a situation follows it. Rows already cut are left alone."""
    acts = Intervention.objects.filter(date_precision=PrecisionDate.JOUR).filter(
        Q(situation__isnull=True, date_service__lt=before) | Q(situation__est_oubliee=True)
    )
    closed = Dysfonctionnement.objects.filter(etat__in=ETATS_CLOS).annotate(dernier=Max("etapes__le"))
    defects = _not_cut(Dysfonctionnement.objects.filter(
        pk__in=closed.filter(dernier__date__lt=before).values("pk")
    ))  # fmt: skip
    incidents = _not_cut(IncidentEquipe.objects.filter(date_service__lt=before))
    touched: Counter[uuid.UUID] = Counter()
    for rows in (acts, defects, incidents):
        touched += Counter(rows.values_list("structure_id", flat=True))
    EtapeDysfonctionnement.objects.filter(dysfonctionnement__in=defects).update(le=_month("le"))
    cut_these(acts)
    for rows in (defects, incidents):
        rows.update(date_service=TruncMonth("date_service"), cree_le=_month("cree_le"))
    return _tell("terrain.date.coupee", touched)


def cut_these(acts: QuerySet[Intervention]) -> None:
    CorrectionIntervention.objects.filter(intervention__in=acts).update(cree_le=_month("cree_le"))
    acts.update(
        date_service=TruncMonth("date_service"),
        cree_le=_month("cree_le"),
        date_precision=PrecisionDate.MOIS,
        creneau="",
    )


def unlink_compte(compte: Compte) -> None:
    """One person leaves every place and act at once, because they asked to be erased; counts stay."""
    Presence.equipe.through.objects.filter(compte=compte).delete()
    Intervention.mediateurs.through.objects.filter(compte=compte).delete()
    models: tuple[Any, ...] = (
        Intervention,
        Passage,
        Presence,
        Dysfonctionnement,
        CorrectionIntervention,
        IncidentEquipe,
    )
    for model in models:
        model.objects.filter(cree_par=compte).update(cree_par=None)
    EtapeDysfonctionnement.objects.filter(par=compte).update(par=None)


def _month(field: str) -> TruncMonth:
    return TruncMonth(field, tzinfo=UTC)


def _not_cut(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(date_service=TruncMonth("date_service"))


def _tell(evenement: str, touched: Counter[uuid.UUID]) -> int:
    """One line in the journal of each structure concerned, with how many."""
    for structure in Structure.objects.filter(pk__in=touched):
        journal.record_write(Acteur.systeme(structure), evenement, nombre=touched[structure.pk])
    return touched.total()


def with_a_key(model: Any) -> Any:
    """A unit without text has no key, and one already erased has none left."""
    keys = Cle.objects.filter(genre=GenreCle.UNITE).values("pk")
    return model.objects.filter(unite__in=keys).order_by().values_list("structure_id", "unite")


def _units_of_acts(before: date) -> Iterable[tuple[uuid.UUID, uuid.UUID]]:
    """A unit counts from its last act. An act of a situation follows the situation's own clock."""
    last = (
        with_a_key(Intervention)
        .filter(situation__isnull=True)
        .annotate(dernier=Max("date_service"))
        .filter(dernier__lt=before)
    )
    return [(structure, unite) for structure, unite, _ in last]


def _units_of_incidents(before: date) -> Iterable[tuple[uuid.UUID, uuid.UUID]]:
    return list(with_a_key(IncidentEquipe).filter(date_service__lt=before))


def _units_of_defects(before: date) -> Iterable[tuple[uuid.UUID, uuid.UUID]]:
    """From its last step, and only once closed: what is still broken keeps its photo."""
    closed = with_a_key(Dysfonctionnement).filter(etat__in=ETATS_CLOS).annotate(dernier=Max("etapes__le"))
    return [(structure, unite) for structure, unite, _ in closed.filter(dernier__date__lt=before)]


def _drop_what_the_key_opened(unites: Iterable[uuid.UUID]) -> None:
    """Names around an erased account of an incident, and the sealed files, which nothing can open any more."""
    IncidentEquipe.objects.filter(unite__in=unites).update(cree_par=None, suivi_par=None, suivi_le=None)
    for record in Dysfonctionnement.objects.filter(unite__in=unites).exclude(photo=""):
        photo, name = record.photo.storage, str(record.photo.name)
        Dysfonctionnement.objects.filter(pk=record.pk).update(photo="")
        transaction.on_commit(partial(photo.delete, name))  # a dry run is undone: a file would not come back
