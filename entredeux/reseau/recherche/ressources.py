"""What resources and recordings give to be found: the text of each resource, and each sentence at its second."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import formats
from django.utils.html import strip_tags

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_replays, visible_ressources
from entredeux.reseau.enums import Audience, AudienceRessource, GenreRessource, SectionFiche, StatutRessource
from entredeux.reseau.models import Replay, Ressource
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.recherche.documents import Document, Passage
from entredeux.reseau.recherche.sources import reference_of, register_source

TRANSCRIPTION = "transcription"
AUDIENCES = {AudienceRessource.PUBLIC: Audience.PUBLIC, AudienceRessource.MEMBRES: Audience.RESEAU}


def iterate_ressources() -> Iterator[Document]:
    """Those of the members too: who may find which is said by their audience."""
    yield from map(document_of_ressource, visible_ressources(Acteur.systeme()).iterator(chunk_size=200))


def load_ressource(identifiant: str) -> Document | None:
    found = visible_ressources(Acteur.systeme()).filter(pk=int(identifiant)).first()
    return document_of_ressource(found) if found else None


def document_of_ressource(page: Ressource) -> Document:
    return Document(
        reference=reference_of("ressource", page.pk),
        genre="ressource",
        titre=page.title,
        url=page.chemin,
        resume=" ".join(filter(None, [_warn(page), page.chapeau])),
        passages=tuple(Passage(text) for text in _say(page) if text.strip()),
        themes=tuple(page.themes),
        region=page.region_id or "",
        annee=page.annee,
        audience=AUDIENCES[AudienceRessource(page.audience)],
        ensemble=reference_of("ressource", page.pk),
    )


def _warn(page: Ressource) -> str:
    """Law is never found without the date that bounds it, even the day after, before the night."""
    if page.statut == StatutRessource.A_REVOIR:
        return "À revoir."
    if page.genre == GenreRessource.NOTE_JURIDIQUE and page.a_verifier_le:
        return f"Vérifiée jusqu'au {formats.date_format(page.a_verifier_le, 'j F Y')}."
    return ""


def _say(page: Ressource) -> Iterator[str]:
    yield ", ".join(filter(None, [page.get_genre_display(), page.territoire, page.porteur]))
    yield ", ".join(label for _, label in label_themes(page.themes))
    yield ". ".join([*page.auteurs.splitlines(), *page.partenaires.splitlines(), page.revue, page.editeur])
    for block in page.corps:
        if block.block_type == "section":
            yield f"{SectionFiche(block.value['section']).label}. {_words(block.value['texte'])}"
        else:
            yield _words(block.value)


def _words(value: object) -> str:
    """The words of a block; tags leave a blank, so that two paragraphs do not become one word."""
    if hasattr(value, "items"):
        return " ".join(_words(part) for name, part in value.items() if name != "url")
    return strip_tags(str(getattr(value, "source", value)).replace("<", " <"))


def iterate_transcriptions() -> Iterator[Document]:
    rows = visible_replays(Acteur.public()).filter(repliques__isnull=False).distinct()
    yield from map(document_of_replay, rows.select_related("evenement").prefetch_related("repliques").order_by("pk"))


def load_transcription(identifiant: str) -> Document | None:
    rows = visible_replays(Acteur.public()).select_related("evenement")
    found = rows.filter(pk=int(identifiant), repliques__isnull=False).first()
    return document_of_replay(found) if found else None


def document_of_replay(replay: Replay) -> Document:
    """Each caption is a passage with its second. Who speaks is read on the page, and not indexed."""
    evenement = replay.evenement
    return Document(
        reference=reference_of(TRANSCRIPTION, replay.pk),
        genre=TRANSCRIPTION,
        titre=evenement.title,
        url=reverse("replay", args=[evenement.slug]),
        passages=tuple(Passage(replique.texte, replique.seconde) for replique in replay.repliques.all()),
        themes=tuple(evenement.themes),
        region=evenement.region_id or "",
        annee=evenement.date_debut.year,
        ensemble=reference_of("evenement", evenement.pk),
    )


def register() -> None:
    register_source("ressource", "Ressource", "Ressources", iterate=iterate_ressources, load=load_ressource, ordre=30)
    register_source(
        TRANSCRIPTION,
        "Transcription",
        "Transcriptions",
        iterate=iterate_transcriptions,
        load=load_transcription,
        ordre=40,
    )
