"""Residents' words that left, démarches, who came and what became of what was proposed, as facts.

A word has no place and is counted in the month it left, with four others at least; one taken back is not counted.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from entredeux.observatoire.entrepot.colonnes import DEMARCHE, PAROLE, PROPOSITION, RENCONTRE
from entredeux.observatoire.extraits.sources import MoisExtrait, Source, months_of, register_source
from entredeux.participation.models import Demarche, Parole, PropositionDemarche, RencontreDemarche
from entredeux.participation.queries.etats import etat_of
from entredeux.territoires.models import Qpv

SENT = {"partie_le__isnull": False, "retiree_le__isnull": True}
DE_LA_DEMARCHE = ("demarche__genre", "demarche__domaine", "demarche__qpv")


def rows_of_words(mois: MoisExtrait) -> Iterator[tuple]:
    words = Parole.objects.filter(structure_id=mois.structure, partie_le__range=mois.instants, **SENT).order_by()
    for word in words.defer("texte", "groupe__reponse", "retour__repere").select_related("groupe", "retour"):
        assert word.partie_le is not None
        yield mois.row(
            genre=PAROLE,
            unite=word.unite,
            jour=word.partie_le.astimezone(UTC).date(),
            domaine=word.domaine,
            motif=word.origine,
            issue=etat_of(word),
        )


def rows_of_demarches(mois: MoisExtrait) -> Iterator[tuple]:
    found = Demarche.objects.filter(structure_id=mois.structure, ouverte_le__range=mois.jours).order_by()
    communes = _communes_of(mois)
    for row in found.values("unite", "genre", "domaine", "niveau", "qpv", "ouverte_le"):
        yield mois.row(
            genre=DEMARCHE,
            unite=row["unite"],
            jour=row["ouverte_le"],
            motif=row["genre"],
            domaine=row["domaine"],
            issue=row["niveau"],
            qpv=row["qpv"],
            commune=communes.get(row["qpv"], ""),
        )


def rows_of_meetings(mois: MoisExtrait) -> Iterator[tuple]:
    """Two rows a meeting: those who came for the first time, and the others."""
    held = RencontreDemarche.objects.filter(structure_id=mois.structure, jour__range=mois.jours).order_by()
    communes = _communes_of(mois)
    for row in held.values("unite", "jour", "presents", "premiere_fois", *DE_LA_DEMARCHE):
        came = {"premiere_fois": row["premiere_fois"], "deja_venue": row["presents"] - row["premiere_fois"]}
        for venue, people in came.items():
            if people:
                yield mois.row(
                    genre=RENCONTRE,
                    unite=row["unite"],
                    jour=row["jour"],
                    issue=venue,
                    personnes=people,
                    **_of_demarche(row, communes),
                )


def rows_of_proposals(mois: MoisExtrait) -> Iterator[tuple]:
    made = PropositionDemarche.objects.filter(structure_id=mois.structure, faite_le__range=mois.jours).order_by()
    communes = _communes_of(mois)
    for row in made.values("unite", "faite_le", "suite", *DE_LA_DEMARCHE):
        yield mois.row(
            genre=PROPOSITION,
            unite=row["unite"],
            jour=row["faite_le"],
            issue=row["suite"],
            **_of_demarche(row, communes),
        )


def _of_demarche(row: dict[str, Any], communes: dict[str, str]) -> dict[str, str]:
    genre, domaine, qpv = (row[name] for name in DE_LA_DEMARCHE)
    return {"motif": genre, "domaine": domaine, "qpv": qpv, "commune": communes.get(qpv, "")}


def _communes_of(mois: MoisExtrait) -> dict[str, str]:
    """Of the quarters where the structure has démarches; a quarter of several communes is of none."""
    quarters = Demarche.objects.filter(structure_id=mois.structure).exclude(qpv="").order_by().values("qpv")
    found = Qpv.objects.filter(code__in=quarters).values_list("code", "communes")
    return {code: communes[0] for code, communes in found if len(communes) == 1}


def register() -> None:
    register_source(Source("paroles", _months_of(Parole, "partie_le", **SENT), rows_of_words))
    register_source(Source("demarches", _months_of(Demarche, "ouverte_le"), rows_of_demarches))
    register_source(Source("rencontres", _months_of(RencontreDemarche, "jour"), rows_of_meetings))
    register_source(Source("propositions", _months_of(PropositionDemarche, "faite_le"), rows_of_proposals))


def _months_of(model: Any, field: str, **where: Any) -> Any:
    return lambda structure: months_of(model.objects.filter(structure_id=structure, **where), field)
