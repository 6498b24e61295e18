"""The synthesis of a day: validated items of its workshops, chosen, ordered, and introduced by an editor's sentences.

It holds links, never copies: an item corrected later is corrected here, one taken out says so (decisions, 0023).
"""

from django.db import models
from django.db.models import Q

from entredeux.reseau.enums import GenrePassage, StatutSynthese
from entredeux.reseau.models.ateliers import Element
from entredeux.reseau.models.base import FicheReseau
from entredeux.reseau.models.evenements import Evenement


class Synthese(FicheReseau):
    evenement = models.OneToOneField(Evenement, on_delete=models.PROTECT, related_name="synthese")
    chapeau = models.TextField("introduction", max_length=1200, blank=True)
    statut = models.CharField("statut", max_length=10, choices=StatutSynthese.choices, default=StatutSynthese.BROUILLON)
    publiee_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        ouverts = ("evenement", "chapeau", "statut", "publiee_le")

    def __str__(self) -> str:
        return f"{self.evenement_id} {self.statut}"


class PassageSynthese(FicheReseau):
    """A heading, an editor's sentence, or an item: never two of them."""

    synthese = models.ForeignKey(Synthese, on_delete=models.CASCADE, related_name="passages")
    ordre = models.PositiveIntegerField(default=0)
    genre = models.CharField("genre", max_length=8, choices=GenrePassage.choices)
    texte = models.TextField("texte", max_length=1200, blank=True)
    element = models.ForeignKey(Element, on_delete=models.PROTECT, null=True, blank=True, related_name="passages")

    class Classement:
        ouverts = ("synthese", "ordre", "genre", "texte", "element")

    class Meta:
        ordering = ["synthese", "ordre", "cree_le"]
        constraints = [
            models.CheckConstraint(
                name="passage_element_ou_texte",
                condition=Q(genre=GenrePassage.ELEMENT, element__isnull=False, texte="")
                | (~Q(genre=GenrePassage.ELEMENT) & Q(element__isnull=True) & ~Q(texte="")),
            ),
            models.UniqueConstraint(
                fields=["synthese", "element"], condition=Q(element__isnull=False), name="passage_element_une_fois"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.pk}"
