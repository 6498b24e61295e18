"""Context indicators as published: one table a level, so that no query can mix them.

`valeurs` is {code of the indicator: number}. A missing code was empty in the source: secret or not published, never 0.
"""

from django.db import models


class ZoneEmploi(models.Model):
    """An employment zone with its quarterly unemployment rates, `{"2021-T1": 7.4}`."""

    code = models.CharField("code", max_length=4, primary_key=True)
    nom = models.CharField("nom", max_length=80)
    chomage = models.JSONField("taux de chômage par trimestre", default=dict)

    class Classement:
        ouverts = ("code", "nom", "chomage")

    class Meta:
        app_label = "territoires"
        verbose_name = "zone d'emploi"
        verbose_name_plural = "zones d'emploi"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.nom


class ContexteCommune(models.Model):
    """`zone_emploi` is a code, not a foreign key: Mayotte and Guyane have zones without a published series."""

    commune = models.OneToOneField(
        "territoires.Commune", on_delete=models.CASCADE, primary_key=True, related_name="contexte"
    )
    zone_emploi = models.CharField("zone d'emploi", max_length=4, blank=True)
    valeurs = models.JSONField("valeurs par indicateur", default=dict)

    class Classement:
        ouverts = ("commune", "zone_emploi", "valeurs")

    class Meta:
        app_label = "territoires"
        verbose_name = "contexte d'une commune"
        verbose_name_plural = "contextes de communes"

    def __str__(self) -> str:
        return self.commune_id


class ContexteQpv(models.Model):
    qpv = models.OneToOneField("territoires.Qpv", on_delete=models.CASCADE, primary_key=True, related_name="contexte")
    valeurs = models.JSONField("valeurs par indicateur", default=dict)

    class Classement:
        ouverts = ("qpv", "valeurs")

    class Meta:
        app_label = "territoires"
        verbose_name = "contexte d'un quartier prioritaire"
        verbose_name_plural = "contextes de quartiers prioritaires"

    def __str__(self) -> str:
        return self.qpv_id
