"""The day itself: who may welcome, who is there, who stayed how long, and the proof of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte
from entredeux.reseau.enums import GenrePointage, StatutImportConnexions
from entredeux.reseau.models.base import FicheReseau
from entredeux.reseau.models.evenements import Evenement, Sequence
from entredeux.reseau.models.inscriptions import Inscription


class LienAccueil(FicheReseau):
    """A volunteer's way in to the check-in list, by a signed link: on this day only, until it is revoked."""

    evenement = models.ForeignKey(Evenement, on_delete=models.PROTECT, related_name="liens_accueil")
    jour = models.DateField("jour")
    cree_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoque_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = ("evenement", "jour", "revoque_le")
        personnels = ("cree_par",)

    class Meta:
        ordering = ["evenement", "-cree_le"]

    def __str__(self) -> str:
        return f"{self.evenement_id} {self.jour}"


class Pointage(models.Model):
    """One tap at the door, with an id made by the phone: it may arrive twice, late, or after its own undoing.

    A tap says either « this person is here » (at the event, or in this workshop) or « that tap was a mistake »
    (`annule` is its id, which may not have arrived yet). Someone is present as long as a tap that says so stands;
    nothing depends on the order in which phones send.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inscription = models.ForeignKey(Inscription, on_delete=models.CASCADE, related_name="pointages")
    sequence = models.ForeignKey(Sequence, on_delete=models.PROTECT, null=True, blank=True, related_name="pointages")
    jour = models.DateField("jour")
    genre = models.CharField("genre", max_length=12, choices=GenrePointage.choices)
    annule = models.UUIDField(null=True, blank=True)
    instant = models.DateTimeField("heure du téléphone")
    recu_le = models.DateTimeField(default=timezone.now, editable=False)

    class Classement:
        internes = ("id", "sequence", "jour", "genre", "annule", "recu_le")
        personnels = ("inscription", "instant")

    class Meta:
        ordering = ["instant", "id"]
        constraints = [
            models.CheckConstraint(
                name="pointage_annulation_dit_laquelle",
                condition=Q(genre="annulation", annule__isnull=False) | ~Q(genre="annulation") & Q(annule__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.genre} {self.pk}"


class ImportConnexions(FicheReseau):
    """A webinar's list of joinings, from its arrival to its report. `contenu` is the file, sealed, destroyed with its
    key once applied or given up; `empreinte` (keyed) recognises the same file. `rejets`: line and reason, no word of
    the row."""

    evenement = models.ForeignKey(Evenement, on_delete=models.PROTECT, related_name="imports_connexions")
    contenu = TexteChiffreField()
    extension = models.CharField(max_length=8, blank=True)
    empreinte = models.CharField(max_length=64)
    statut = models.CharField(
        "statut", max_length=10, choices=StatutImportConnexions.choices, default=StatutImportConnexions.RECU
    )
    lues = models.PositiveIntegerField("lignes lues", default=0)
    reconnues = models.PositiveIntegerField("personnes reconnues", default=0)
    inconnues = models.PositiveIntegerField("adresses ou noms inconnus", default=0)
    ajoutees = models.PositiveIntegerField("connexions ajoutées", default=0)
    rejets = models.JSONField(default=list, blank=True)
    applique_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = (
            *("evenement", "extension", "empreinte", "statut", "lues", "reconnues", "inconnues", "ajoutees", "rejets"),
            "applique_le",
        )
        secrets = ("contenu",)

    class Meta:
        ordering = ["evenement", "-cree_le"]

    def __str__(self) -> str:
        return f"{self.statut} {self.pk}"


class Connexion(models.Model):
    """One stay in a webinar's room."""

    inscription = models.ForeignKey(Inscription, on_delete=models.CASCADE, related_name="connexions")
    debut = models.DateTimeField()
    fin = models.DateTimeField()

    class Classement:
        internes = ("id",)
        personnels = ("inscription", "debut", "fin")

    class Meta:
        ordering = ["inscription", "debut"]
        constraints = [
            models.UniqueConstraint(fields=["inscription", "debut", "fin"], name="connexion_une_fois"),
            models.CheckConstraint(name="connexion_dans_l_ordre", condition=Q(fin__gt=models.F("debut"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Attestation(models.Model):
    """The proof that someone attended, checked by a code for years after the registration is erased.

    The code comes from the id under a secret of the instance: only its keyed hash is here. `nom_index` is a keyed
    hash of code and name: it answers « is it this name? », never « what name? ».
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evenement = models.ForeignKey(Evenement, on_delete=models.PROTECT, related_name="attestations")
    inscription = models.OneToOneField(
        Inscription, on_delete=models.SET_NULL, null=True, blank=True, related_name="attestation"
    )
    code_index = models.CharField(max_length=64, unique=True)
    nom_index = models.CharField(max_length=64)
    minutes = models.PositiveIntegerField("minutes suivies", null=True, blank=True)
    emise_le = models.DateTimeField(default=timezone.now)
    envoyee_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = ("id", "evenement", "minutes", "emise_le", "envoyee_le")
        personnels = ("inscription", "code_index", "nom_index")

    class Meta:
        ordering = ["evenement", "emise_le", "id"]

    def __str__(self) -> str:
        return str(self.pk)
