"""What of the field log may be opened exceptionally: the note of an act one was not at."""

from uuid import UUID

from django.urls import reverse

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.fiches_fermees import Extrait, FicheFermee
from entredeux.cadre.models import Compte
from entredeux.cadre.textes import read_texte
from entredeux.situations.access import recused_situations
from entredeux.terrain.access import can_read_note, visible_interventions
from entredeux.terrain.models import Intervention
from entredeux.terrain.presenters import present_day


def _find(by: Acteur, pk: UUID) -> Intervention | None:
    """Not to whoever declared a link of interest with its situation."""
    rows = visible_interventions(by).exclude(situation__in=recused_situations(by))
    return rows.filter(pk=pk).exclude(note=b"").first()


def _authors(act: Intervention) -> list[Compte]:
    """Who recorded it and who was there; nobody any more after three months (terrain.retention)."""
    there = set(act.mediateurs.all()) | ({act.cree_par} if act.cree_par else set())
    return sorted(there, key=lambda compte: compte.nom)


def _read(by: Acteur, act: Intervention) -> list[Extrait]:
    former = [item for item in act.corrections.all() if item.note_avant]
    return [
        Extrait("La note", [read_texte(act, "note", by=by)]),
        *(
            Extrait(f"Avant la correction {item.version_avant}", [read_texte(item, "note_avant", by=by)])
            for item in former
        ),
    ]


NOTE = FicheFermee(
    code="note",
    libelle="la note d'une intervention",
    trouve=_find,
    est_ouverte=can_read_note,
    auteurs=_authors,
    nomme=lambda act: f"intervention du {present_day(act)}",
    lit=_read,
    adresse=lambda act: reverse("terrain:intervention_detail", args=[act.pk]),
)
