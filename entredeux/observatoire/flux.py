"""The Atom feed (RFC 4287) of what comes out: an entry a release or a revision, with an id that never changes."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from entredeux.observatoire.donnees import LICENCE, NOTICE
from entredeux.observatoire.models import Parution
from entredeux.observatoire.periodes import parse_periode

ENTREES = 50
AVANT_TOUT = datetime(2026, 1, 1, tzinfo=UTC)  # of a feed without entries: it must not change by itself


class _Flux(Atom1Feed):
    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else AVANT_TOUT

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for rel, href in item["liens"]:
            handler.addQuickElement("link", "", {"rel": rel, "href": href})


def write_flux(
    released: Iterable[tuple[Parution, Parution | None]], page: Callable[[str], str], accueil: str, ici: str
) -> bytes:
    """`released`: each release and the one that it revises, latest first. `page` gives the address of a release."""
    feed = _Flux(
        title="Parutions de médiation sociale",
        link=accueil,
        description=NOTICE,
        language="fr",
        author_name="Entre-deux",
        feed_url=ici,
        feed_guid=ici,
        feed_copyright=LICENCE["title"],
    )
    for parution, revised in released:
        link = page(str(parution.pk))
        liens = [("related", f"{link}datapackage.json")]
        liens += [("predecessor-version", page(str(revised.pk)))] if revised else []
        feed.add_item(
            title=title_of(parution, revised),
            link=link,
            description=_summary(parution, revised),
            unique_id=parution.pk.urn,
            pubdate=parution.parue_le,
            updateddate=parution.parue_le,
            author_name=parution.structure.nom,
            categories=sorted(parution.indicateurs),
            item_copyright=LICENCE["title"],
            liens=liens,
        )
    return feed.writeString("utf-8").encode()


def title_of(parution: Parution, revised: Parution | None) -> str:
    return f"{parution.structure.nom}, {parse_periode(parution.periode).libelle}{', révision' if revised else ''}"


def _summary(parution: Parution, revised: Parution | None) -> str:
    count = len(parution.indicateurs)
    said = f"{count} indicateur{'s' if count > 1 else ''}, chiffres protégés, audités, relus par deux personnes."
    if revised and revised.parue_le:
        said += f" Révise la parution du {revised.parue_le:%d/%m/%Y}, qui reste lisible."
    return said
