"""The monthly report « effacé / conservé » of a structure, and the notice given thirty days before.

What was erased is what the journal says the clocks did: exact, and nobody can change it afterwards. What is kept, and
what goes soon, is asked of the clocks themselves (horloges.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Sum

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.horloges import AVenir, Garde, Horloge, coming, horloges, kept
from entredeux.cadre.models import EntreeJournal
from entredeux.socle.document import Bloc, Document, Intertitre, Liste, Paragraphe, Puce, ligne

PREAVIS = timedelta(days=30)
SUR_DEMANDE = {
    "cadre.demande_droits.recue": "Demandes d'accès ou d'effacement reçues",
    "cadre.demande_droits.repondue": "Copies remises",
    "cadre.demande_droits.effacee": "Effacements faits à la demande d'une personne",
    "cadre.demande_droits.refusee": "Demandes refusées, avec la raison",
    "cadre.bris_de_glace.ouvert": "Ouvertures exceptionnelles",
}


@dataclass(frozen=True)
class Ligne:
    quoi: str
    nombre: int


@dataclass(frozen=True)
class Rapport:
    """`mois` is the first day of the month told; `horloges`, each clock with what it erased that month."""

    mois: date
    titulaire: str
    horloges: list[tuple[Horloge, list[Ligne]]]
    demandes: list[Ligne]
    conserve: list[Garde]
    bientot: list[AVenir]

    @property
    def efface(self) -> int:
        return sum(line.nombre for _, lines in self.horloges for line in lines)


def make_rapport(by: Acteur, mois: date, today: date) -> Rapport:
    """Of the actor's structure; of the network for whoever leads it, whose rows belong to no structure."""
    counts = _counts_of(by, mois)
    structure = by.structure
    return Rapport(
        mois=mois,
        titulaire=str(structure) if structure else "le réseau",
        horloges=[(each, lines) for each in horloges() if (lines := _lines(each.evenements, counts))],
        demandes=_lines(SUR_DEMANDE, counts),
        conserve=kept(structure) if structure else [],
        bientot=coming(structure, today, today + PREAVIS) if structure else [],
    )


def _counts_of(by: Acteur, mois: date) -> dict[str, int]:
    """Event -> how many, in the month as the structure lives it."""
    zone = by.structure.zone if by.structure else UTC
    start = datetime(mois.year, mois.month, 1, tzinfo=zone)
    end = datetime(mois.year + mois.month // 12, mois.month % 12 + 1, 1, tzinfo=zone)
    known = {code for each in horloges() for code in each.evenements} | set(SUR_DEMANDE)
    rows = EntreeJournal.objects.filter(
        structure=by.chaine, evenement__in=known, instant__gte=start, instant__lt=end
    ).order_by()
    return dict(rows.values_list("evenement").annotate(Sum("nombre")))


def _lines(evenements: dict[str, str], counts: dict[str, int]) -> list[Ligne]:
    return [Ligne(said, counts[code]) for code, said in evenements.items() if counts.get(code)]


def make_document(rapport: Rapport, today: date) -> Document:
    """The same, to print or to edit."""
    blocs: list[Bloc] = [
        Paragraphe(ligne(f"{rapport.titulaire[:1].upper()}{rapport.titulaire[1:]}, {rapport.mois:%m/%Y}.")),
        Intertitre(2, ligne("Effacé ce mois")),
        _listed(
            (f"{line.quoi} : {line.nombre}" for _, lines in rapport.horloges for line in lines),
            "Aucune échéance ce mois.",
        ),
        Intertitre(2, ligne("À la demande d'une personne, et ouvertures exceptionnelles")),
        _listed((f"{line.quoi} : {line.nombre}" for line in rapport.demandes), "Aucune ce mois."),
        Intertitre(2, ligne(f"Conservé au {today:%d/%m/%Y}")),
        _listed((_say(each) for each in rapport.conserve), "Rien n'est conservé sous une clé."),
        Intertitre(2, ligne("S'efface dans les trente jours")),
        _listed((f"{each.quoi} : le {each.le:%d/%m/%Y}" for each in rapport.bientot), "Rien."),
    ]
    return Document(
        titre="Effacé, conservé",
        blocs=tuple(blocs),
        sous_titre=f"{rapport.mois:%m/%Y}",
        auteur=rapport.titulaire,
        jour=today,
    )


def _say(garde: Garde) -> str:
    end = f", le premier s'efface le {garde.prochaine:%d/%m/%Y}" if garde.prochaine else ""
    return f"{garde.quoi} : {garde.nombre}{end}"


def _listed(sentences: Iterable[str], otherwise: str) -> Liste:
    return Liste(tuple(Puce(ligne(each)) for each in sentences) or (Puce(ligne(otherwise)),))
