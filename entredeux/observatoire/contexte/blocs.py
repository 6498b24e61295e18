"""One block a level: the quarter, then its commune, then its employment zone. Never two levels in one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from entredeux.observatoire.contexte.courbe import Courbe, draw_rates
from entredeux.observatoire.contexte.mots import NON_PUBLIE, say, say_quarter
from entredeux.territoires.contexte import Definition, read_definitions
from entredeux.territoires.enums import NiveauContexte
from entredeux.territoires.models import Commune, ContexteCommune, ContexteQpv, Qpv, ZoneEmploi
from entredeux.territoires.queries import has_contexte

INDICE = "indice"
AVERTISSEMENTS = {
    NiveauContexte.QPV: (
        "Valeurs du quartier prioritaire de 2024. Elles décrivent qui y vit, pas ce que fait l'équipe : son activité "
        "est comptée à part, et les deux ne se divisent pas."
    ),
    NiveauContexte.COMMUNE: "Valeurs de la commune entière. Un taux de commune ne dit rien d'un quartier prioritaire.",
    NiveauContexte.ZONE_EMPLOI: (
        "Valeurs de la zone d'emploi, qui réunit beaucoup de communes : elles ne disent rien d'une commune, encore "
        "moins d'un quartier."
    ),
}


@dataclass(frozen=True)
class Ligne:
    """One indicator of one zone, in words. `valeur` is empty when `est_publiee` is false: `lisible` says it."""

    code: str
    titre: str
    unite: str
    valeur: str
    phrase: str
    remarque: str
    millesime: str
    producteur: str
    licence: str
    pourquoi: str
    limites: str

    @property
    def est_publiee(self) -> bool:
        return self.valeur != ""

    @property
    def lisible(self) -> str:
        return self.valeur or NON_PUBLIE

    @property
    def mesure(self) -> str:
        """« 7,5 % », « 0,9 » (an index has no unit), or why there is none."""
        return self.lisible if not self.est_publiee or self.unite == INDICE else f"{self.valeur} {self.unite}"

    @property
    def point(self) -> str:
        return f"{self.titre} : {self.mesure}.{f' {self.remarque}' if self.remarque else ''}"


@dataclass(frozen=True)
class Bloc:
    """What is published of one zone at one level. `vide` says, in a sentence, that nothing is."""

    niveau: NiveauContexte
    code: str
    nom: str
    titre: str
    lignes: tuple[Ligne, ...]
    courbe: Courbe | None
    vide: str

    @property
    def avertissement(self) -> str:
        return AVERTISSEMENTS[self.niveau]

    @property
    def points(self) -> tuple[str, ...]:
        """For a document: a line an indicator; a series says its last quarter, then its course."""
        if self.vide:
            return (self.vide,)
        if self.courbe:
            return (self.lignes[-1].point, self.courbe.description)
        return tuple(ligne.point for ligne in self.lignes)

    @property
    def sources(self) -> str:
        """For a document: who publishes what, its vintage, its licence."""
        if not self.lignes:
            return ""
        named: dict[tuple[str, str], list[str]] = {}
        for ligne in self.lignes[-1:] if self.courbe else self.lignes:
            named.setdefault((ligne.producteur, ligne.millesime), []).append(ligne.titre)
        said = [
            f"{producteur} (millésime : {millesime}) pour {', '.join(f'« {titre} »' for titre in titres)}"
            for (producteur, millesime), titres in named.items()
        ]
        return f"Sources : {' ; '.join(said)}. {self.lignes[0].licence}."

    @property
    def ancre(self) -> str:
        return f"contexte-{self.niveau}-{self.code}"


def contexte_of(zones: Iterable[str]) -> tuple[Bloc, ...]:
    """The blocks of these QPV (2024) and communes, level by level; a code of neither gives none.

    A QPV brings its communes, a commune its employment zone. Empty while `entredeux import contexte` was not run.
    Six queries, whatever the number of zones.
    """
    asked = list(dict.fromkeys(zones))
    if not asked or not has_contexte():
        return ()
    rank = {code: number for number, code in enumerate(asked)}
    quarters = sorted(Qpv.objects.filter(pk__in=asked), key=lambda qpv: rank[qpv.pk])
    codes = dict.fromkeys([*(c for qpv in quarters for c in qpv.communes), *asked])
    named = Commune.objects.select_related("departement").in_bulk(list(codes))
    communes = [named[code] for code in codes if code in named]
    only = quarters[0] if len(quarters) == 1 and len(asked) == 1 else None
    return (
        *_blocs_of_quarters(quarters),
        *_blocs_of_communes(communes, _relation(only, "Sa commune", "L'une de ses communes", "Commune")),
        *_blocs_of_zones(communes, "Sa zone d'emploi" if len(asked) == 1 else "Zone d'emploi"),
    )


def _relation(qpv: Qpv | None, one: str, several: str, alone: str) -> str:
    if qpv is None:
        return alone
    return one if len(qpv.communes) == 1 else several


def _blocs_of_quarters(quarters: list[Qpv]) -> list[Bloc]:
    known = ContexteQpv.objects.in_bulk([qpv.pk for qpv in quarters])
    return [
        _bloc(
            NiveauContexte.QPV,
            qpv.pk,
            str(qpv),
            f"Quartier prioritaire : {qpv}",
            known[qpv.pk].valeurs if qpv.pk in known else {},
            "Aucun indicateur n'est publié pour ce quartier. Ce n'est pas un zéro.",
        )
        for qpv in quarters
    ]


def _blocs_of_communes(communes: list[Commune], relation: str) -> list[Bloc]:
    known = ContexteCommune.objects.in_bulk([commune.pk for commune in communes])
    return [
        _bloc(
            NiveauContexte.COMMUNE,
            commune.pk,
            str(commune),
            f"{relation} : {commune}",
            known[commune.pk].valeurs if commune.pk in known else {},
            "Aucun indicateur n'est publié pour cette commune. Ce n'est pas un zéro.",
        )
        for commune in communes
    ]


def _blocs_of_zones(communes: list[Commune], relation: str) -> list[Bloc]:
    """One block a zone; one more for each commune without a series, which says so."""
    zone_of = _zones_of(communes)
    zones = ZoneEmploi.objects.in_bulk(list({*zone_of.values()} - {""}))
    blocs: dict[str, Bloc] = {}
    for commune in communes:
        zone = zones.get(zone_of[commune.pk])
        if zone is None:
            blocs[commune.pk] = _bloc(
                NiveauContexte.ZONE_EMPLOI,
                commune.pk,
                str(commune),
                f"{relation} : {commune}",
                {},
                f"Aucune série de chômage n'est publiée pour la zone d'emploi de {commune}. Ce n'est pas un zéro.",
            )
        elif zone.pk not in blocs:
            blocs[zone.pk] = _bloc_of_zone(zone, f"{relation} : {zone}")
    return list(blocs.values())


def _zones_of(communes: list[Commune]) -> dict[str, str]:
    """Commune → code of its employment zone; a municipal arrondissement has that of its commune."""
    parents = {commune.pk: commune.commune_parente_id or commune.pk for commune in communes}
    rows = ContexteCommune.objects.filter(pk__in={*parents.values()}).values_list("pk", "zone_emploi")
    known = dict(rows)
    return {code: known.get(parent, "") for code, parent in parents.items()}


def _bloc_of_zone(zone: ZoneEmploi, titre: str) -> Bloc:
    definition = read_definitions().at(NiveauContexte.ZONE_EMPLOI)[0]
    lines = tuple(
        _ligne(definition, rate, titre=f"{definition.titre}, {say_quarter(quarter)}", millesime=quarter)
        for quarter, rate in sorted(zone.chomage.items())
    )
    vide = "" if lines else "Aucune série de chômage n'est publiée pour cette zone. Ce n'est pas un zéro."
    return Bloc(NiveauContexte.ZONE_EMPLOI, zone.pk, zone.nom, titre, lines, draw_rates(zone.chomage), vide)


def _bloc(niveau: NiveauContexte, code: str, nom: str, titre: str, valeurs: Mapping[str, float], vide: str) -> Bloc:
    """No line at all when nothing is published: eleven times « secret » would hide the sentence that says it."""
    definitions = read_definitions().at(niveau)
    lines = tuple(_ligne(each, valeurs.get(each.code)) for each in definitions) if valeurs else ()
    return Bloc(niveau, code, nom, titre, lines, None, "" if lines else vide)


def _ligne(definition: Definition, value: float | None, *, titre: str = "", millesime: str = "") -> Ligne:
    text = "" if value is None else say(value, definition.decimales)
    return Ligne(
        code=definition.code,
        titre=titre or definition.titre,
        unite=definition.unite,
        valeur=text,
        phrase=definition.phrase.format(valeur=text) if text else "",
        remarque=_remarque(definition, value),
        millesime=millesime or definition.millesime,
        producteur=definition.producteur,
        licence=read_definitions().licence,
        pourquoi=definition.pourquoi,
        limites=definition.limites,
    )


def _remarque(definition: Definition, value: float | None) -> str:
    """What a reader must know of this very value."""
    if value is None:
        return ""
    if definition.au_dela_de is not None and value > definition.au_dela_de:
        return definition.remarque_au_dela
    return definition.remarque_zero if value == 0 else ""
