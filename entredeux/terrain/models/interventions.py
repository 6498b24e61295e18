from django.db import models
from django.db.models import Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte, Enregistrement
from entredeux.situations.models import Situation
from entredeux.terrain.enums import Origine, PrecisionDate, SourceAge
from entredeux.terrain.models.presences import Mission, Presence
from entredeux.territoires.models import Lieu


class Intervention(Enregistrement):
    """An act of mediation. No named beneficiary, ever: publics are roles and bands with counts.

    `qpv` and `commune` are frozen when recorded (empty: unknown). Identity of an imported act: the id of the
    file it came from, else the keyed hash of its content and its rank among equal rows.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, null=True, blank=True, related_name="interventions")
    presence = models.ForeignKey(
        Presence, on_delete=models.SET_NULL, null=True, blank=True, related_name="interventions"
    )
    situation = models.ForeignKey(
        Situation, on_delete=models.SET_NULL, null=True, blank=True, related_name="interventions"
    )
    lieu = models.ForeignKey(Lieu, on_delete=models.PROTECT, null=True, blank=True, related_name="interventions")
    type_lieu = models.CharField("type de lieu", max_length=40, blank=True)
    qpv = models.CharField("QPV 2024", max_length=10, blank=True)
    commune = models.CharField("commune", max_length=5, blank=True)
    date_service = models.DateField("jour de service")
    date_precision = models.CharField(
        "précision de la date", max_length=4, choices=PrecisionDate.choices, default=PrecisionDate.JOUR
    )
    creneau = models.CharField("demi-heure", max_length=5, blank=True)
    registre = models.CharField("registre", max_length=40)
    domaine = models.CharField("domaine", max_length=40)
    motif = models.CharField("motif", max_length=40)
    mode_saisine = models.CharField("mode de saisine", max_length=40, blank=True)
    issue = models.CharField("issue", max_length=40, blank=True)
    duree_minutes = models.PositiveSmallIntegerField("durée en minutes", null=True, blank=True)
    theme = models.CharField("thème", max_length=40, blank=True)
    reponses = models.JSONField("réponses du thème", default=dict, blank=True)
    nombre_mediateurs = models.PositiveSmallIntegerField("nombre de médiatrices et médiateurs", default=1)
    mediateurs = models.ManyToManyField(Compte, related_name="+", blank=True)
    note = TexteChiffreField("note courte")
    origine = models.CharField(max_length=8, choices=Origine.choices, default=Origine.SAISIE)
    identifiant_externe = models.CharField(max_length=80, blank=True)
    empreinte_contenu = models.CharField(max_length=64, blank=True, editable=False)
    occurrence = models.PositiveIntegerField(default=1, editable=False)

    class Classement:
        internes = (
            "mission",
            "presence",
            "situation",
            "lieu",
            "type_lieu",
            "qpv",
            "commune",
            "date_service",
            "date_precision",
            "creneau",
            "registre",
            "domaine",
            "motif",
            "mode_saisine",
            "issue",
            "duree_minutes",
            "theme",
            "reponses",
            "nombre_mediateurs",
            "origine",
            "identifiant_externe",
            "empreinte_contenu",
            "occurrence",
        )
        personnels = ("mediateurs",)
        secrets = ("note",)

    class Meta:
        ordering = ["-date_service", "-cree_le"]
        indexes = [
            models.Index(fields=["structure", "-date_service", "-cree_le"], name="intervention_liste"),
            models.Index(fields=["structure", "mission", "date_service"], name="intervention_mission"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "identifiant_externe"],
                condition=~Q(identifiant_externe=""),
                name="intervention_identifiant_externe_unique",
            ),
            models.UniqueConstraint(
                fields=["structure", "empreinte_contenu", "occurrence"],
                condition=Q(origine=Origine.IMPORT, identifiant_externe=""),
                name="intervention_importee_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motif}, {self.date_service}"


class PublicRencontre(models.Model):
    """Who was met: a role and an age band, counted. Never a person."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="publics")
    role = models.CharField("rôle", max_length=40)
    age = models.CharField("âge", max_length=40, default="non_communique")
    age_source = models.CharField("âge vu ou dit", max_length=3, choices=SourceAge.choices, default=SourceAge.VU)
    nombre = models.PositiveSmallIntegerField("nombre", default=1)

    class Classement:
        internes = ("id", "intervention", "role", "age", "age_source", "nombre")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="public_nombre_positif", condition=Q(nombre__gte=1))]

    def __str__(self) -> str:
        return f"{self.nombre} {self.role}"


class CorrectionIntervention(Enregistrement):
    """What a correction changed: coded values before and after; the former note stays sealed under the same key."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="corrections")
    version_avant = models.PositiveIntegerField()
    avant = models.JSONField(default=dict)
    apres = models.JSONField(default=dict)
    note_avant = TexteChiffreField("note avant la correction")

    class Classement:
        internes = ("intervention", "version_avant", "avant", "apres")
        secrets = ("note_avant",)

    class Meta:
        ordering = ["-version_avant"]
        constraints = [
            models.UniqueConstraint(fields=["intervention", "version_avant"], name="correction_version_unique")
        ]

    def __str__(self) -> str:
        return f"version {self.version_avant}"
