"""Registrations to an event, without an account: the least that is needed, sealed, and gone in time."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.reseau.enums import (
    GenreContribution,
    GenreEnvoi,
    IssueContribution,
    StatutEnvoi,
    StatutInscription,
)
from entredeux.reseau.models.base import FicheReseau
from entredeux.reseau.models.evenements import Evenement, Sequence


class Inscription(FicheReseau):
    """Someone who comes. `courriel_index` is a keyed hash of the address: it recognises a second registration
    without keeping the address in clear, and is emptied with it. `annonce` is a digest of the day, the hours and the
    place this person was last told: a mail goes out when the event's no longer match."""

    evenement = models.ForeignKey(Evenement, on_delete=models.PROTECT, related_name="inscriptions")
    nom = TexteChiffreField()
    courriel = TexteChiffreField()
    courriel_index = models.CharField(max_length=64, blank=True)
    organisme = models.CharField("organisme", max_length=120, blank=True)
    statut = models.CharField("statut", max_length=10, choices=StatutInscription.choices)
    est_sur_place = models.BooleanField("inscrite sur place", default=False)
    est_presente = models.BooleanField("présente", default=False)
    minutes_presence = models.PositiveIntegerField("minutes suivies", null=True, blank=True)
    attend_depuis = models.DateTimeField("en liste d'attente depuis", null=True, blank=True)
    annulee_le = models.DateTimeField(null=True, blank=True)
    anonymisee_le = models.DateTimeField(null=True, blank=True)
    courriel_refuse_le = models.DateTimeField("courriel refusé le", null=True, blank=True)
    annonce = models.CharField(max_length=16, blank=True)

    class Classement:
        internes = (
            *("evenement", "statut", "est_sur_place", "est_presente", "minutes_presence", "annulee_le"),
            *("attend_depuis", "anonymisee_le", "courriel_refuse_le", "annonce"),
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
    cree_le = models.DateTimeField(default=timezone.now, editable=False)
    est_presente = models.BooleanField("présente", default=False)
    est_sur_place = models.BooleanField("choisi sur place", default=False)

    class Classement:
        internes = ("id", "inscription", "sequence", "statut", "cree_le", "est_presente", "est_sur_place")

    class Meta:
        verbose_name = verbose_name_plural = "choix d'atelier"
        ordering = ["sequence", "cree_le", "id"]
        constraints = [models.UniqueConstraint(fields=["inscription", "sequence"], name="choix_atelier_unique")]

    def __str__(self) -> str:
        return f"{self.sequence_id} {self.statut}"


class EnvoiInscription(models.Model):
    """A mail owed to a registration, once: `cle` tells apart two of the same kind (the version, the day announced).

    Neither the address nor the words are here: they are opened when the mail leaves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inscription = models.ForeignKey(Inscription, on_delete=models.CASCADE, related_name="envois")
    genre = models.CharField("genre", max_length=20, choices=GenreEnvoi.choices)
    cle = models.CharField(max_length=40, blank=True)
    statut = models.CharField("statut", max_length=10, choices=StatutEnvoi.choices, default=StatutEnvoi.A_ENVOYER)
    cree_le = models.DateTimeField(default=timezone.now, editable=False)
    tente_le = models.DateTimeField(null=True, blank=True)
    envoye_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = ("id", "inscription", "genre", "cle", "statut", "cree_le", "tente_le", "envoye_le")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inscription", "genre", "cle"], name="envoi_inscription_une_fois")
        ]

    def __str__(self) -> str:
        return f"{self.genre} {self.statut} {self.pk}"


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
