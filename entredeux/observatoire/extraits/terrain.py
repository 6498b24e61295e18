"""The field log as facts: acts, passages of tournées, defects. Reads coded columns alone, never a text or a name."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from entredeux.observatoire.entrepot.colonnes import ACTE, DEFAUT, PASSAGE
from entredeux.observatoire.extraits.effort import minutes_by_record
from entredeux.observatoire.extraits.sources import MoisExtrait, Source, months_of, register_source
from entredeux.observatoire.residences import groups_by_place
from entredeux.terrain.models import Dysfonctionnement, Intervention, Passage, PublicRencontre
from entredeux.territoires.enums import GenreZone

LOT = 5000
CALME = "calme"  # nobody noted who was there, and there was nothing to report
PAR_ACTE = ("mission_id", "qpv", "commune", "registre", "domaine", "motif", "creneau")
LUS_DES_ACTES = (
    *PAR_ACTE,
    *("pk", "unite", "situation_id", "lieu_id", "type_lieu", "date_service", "issue", "mode_saisine", "duree_minutes"),
)
LUS_DES_PASSAGES = (
    *("pk", "unite", "mission", "lieu_id", "type_lieu", "date_service", "creneau"),
    *("occupation", "etat_depart", "est_prevu", "est_rien_a_signaler"),
)


def rows_of_acts(mois: MoisExtrait) -> Iterator[tuple]:
    acts = Intervention.objects.filter(structure_id=mois.structure, date_service__range=mois.jours)
    publics, people, effort = _publics_of(acts), _mediators_of(acts), minutes_by_record(mois)
    others = Intervention.objects.filter(unite=OuterRef("unite")).exclude(pk=OuterRef("pk")).order_by()
    rows = acts.annotate(partage=Exists(others)).order_by().values(*LUS_DES_ACTES, "partage")
    for act in rows.iterator(chunk_size=LOT):
        met = publics.get(act["pk"], [])
        yield mois.row(
            genre=ACTE,
            unite=act["unite"],
            cas=act["partage"] or act["situation_id"] is not None,
            jour=act["date_service"],
            mission=act["mission_id"] or "",
            lieu=act["type_lieu"],
            public=_largest(met, "role"),
            age=_largest(met, "age"),
            personnes=sum(one["nombre"] for one in met),
            saisine=act["mode_saisine"],
            issue=act["issue"],
            minutes=act["duree_minutes"],
            effort=effort.get(act["pk"]),
            mediateur=mois.jetons.of(people.get(act["pk"], ())),
            **zones_of(mois, act),
            **{name: act[name] for name in PAR_ACTE if name != "mission_id"},
        )


def rows_of_passages(mois: MoisExtrait) -> Iterator[tuple]:
    """Places planned and not visited are not passages."""
    passages = Passage.objects.filter(structure_id=mois.structure, date_service__range=mois.jours, est_visite=True)
    rows = passages.annotate(mission=F("presence__mission_id"), type_lieu=F("lieu__type_lieu")).order_by()
    effort = minutes_by_record(mois)
    groups = groups_by_place(mois.structure, int(mois.mois[:4]))
    for passage in rows.values(*LUS_DES_PASSAGES).iterator(chunk_size=LOT):
        yield mois.row(
            genre=PASSAGE,
            unite=passage["unite"],
            jour=passage["date_service"],
            creneau=passage["creneau"],
            mission=passage["mission"],
            lieu=passage["type_lieu"],
            domaine=groups.get(passage["lieu_id"], ""),
            motif="prevu" if passage["est_prevu"] else "imprevu",
            public=passage["occupation"] or (CALME if passage["est_rien_a_signaler"] else ""),
            issue=passage["etat_depart"],
            effort=effort.get(passage["pk"]),
            **zones_of(mois, passage),
            **place_of(mois, passage),
        )


def rows_of_defects(mois: MoisExtrait) -> Iterator[tuple]:
    defects = Dysfonctionnement.objects.filter(structure_id=mois.structure, date_service__range=mois.jours)
    rows = defects.annotate(mission=F("presence__mission_id"), type_lieu=F("lieu__type_lieu")).order_by()
    columns = ("unite", "mission", "lieu_id", "type_lieu", "date_service", "categorie", "etat")
    for defect in rows.values(*columns).iterator(chunk_size=LOT):
        yield mois.row(
            genre=DEFAUT,
            unite=defect["unite"],
            jour=defect["date_service"],
            mission=defect["mission"] or "",
            lieu=defect["type_lieu"],
            motif=defect["categorie"],
            issue=defect["etat"],
            **zones_of(mois, defect),
            **place_of(mois, defect),
        )


def _publics_of(acts: QuerySet[Intervention]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    met: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = PublicRencontre.objects.filter(intervention__in=acts).order_by()
    for row in rows.values("intervention_id", "role", "age", "nombre").iterator(chunk_size=LOT):
        met[row["intervention_id"]].append(dict(row))
    return met


def _largest(met: list[dict[str, Any]], what: str) -> str:
    """The role, or the age, of most of the people met; on a tie the first in the order of codes."""
    counts: Counter[str] = Counter()
    for one in met:
        counts[one[what]] += one["nombre"]
    return min(counts, key=lambda code: (-counts[code], code), default="")


def _mediators_of(acts: QuerySet[Intervention]) -> dict[uuid.UUID, list[uuid.UUID]]:
    people: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    pairs = Intervention.mediateurs.through.objects.filter(intervention__in=acts).order_by()
    for act, compte in pairs.values_list("intervention_id", "compte_id").iterator(chunk_size=LOT):
        people[act].append(compte)
    return people


def zones_of(mois: MoisExtrait, record: dict[str, Any]) -> dict[str, str]:
    place, day = record["lieu_id"], record["date_service"]
    return {
        "qpv_2015": mois.zones.code(place, GenreZone.QPV_2015, day),
        "contrat": mois.zones.code(place, GenreZone.CONTRAT_VILLE, day),
    }


def place_of(mois: MoisExtrait, record: dict[str, Any]) -> dict[str, str]:
    """A passage and a defect are where their place is; an act keeps its own quarter, frozen when it was recorded."""
    place, day = record["lieu_id"], record["date_service"]
    return {
        "qpv": mois.zones.known(place, GenreZone.QPV_2024, day),
        "commune": mois.zones.known(place, GenreZone.COMMUNE, day),
    }


def months_of_service(model: Any, **where: Any) -> Any:
    return lambda structure: months_of(model.objects.filter(structure_id=structure, **where))


def register() -> None:
    register_source(Source("actes", months_of_service(Intervention), rows_of_acts))
    register_source(Source("passages", months_of_service(Passage, est_visite=True), rows_of_passages))
    register_source(Source("dysfonctionnements", months_of_service(Dysfonctionnement), rows_of_defects))
