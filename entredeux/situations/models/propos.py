"""What a party said, and what the parties undertook."""

from django.db import models
from django.db.models import Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Enregistrement
from entredeux.situations.enums import Tenue
from entredeux.situations.models.situations import Partie, Situation


class Propos(Enregistrement):
    """What one party said to the mediator. `unite` is the situation's.

    Nothing of it is shown to another party unless the one who said it released it, after having agreed that what
    they say be repeated (queries/propos.py decides). `libere_pour` empty: for every party of the situation.
    """

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="propos")
    partie = models.ForeignKey(Partie, on_delete=models.CASCADE, related_name="propos")
    texte = TexteChiffreField("ce qui a été dit")
    dit_le = models.DateField("dit le")
    libere_le = models.DateTimeField("libéré le", null=True, blank=True)
    libere_pour = models.ForeignKey(
        Partie, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="libéré pour"
    )

    class Classement:
        internes = ("situation", "partie", "dit_le", "libere_le", "libere_pour")
        secrets = ("texte",)

    class Meta:
        ordering = ["situation", "dit_le", "cree_le"]
        constraints = [
            models.CheckConstraint(
                name="propos_libere_pour_apres_liberation",
                condition=Q(libere_pour__isnull=True) | Q(libere_le__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"propos du {self.dit_le:%d/%m/%Y}"


class EngagementPartie(Enregistrement):
    """What one party undertakes before the others, until when, and whether it held. Shared by the parties present."""

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="engagements")
    partie = models.ForeignKey(Partie, on_delete=models.CASCADE, related_name="engagements")
    quoi = TexteChiffreField("ce qui est convenu")
    pris_le = models.DateField("convenu le")
    jusqua = models.DateField("jusqu'au (compris)", null=True, blank=True)
    tenue_1_mois = models.CharField("tenu à un mois", max_length=12, choices=Tenue.choices, blank=True)
    tenue_3_mois = models.CharField("tenu à trois mois", max_length=12, choices=Tenue.choices, blank=True)

    class Classement:
        internes = ("situation", "partie", "pris_le", "jusqua", "tenue_1_mois", "tenue_3_mois")
        secrets = ("quoi",)

    class Meta:
        ordering = ["situation", "pris_le", "cree_le"]

    def __str__(self) -> str:
        return f"engagement du {self.pris_le:%d/%m/%Y}"
