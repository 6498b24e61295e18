"""The search index: our own rows, the same on both engines (docs/decisions). All of it is made from what is published
elsewhere and can be thrown away: `entredeux recherche rebuild` makes it again."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from entredeux.reseau.enums import Audience
from entredeux.reseau.models.champs import CodesField


class IndexRecherche(models.Model):
    """One row an audience: how many documents it has. Whoever writes the index locks these rows first."""

    audience = models.CharField(max_length=10, choices=Audience.choices, primary_key=True)
    documents = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    reconstruit_le = models.DateTimeField(default=timezone.now)

    class Classement:
        internes = ("audience", "documents", "version", "reconstruit_le")

    def __str__(self) -> str:
        return f"{self.get_audience_display()} : {self.documents} documents"


class DocumentIndexe(models.Model):
    """Something that can be found. `reference` (« evenement:<uuid> ») is its name for whoever indexes it, and what
    orders two documents of equal worth. The three `racines_` hold its stems in order, one passage a line."""

    reference = models.CharField("référence", max_length=120, unique=True)
    genre = models.CharField("genre", max_length=20)
    titre = models.CharField("titre", max_length=300)
    resume = models.TextField("résumé", blank=True)
    url = models.CharField("adresse", max_length=400)
    audience = models.CharField("audience", max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    ensemble = models.CharField("ensemble", max_length=120, blank=True)
    themes = CodesField("thèmes")
    region = models.CharField("région", max_length=3, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    racines_titre = models.TextField(blank=True)
    racines_resume = models.TextField(blank=True)
    racines_corps = models.TextField(blank=True)
    empreinte = models.CharField(max_length=64)

    class Classement:
        ouverts = ("genre", "titre", "resume", "url", "themes", "region", "annee")
        internes = (
            *("id", "reference", "audience", "ensemble", "racines_titre", "racines_resume", "racines_corps"),
            "empreinte",
        )

    class Meta:
        verbose_name = "document indexé"
        ordering: ClassVar = ["reference"]
        indexes: ClassVar = [models.Index(fields=["genre"], name="document_indexe_genre")]

    def __str__(self) -> str:
        return self.titre


class PassageIndexe(models.Model):
    """A piece of a document's text, shown when it is what answers. `ancre`: the second of the recording."""

    document = models.ForeignKey(DocumentIndexe, on_delete=models.CASCADE, related_name="passages")
    rang = models.PositiveIntegerField()
    ancre = models.PositiveIntegerField("seconde", null=True, blank=True)
    texte = models.TextField()

    class Classement:
        ouverts = ("rang", "ancre", "texte")
        internes = ("id", "document")

    class Meta:
        verbose_name = "passage indexé"
        ordering: ClassVar = ["document", "rang"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "rang"], name="passage_indexe_unique")]

    def __str__(self) -> str:
        return f"{self.document_id}, passage {self.rang}"


class BlocOccurrences(models.Model):
    """Where a stem is, in one range of documents of one audience (recherche/occurrences.py reads `contenu`).

    The audience is in the key: a reader's question never touches the postings of what that reader may not see.
    """

    racine = models.CharField(max_length=40)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    tranche = models.PositiveIntegerField()
    contenu = models.BinaryField()

    class Classement:
        internes = ("id", "racine", "audience", "tranche", "contenu")

    class Meta:
        verbose_name = "occurrences d'une racine"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["racine", "audience", "tranche"], name="bloc_occurrences_unique")
        ]

    def __str__(self) -> str:
        return f"{self.racine}, tranche {self.tranche}"


class FormeIndexee(models.Model):
    """A word as it is written (folded) in `frequence` documents: what a mistyped word is compared with."""

    forme = models.CharField(max_length=40)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    racine = models.CharField(max_length=40, db_index=True)
    frequence = models.PositiveIntegerField()

    class Classement:
        internes = ("id", "forme", "audience", "racine", "frequence")

    class Meta:
        verbose_name = "forme indexée"
        constraints: ClassVar = [models.UniqueConstraint(fields=["forme", "audience"], name="forme_indexee_unique")]

    def __str__(self) -> str:
        return self.forme
