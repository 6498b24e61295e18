"""A table at an address that stays: lines of the register, and the version of the definition they were read with."""

import uuid
from collections.abc import Sequence

from django.http import Http404
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire.access import readable_publications
from entredeux.observatoire.coupes import Selection
from entredeux.observatoire.indicateurs.calcul import TableIndicateur, selection_of, table_of
from entredeux.observatoire.indicateurs.lecture import current_catalogue
from entredeux.observatoire.indicateurs.schema import Indicateur
from entredeux.observatoire.models import DefinitionIndicateur, Publication
from entredeux.observatoire.publication import reread_table


def permanent_query(table: TableIndicateur, territoires: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What follows the address of the first line: the definition, the line of the denominator, the rows chosen."""
    query = [("indicateur", f"{table.indicateur.code}.{table.version}")]
    query += [("sur", str(source.identifiant)) for source in table.sources[1:]]
    return [*query, *(("territoire", code) for code in territoires)]


def find_publications(ids: Sequence[str], by: Acteur) -> list[Publication]:
    """In this order. Raises Http404 unless each is a table that this reader may read."""
    try:
        wanted = [uuid.UUID(each) for each in ids]
    except ValueError:
        raise Http404 from None
    found = {each.pk: each for each in readable_publications(by).filter(pk__in=wanted)}
    if set(found) != set(wanted):
        raise Http404
    return [found[each] for each in wanted]


def reread_permanent(publications: Sequence[Publication], definition: str) -> TableIndicateur:
    """Raises Http404 when the definition is unknown, or does not count what these lines hold."""
    indicator = find_definition(definition)
    tables = tuple(reread_table(each) for each in publications)
    cuts = {(table.coupe.structure, table.coupe.periode, table.coupe.axes, table.audience) for table in tables}
    if len(cuts) != 1 or [table.coupe.selection for table in tables] != _selections(indicator):
        raise Http404
    return table_of(indicator, tables)


def _selections(indicator: Indicateur) -> list[Selection]:
    """What its lines must hold: protected counts, or exact quantities of our own work."""
    if indicator.est_exact:
        return [Selection(str(count.quantite), est_exacte=True) for count in indicator.comptes]
    return [selection_of(count) for count in indicator.comptes]


def find_definition(said: str) -> Indicateur:
    """« code.version », as kept; the one in force otherwise."""
    code, _, version = said.partition(".")
    current = {each.code: each for each in current_catalogue(timezone.localdate()).indicateurs}.get(code)
    if current and version in ("", str(current.version)):
        return current
    kept = DefinitionIndicateur.objects.filter(code=code, version=version if version.isdecimal() else 0).first()
    if kept is None:
        raise Http404
    return Indicateur.model_validate(kept.contenu)


def find_later(publication: Publication) -> Publication:
    """The latest line of the same table: itself, unless the year was revised or its rows have changed."""
    same = Publication.objects.filter(
        structure=publication.structure_id,
        coupe=publication.coupe,
        audience=publication.audience,
        version_definition=publication.version_definition,
    )
    return same.order_by("-instant", "pk").first() or publication
