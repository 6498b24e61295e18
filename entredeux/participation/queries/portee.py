"""Reach: who comes, who comes for the first time, by public and by place. Counts of our own, seen in the structure."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count, F, Q

from entredeux.cadre.acteur import Acteur
from entredeux.participation.access import visible_demarches, visible_propositions, visible_rencontres
from entredeux.participation.enums import Axe, Suite
from entredeux.participation.models import ComptageRencontre, Demarche, RencontreDemarche
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.enums import GenreZone
from entredeux.territoires.models import ZoneLieu
from entredeux.territoires.queries import qpv_names
from entredeux.themes.queries import labels

HORS_QUARTIER = "Hors quartier, ou non dit"


@dataclass
class Ligne:
    """How many came, in how many meetings, how many of them for the first time."""

    nom: str
    presents: int = 0
    premiere_fois: int = 0
    rencontres: int = 0

    @property
    def part(self) -> int | None:
        """Per hundred, rounded; None when nobody was counted."""
        return round(100 * self.premiere_fois / self.presents) if self.presents else None


@dataclass
class Portee:
    total: Ligne
    ages: list[Ligne] = field(default_factory=list)
    genres: list[Ligne] = field(default_factory=list)
    quartiers: list[Ligne] = field(default_factory=list)


def reach_of(by: Acteur, annee: int | None = None) -> Portee:
    """A few queries, whatever the number of meetings."""
    rows = visible_rencontres(by).select_related("demarche").order_by("jour", "pk")
    rencontres = list(rows.filter(jour__year=annee) if annee else rows)
    total = Ligne("En tout")
    for rencontre in rencontres:
        _add(total, rencontre.presents, rencontre.premiere_fois)
    return Portee(
        total, _by_axis(rencontres, Axe.AGE, "ages"), _by_axis(rencontres, Axe.GENRE, "genres"), _by_place(rencontres)
    )


def years_of(by: Acteur) -> list[int]:
    return sorted({day.year for day in visible_rencontres(by).values_list("jour", flat=True)}, reverse=True)


def _add(line: Ligne, presents: int, premiere_fois: int) -> None:
    line.presents += presents
    line.premiere_fois += premiere_fois
    line.rencontres += 1


def _by_axis(rencontres: list[RencontreDemarche], axe: str, vocabulaire: str) -> list[Ligne]:
    names = labels(vocabulaire)
    lines = {code: Ligne(label) for code, label in names.items()}
    counted = ComptageRencontre.objects.filter(rencontre__in=[each.pk for each in rencontres], axe=axe)
    for count in counted:
        _add(lines.setdefault(count.code, Ligne(count.code)), count.nombre, count.premiere_fois)
    return [line for line in lines.values() if line.rencontres]


def _by_place(rencontres: list[RencontreDemarche]) -> list[Ligne]:
    """By quarter: that of the place where they met, else the one the démarche is about."""
    zones = _zones_of({each.lieu_id for each in rencontres if each.lieu_id})
    codes = {each.pk: zones.get(each.lieu_id) or each.demarche.qpv for each in rencontres}
    names = qpv_names({code for code in codes.values() if code})
    lines: dict[str, Ligne] = defaultdict(lambda: Ligne(HORS_QUARTIER))
    for each in rencontres:
        code = codes[each.pk]
        line = lines.setdefault(code, Ligne(names.get(code, code) or HORS_QUARTIER))
        _add(line, each.presents, each.premiere_fois)
    return sorted(lines.values(), key=lambda line: (line.nom == HORS_QUARTIER, line.nom))


def _zones_of(lieux: Iterable[uuid.UUID]) -> dict[uuid.UUID | None, str]:
    rows = ZoneLieu.objects.filter(lieu__in=lieux, genre=GenreZone.QPV_2024, valide_au__isnull=True)
    return dict(rows.exclude(code="").values_list("lieu_id", "code"))


def quartiers_of(by: Acteur) -> list[tuple[str, str]]:
    """The quarters in which the structure has places: (code, name)."""
    rows = ZoneLieu.objects.filter(
        lieu__in=visible_lieux(by).values("pk"), genre=GenreZone.QPV_2024, valide_au__isnull=True
    )
    names = qpv_names(set(rows.exclude(code="").values_list("code", flat=True)))
    return sorted(names.items(), key=lambda item: item[1])


@dataclass(frozen=True)
class BilanPropositions:
    """What became of them: by state, and the median delay of the answers, in days."""

    total: int
    par_suite: list[tuple[str, int]]
    delai: float | None


def what_became(by: Acteur, demarche: Demarche | None = None) -> BilanPropositions:
    rows = visible_propositions(by)
    rows = rows.filter(demarche=demarche) if demarche else rows
    counts = dict(rows.order_by().values_list("suite").annotate(n=Count("pk")))
    delays = [row.delai for row in rows.filter(repondu_le__isnull=False)]
    return BilanPropositions(
        sum(counts.values()),
        [(str(suite.label), counts[suite]) for suite in Suite if suite in counts],
        median(each for each in delays if each is not None) if delays else None,
    )


def list_demarches(by: Acteur) -> list[Demarche]:
    """Those under way first, with what was counted in them."""
    rows = visible_demarches(by).select_related("institution")
    rows = rows.annotate(
        nombre_rencontres=Count("rencontres", distinct=True),
        nombre_propositions=Count("propositions", distinct=True),
        nombre_attendues=Count("propositions", filter=Q(propositions__suite=Suite.ATTENDUE), distinct=True),
    )
    return list(rows.order_by(F("close_le").desc(nulls_first=True), "-ouverte_le", "pk"))
