"""The clock of the field log, looking forward: the day of each row, what goes soon, what is still kept.

Which row goes when is retention.py's; the days said here are the last on which the text can be read.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone

from entredeux.cadre.horloges import AVenir, Garde, Horloge
from entredeux.cadre.models import Cle, Structure
from entredeux.terrain import retention
from entredeux.terrain.models import Consigne, Dysfonctionnement, ImportJournal, IncidentEquipe, Intervention
from entredeux.terrain.retention import ETATS_CLOS, TEXTES, with_a_key

EVENEMENTS = {
    "terrain.consigne.effacee": "Consignes : le texte et la ligne",
    "terrain.personne.detachee": "Fiches détachées de qui était là ; restent les nombres",
    "terrain.import.oublie": "Imports : lignes refusées et nom du fichier ; restent les nombres",
    "terrain.texte.efface": "Textes et photos des fiches, par destruction de leur clé ; reste l'acte",
    "terrain.date.coupee": "Fiches dont le jour est oublié ; reste le mois",
}
SUIT_L_ACTE = "La version d'avant suit l'acte qu'elle corrige : même clé, même jour."
SUIT_L_IMPORT = "Ce morceau du fichier suit l'import : même clé, même jour."


def _has_key(record: Any) -> bool:
    return Cle.objects.filter(pk=record.unite).exists()


def end_of_intervention(act: Intervention) -> date | None:
    """An act of a situation follows it: its page tells the day."""
    if act.situation_id or not _has_key(act):
        return None
    last: date | None = Intervention.objects.filter(unite=act.unite).aggregate(le=Max("date_service"))["le"]
    return last + TEXTES if last else None


def end_of_dysfonctionnement(record: Dysfonctionnement) -> date | None:
    """What is still broken keeps its photo."""
    if record.etat not in ETATS_CLOS or not _has_key(record):
        return None
    last = record.etapes.aggregate(le=Max("le"))["le"]
    return timezone.localdate(last) + TEXTES if last else None


def end_of_incident(record: IncidentEquipe) -> date | None:
    return record.date_service + TEXTES if _has_key(record) else None


def end_of_consigne(record: Consigne) -> date:
    return timezone.localdate(record.expire_le)


def end_of_import(record: ImportJournal) -> date | None:
    return record.expire_le if record.nom_fichier else None


def coming_of_terrain(structure: Structure, du: date, au: date) -> list[AVenir]:
    """Texts only: a handover note lives seven days, and says so where it is read."""
    return [
        *_acts(structure, du, au),
        *(
            AVenir(
                f"Photo ou précision d'un dysfonctionnement clos, {record.lieu}",
                last,
                "terrain:dysfonctionnement_detail",
                pk,
            )
            for pk, record, last in _defects(structure)
            if du <= last <= au
        ),
        *(
            AVenir(
                f"Récit d'un incident du {record.date_service:%d/%m/%Y}",
                record.date_service + TEXTES,
                "terrain:incident_detail",
                record.pk,
            )
            for record in _of(IncidentEquipe, structure).filter(date_service__range=(du - TEXTES, au - TEXTES))
        ),
    ]


def _of(model: Any, structure: Structure) -> Any:
    return model.objects.filter(structure=structure, pk__in=with_a_key(model).values("pk"))


def _acts(structure: Structure, du: date, au: date) -> Iterable[AVenir]:
    """The last act of each unit, whose text is read on its page."""
    near = {"date_service__range": (du - TEXTES, au - TEXTES)}
    acts = list(_of(Intervention, structure).filter(situation__isnull=True, **near).defer("note", "reponses"))
    units = Intervention.objects.filter(unite__in=[act.unite for act in acts]).order_by()
    last = dict(units.values_list("unite").annotate(Max("date_service")))
    for act in acts:
        if act.date_service == last.pop(act.unite, None):
            said = f"Note de l'intervention du {act.date_service:%d/%m/%Y}"
            yield AVenir(said, act.date_service + TEXTES, "terrain:intervention_detail", act.pk)


def _defects(structure: Structure) -> Iterable[tuple[Any, Dysfonctionnement, date]]:
    rows = _of(Dysfonctionnement, structure).filter(etat__in=ETATS_CLOS).select_related("lieu")
    for record in rows.annotate(dernier=Max("etapes__le")):
        if record.dernier:
            yield record.pk, record, timezone.localdate(record.dernier) + TEXTES


def kept_of_terrain(structure: Structure) -> list[Garde]:
    acts = _of(Intervention, structure).filter(situation__isnull=True).aggregate(premier=Min("date_service"))["premier"]
    numbers = {
        model: _of(model, structure).values("unite").distinct().count()
        for model in (Intervention, Dysfonctionnement, IncidentEquipe)
    }
    incident = _of(IncidentEquipe, structure).aggregate(premier=Min("date_service"))["premier"]
    notes = Consigne.objects.filter(structure=structure)
    defects = [last for _, _, last in _defects(structure)]
    return [
        Garde("Notes d'interventions", numbers[Intervention], acts + TEXTES if acts else None),
        Garde("Photos et précisions de dysfonctionnements", numbers[Dysfonctionnement], min(defects, default=None)),
        Garde("Récits d'incidents", numbers[IncidentEquipe], incident + TEXTES if incident else None),
        Garde("Consignes entre équipes", notes.count(), _day(notes.aggregate(le=Min("expire_le"))["le"])),
    ]


def _day(moment: Any) -> date | None:
    return timezone.localdate(moment) if moment else None


HORLOGE = Horloge(
    "terrain",
    "Journal de terrain",
    retention.forget,
    retention.EFFETS,
    modeles={
        "terrain.Intervention": end_of_intervention,
        "terrain.CorrectionIntervention": SUIT_L_ACTE,
        "terrain.Dysfonctionnement": end_of_dysfonctionnement,
        "terrain.EtapeDysfonctionnement": "Qui a fait l'étape est détaché trois mois après le jour de service.",
        "terrain.IncidentEquipe": end_of_incident,
        "terrain.Consigne": end_of_consigne,
        "terrain.LectureConsigne": "Qui a lu la consigne disparaît avec elle, au bout de sept jours.",
        "terrain.Presence": "L'équipe est détachée de la présence trois mois après le jour de service.",
        "terrain.Passage": "Qui l'a saisi est détaché du lieu trois mois après le jour de service.",
        "terrain.ImportJournal": end_of_import,
        "terrain.MorceauImport": SUIT_L_IMPORT,
        "terrain.LotRejete": SUIT_L_IMPORT,
    },
    evenements=EVENEMENTS,
    a_venir=coming_of_terrain,
    garde=kept_of_terrain,
)
