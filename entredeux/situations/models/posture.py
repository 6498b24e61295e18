"""Posture, recorded: the link of interest that takes someone off a situation, and the note its author alone reads."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte, Enregistrement
from entredeux.situations.enums import LienInteret
from entredeux.situations.models.situations import Situation


class Recusation(Enregistrement):
    """`compte` declared a link with this situation: from then on its texts are shut to them (access/situations.py).

    `confiee_a`: who follows in their place, when they were following. Lifted, if it was a mistake, by somebody else.
    """

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="recusations")
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+", verbose_name="qui se récuse")
    lien = models.CharField("lien d'intérêt", max_length=12, choices=LienInteret.choices)
    confiee_a = models.ForeignKey(
        Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="confiée à"
    )
    declaree_le = models.DateField("déclaré le", default=timezone.localdate)
    levee_le = models.DateField("levé le", null=True, blank=True)

    class Classement:
        internes = ("situation", "declaree_le", "levee_le")
        personnels = ("compte", "lien", "confiee_a")

    class Meta:
        ordering = ["situation", "declaree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["situation", "compte"], condition=Q(levee_le__isnull=True), name="recusation_unique"
            )
        ]

    def __str__(self) -> str:
        return f"récusation du {self.declaree_le:%d/%m/%Y}"


class NotePrivee(Enregistrement):
    """Its author's own thoughts on a situation. `unite` is its own, so that erasing it destroys its key at once.

    `LECTEUR_SEUL`: cadre/textes.py opens it for that account and no other, whatever the role, the system's included.
    """

    LECTEUR_SEUL = "cree_par"

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="notes_privees")
    texte = TexteChiffreField("note privée")

    class Classement:
        internes = ("situation",)
        secrets = ("texte",)

    class Meta:
        ordering = ["situation", "-cree_le"]

    def __str__(self) -> str:
        return f"note privée du {self.cree_le:%d/%m/%Y}"
