"""A restitution: what the network gives back, written by an editor, each point resting on items of workshops."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page

from entredeux.reseau.enums import GenreRubrique
from entredeux.reseau.models.base import FicheReseau, PageReseau
from entredeux.reseau.models.blocs import blocs
from entredeux.reseau.models.champs import CorpsField
from entredeux.territoires.models import Region


class Restitution(PageReseau):
    """Holds the ids of the items it cites, never a copy of their words: an item taken out of the corpus leaves the
    restitution too, which says so. Without a region it is the whole network's, and its facilitators write it."""

    moment = models.CharField("où et quand elle est présentée", max_length=160, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="région", related_name="+"
    )
    chapeau = models.TextField("chapeau", max_length=600, blank=True)
    corps = CorpsField(
        blocs("titre", "paragraphe", "point", "citation_corpus", "citation", "lien", "document"),
        verbose_name="corps",
        blank=True,
    )
    sources = CorpsField(blocs("source"), verbose_name="sources", blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("moment"), FieldPanel("region")]),
        FieldPanel("chapeau"),
        FieldPanel("corps"),
        FieldPanel("sources"),
    ]
    template = "reseau/restitution.html"
    parent_page_types: ClassVar = ["reseau.Rubrique"]
    subpage_types: ClassVar[list[str]] = []

    class Classement:
        ouverts = ("moment", "region", "chapeau", "corps", "sources")

    class Meta:
        verbose_name = "restitution"

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        rubrique = parent.specific
        return super().can_create_at(parent) and getattr(rubrique, "genre", "") == GenreRubrique.RESTITUTIONS


class VersionRestitution(FicheReseau):
    """One publication of a restitution: its number, its day, and the fingerprints of the files as they were then.

    The files are drawn again on demand. The same content gives the same bytes, so whoever kept a file can tell
    whether it is this version; an item corrected or taken out since changes the fingerprint, and the page says so.
    """

    restitution = models.ForeignKey(Restitution, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField("révision de la page")
    numero = models.PositiveIntegerField()
    publiee_le = models.DateTimeField()
    # Point → the items that stood behind it that day: what is put there later waits for the next version.
    cites = models.JSONField(default=dict)
    empreinte = models.CharField("empreinte du contenu", max_length=64, blank=True)
    empreinte_pdf = models.CharField(max_length=64, blank=True)
    empreinte_odt = models.CharField(max_length=64, blank=True)

    class Classement:
        ouverts = (
            *("restitution", "numero", "publiee_le", "empreinte", "empreinte_pdf", "empreinte_odt"),
            *("revision", "cites"),
        )

    class Meta:
        ordering = ["restitution", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["restitution", "numero"], name="version_restitution_numero"),
            models.UniqueConstraint(fields=["restitution", "revision"], name="version_restitution_revision"),
        ]

    def __str__(self) -> str:
        return f"version {self.numero}"
