"""Registrations to an event, without an account: the least that is needed, sealed, and gone in time."""

from django.db import models
from django.db.models import Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.reseau.enums import GenreContribution, IssueContribution, StatutInscription
from entredeux.reseau.models.base import FicheReseau
from entredeux.reseau.models.evenements import Evenement, Sequence


class Inscription(FicheReseau):
    """Someone who comes. `courriel_index` is a keyed hash of the address: it recognises a second registration
    without keeping the address in clear, and is emptied with it."""

    evenement = models.ForeignKey(Evenement, on_delete=models.PROTECT, related_name="inscriptions")
    nom = TexteChiffreField()
    courriel = TexteChiffreField()
    courriel_index = models.CharField(max_length=64, blank=True)
    organisme = models.CharField("organisme", max_length=120, blank=True)
    statut = models.CharField("statut", max_length=10, choices=StatutInscription.choices)
    est_sur_place = models.BooleanField("inscrite sur place", default=False)
    est_presente = models.BooleanField("présente", default=False)
    minutes_presence = models.PositiveIntegerField("minutes suivies", null=True, blank=True)
    annulee_le = models.DateTimeField(null=True, blank=True)
    anonymisee_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = (
            *("evenement", "statut", "est_sur_place", "est_presente", "minutes_presence", "annulee_le"),
            "anonymisee_le",
        )
        personnels = ("courriel_index", "organisme")
        secrets = ("nom", "courriel")

    class Meta:
        ordering = ["evenement", "cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["evenement", "courriel_index"],
                condition=~Q(courriel_index="") & ~Q(statut="annulee"),
                name="inscription_une_par_adresse",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_statut_display()} {self.pk}"


class ChoixAtelier(models.Model):
    """A workshop asked for: kept, or on its waiting list, in the order of `cree_le`."""

    inscription = models.ForeignKey(Inscription, on_delete=models.CASCADE, related_name="choix")
    sequence = models.ForeignKey(Sequence, on_delete=models.PROTECT, related_name="choix")
    statut = models.CharField("statut", max_length=10, choices=StatutInscription.choices)
    cree_le = models.DateTimeField(auto_now_add=True)
    est_presente = models.BooleanField("présente", default=False)

    class Classement:
        internes = ("id", "inscription", "sequence", "statut", "cree_le", "est_presente")

    class Meta:
        ordering = ["sequence", "cree_le", "id"]
        constraints = [models.UniqueConstraint(fields=["inscription", "sequence"], name="choix_atelier_unique")]

    def __str__(self) -> str:
        return f"{self.sequence_id} {self.statut}"


class BesoinAccessibilite(FicheReseau):
    """What someone needs to take part, apart from the rest: read by who welcomes them, erased after the event."""

    inscription = models.OneToOneField(Inscription, on_delete=models.CASCADE, related_name="besoin")
    texte = TexteChiffreField()

    class Classement:
        internes = ("inscription",)
        secrets = ("texte",)

    def __str__(self) -> str:
        return str(self.pk)


class Contribution(FicheReseau):
    """A problem met or an initiative that a participant brings; a workshop takes it up, and it ends somewhere."""

    inscription = models.ForeignKey(
        Inscription, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    evenement = models.ForeignKey(Evenement, on_delete=models.PROTECT, related_name="contributions")
    sequence = models.ForeignKey(
        Sequence, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    genre = models.CharField("genre", max_length=12, choices=GenreContribution.choices)
    texte = TexteChiffreField()
    issue = models.CharField("issue", max_length=10, choices=IssueContribution.choices, blank=True)

    class Classement:
        internes = ("evenement", "sequence", "genre", "issue")
        personnels = ("inscription",)
        secrets = ("texte",)

    class Meta:
        ordering = ["evenement", "cree_le"]

    def __str__(self) -> str:
        return f"{self.genre} {self.pk}"
