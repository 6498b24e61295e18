from django.db import models


class Organisation(models.Model):
    """An organisation that speaks, leads or holds a stand at the network's events. Not a partner of a structure."""

    nom = models.CharField("nom", max_length=160, unique=True)
    slug = models.SlugField("adresse", max_length=80, unique=True)
    ville = models.CharField("ville", max_length=80, blank=True)
    site = models.URLField("site", blank=True)

    class Classement:
        ouverts = ("id", "nom", "slug", "ville", "site")

    class Meta:
        verbose_name = "organisation"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Intervenant(models.Model):
    """Someone who takes the floor, without an account. Only what the person or a public source says.

    Withdrawing a person is one command (`entredeux reseau retirer_personne`): the row goes, the function stays.
    """

    nom = models.CharField("nom", max_length=120)
    slug = models.SlugField("adresse", max_length=80, unique=True)
    presentation = models.TextField("présentation, avec son accord", max_length=600, blank=True)

    class Classement:
        internes = ("id",)
        personnels = ("nom", "slug", "presentation")

    class Meta:
        verbose_name = "intervenante ou intervenant"
        verbose_name_plural = "intervenantes et intervenants"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom
