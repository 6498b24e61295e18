"""What is followed over time: a situation, and those who take part in it, by role."""

from django.db import models
from django.db.models import Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte, Enregistrement
from entredeux.situations.enums import Forme, RolePartie
from entredeux.situations.etapes import CLOSES
from entredeux.territoires.models import Lieu


class Situation(Enregistrement):
    """A theme, places, parties; `etape` is a code of the vocabulary `etapes` (etapes.py says which follows which).

    `unite` is the erasure unit of all that hangs on it: parties, words, agreements, referrals, linked acts.
    An open situation always has its next date, so that none is forgotten.
    """

    theme = models.CharField("thème", max_length=40)
    motif = models.CharField("motif", max_length=40, blank=True)
    mode_saisine = models.CharField("mode de saisine", max_length=40, blank=True)
    forme = models.CharField("temps", max_length=8, choices=Forme.choices, default=Forme.DIFFERE)
    etape = models.CharField("étape", max_length=20, default="signalee")
    issue = models.CharField("issue", max_length=40, blank=True)
    lieux = models.ManyToManyField(Lieu, blank=True, related_name="situations", verbose_name="lieux")
    referent = models.ForeignKey(
        Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="qui la suit"
    )
    binome = models.ForeignKey(
        Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="en binôme avec"
    )
    resume = TexteChiffreField("ce qui est en jeu")
    ouverte_le = models.DateField("ouverte le (jour de service)")
    prochaine_date = models.DateField("prochaine date", null=True, blank=True)
    close_le = models.DateField("close le", null=True, blank=True)
    est_oubliee = models.BooleanField("ses textes sont effacés", default=False, editable=False)

    class Classement:
        internes = (
            "theme",
            "motif",
            "mode_saisine",
            "forme",
            "etape",
            "issue",
            "lieux",
            "ouverte_le",
            "prochaine_date",
            "close_le",
            "est_oubliee",
        )
        personnels = ("referent", "binome")
        secrets = ("resume",)

    class Meta:
        ordering = ["prochaine_date", "-ouverte_le"]
        indexes = [models.Index(fields=["structure", "prochaine_date"], name="situation_prochaine_date")]
        constraints = [
            models.CheckConstraint(
                name="situation_ouverte_a_une_date",
                condition=Q(etape__in=CLOSES, prochaine_date__isnull=True, close_le__isnull=False)
                | (~Q(etape__in=CLOSES) & Q(prochaine_date__isnull=False, close_le__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return f"situation du {self.ouverte_le:%d/%m/%Y}"

    @property
    def est_close(self) -> bool:
        return self.etape in CLOSES


class Partie(Enregistrement):
    """One who takes part. `unite` is the situation's. No name is required; `contact` is how to reach them, if they
    gave it. `appellation` is the team's way to tell two parties apart (« la famille du bas »), never a name asked.

    `role_explique_le`: the day the mediator's role and its limits were explained to this party."""

    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField("rôle", max_length=16, choices=RolePartie.choices)
    rang = models.PositiveSmallIntegerField("rang", default=1)
    appellation = TexteChiffreField("comment l'équipe la désigne")
    contact = TexteChiffreField("comment la joindre")
    a_demande = models.BooleanField("c'est elle qui a demandé la médiation", default=False)
    role_explique_le = models.DateField("rôle et limites expliqués le", null=True, blank=True)
    issue = models.CharField("issue pour cette partie", max_length=40, blank=True)
    retiree_le = models.DateField("retirée le", null=True, blank=True)

    class Classement:
        internes = ("situation", "role", "rang", "a_demande", "role_explique_le", "issue", "retiree_le")
        secrets = ("appellation", "contact")

    class Meta:
        ordering = ["situation", "rang"]
        constraints = [models.UniqueConstraint(fields=["situation", "rang"], name="partie_rang_unique")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.rang}"
