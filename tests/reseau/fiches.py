"""Resources for tests, made by actions: synthetic, whole enough to be reread."""

import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents.models import Document

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.replays import save_replay
from entredeux.reseau.actions.ressources import create_ressource, reread_ressource
from entredeux.reseau.enums import AudienceRessource, GenreRessource, SectionFiche
from entredeux.reseau.models import Ressource
from entredeux.territoires.models import Region
from tests.reseau.fabrique import make_evenement

SECTIONS = {code: f"<p>Texte d'essai : {label.lower()}.</p>" for code, label in SectionFiche.choices}
SOURCES = [("source", {"titre": "Une source d'essai", "url": "https://exemple.fr/source"})]
FICHE = {
    "chapeau": "Fiche fictive : passer à deux, à heure fixe, dans trois halls.",
    "territoire": "Lens et Liévin",
    "porteur": "Association d'essai",
    "contact": "Coordination, 03 21 00 00 00",
    "date_debut": datetime.date(2025, 3, 1),
    "themes": ["occupation-hall", "bailleurs"],
    "licence": "cc-by-4.0",
    "sources": SOURCES,
}


def region(code: str = "32", nom: str = "Hauts-de-France") -> Region:
    return Region.objects.get_or_create(code=code, defaults={"nom": nom})[0]


def draft_fiche(by: Acteur, titre: str = "Passer à heure fixe", **fields: Any) -> Ressource:
    given: dict[str, Any] = {"sections": SECTIONS, "periode": "mars à juin 2025", **FICHE, **fields}
    return create_ressource(genre=GenreRessource.EXPERIENCE, titre=titre, by=by, **given)


def draft_note(by: Acteur, jours: int = 90, titre: str = "Ce que dit la loi, note d'essai", **fields: Any) -> Ressource:
    day = timezone.localdate() + datetime.timedelta(days=jours)
    return create_ressource(
        genre=GenreRessource.NOTE_JURIDIQUE, titre=titre, by=by, sources=SOURCES, a_verifier_le=day, **fields
    )


def publish_fiche(by: Acteur, second: Acteur, titre: str = "Passer à heure fixe", **fields: Any) -> Ressource:
    return reread_ressource(ressource=draft_fiche(by, titre, **fields), by=second)


def make_ressources(rose: Acteur, alice: Acteur) -> dict[str, Any]:
    """One of each kind of openness, for the truth table."""
    region()
    piece = Document.objects.create(title="Affiche", file=ContentFile(b"Affiche d'essai", name="affiche.txt"))
    kit = create_ressource(
        genre=GenreRessource.KIT,
        titre="Entre nous",
        region="32",
        audience=AudienceRessource.MEMBRES,
        documents=[("document", {"titre": "Affiche", "document": piece})],
        by=rose,
    )
    filmed = make_evenement(title="Événement fictif filmé", slug="evenement-filme")
    waiting = make_evenement(title="Événement fictif à filmer", slug="evenement-a-filmer")
    return {
        "ressource": publish_fiche(rose, alice, region="32"),
        "ressource_membres": reread_ressource(ressource=kit, by=alice),
        "ressource_brouillon": draft_fiche(rose, "Brouillon de Rose", region="32"),
        "ressource_d_alice": draft_fiche(alice, "Brouillon d'Alice", region="32"),
        "document": piece,
        "replay": save_replay(evenement=filmed, est_publie=True, by=alice),
        "replay_en_attente": save_replay(evenement=waiting, by=alice),
    }
