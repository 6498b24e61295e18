"""The public page on the trade: a first text, every paragraph with its source, then the network's own page."""

from html import escape
from typing import Any

from pydantic import Field

from entredeux.reseau.models import Accueil, PageLibre
from entredeux.reseau.programme import Contenu, Source, read_yaml

SLUG = "le-metier"


class Paragraphe(Contenu):
    texte: str
    sources: list[Source] = Field(min_length=1)


class Partie(Contenu):
    titre: str
    paragraphes: list[Paragraphe] = Field(min_length=1)


class Metier(Contenu):
    titre: str
    chapeau: str
    parties: list[Partie]

    def blocs(self) -> list[tuple[str, Any]]:
        return [bloc for partie in self.parties for bloc in (("titre", partie.titre), *_blocs(partie))]


def _blocs(partie: Partie) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for paragraphe in partie.paragraphes:
        found.append(("paragraphe", f"<p>{escape(paragraphe.texte.strip(), quote=False)}</p>"))
        found += [("source", {"titre": source.titre, "url": source.url}) for source in paragraphe.sources]
    return found


def load_metier() -> Metier:
    return Metier.model_validate(read_yaml("metier.yaml"))


def ensure_metier(accueil: Accueil) -> PageLibre | None:
    """Adds the page where there is none; None when it is there: editors may have worked on it."""
    if PageLibre.objects.child_of(accueil).filter(slug=SLUG).exists():
        return None
    metier = load_metier()
    page = PageLibre(
        title=metier.titre, slug=SLUG, chapeau=metier.chapeau.strip(), show_in_menus=True, corps=metier.blocs()
    )
    accueil.add_child(instance=page)
    page.save_revision().publish()
    return page
