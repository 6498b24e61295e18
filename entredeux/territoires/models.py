"""Territories as the State publishes them, and the places where a team works.

The reference tables are loaded by `entredeux import territoires` from the package data (donnees/SOURCES.md).
Codes are text (01053, 2A004, 75101) and never change type. Contours are not in the rows: geometrie.py.
`recherche` is the folded text that search-as-you-type reads (socle.pliage).
"""

import uuid

from django.db import models
from django.db.models import F, Q

from entredeux.cadre.models import Enregistrement
from entredeux.territoires.contexte.models import ContexteCommune, ContexteQpv, ZoneEmploi  # noqa: F401
from entredeux.territoires.enums import DOMICILE, Generation, GenreZone, NatureCommune, OrigineZone


class Region(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=60)

    class Classement:
        ouverts = ("code", "nom")

    class Meta:
        verbose_name = "région"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Departement(models.Model):
    """Overseas collectivities included (975, 977, 978, 984, 986 to 989)."""

    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=60)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="departements")

    class Classement:
        ouverts = ("code", "nom", "region")

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class Epci(models.Model):
    """A grouping of communes, or (nature EPT) one of the 11 territories of the Grand Paris."""

    code = models.CharField("SIREN", max_length=9, primary_key=True)
    nom = models.CharField("nom", max_length=120)
    nature = models.CharField("nature", max_length=6)
    population = models.PositiveIntegerField("population", null=True, blank=True)

    class Classement:
        ouverts = ("code", "nom", "nature", "population")

    class Meta:
        verbose_name = "intercommunalité"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Commune(models.Model):
    """A commune of 2026 or a municipal arrondissement (its `commune_parente` is Paris, Lyon or Marseille)."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    nom = models.CharField("nom", max_length=60)
    nature = models.CharField("nature", max_length=14, choices=NatureCommune.choices)
    commune_parente = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="arrondissements"
    )
    departement = models.ForeignKey(Departement, on_delete=models.PROTECT, related_name="communes")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="communes")
    epci = models.ForeignKey(Epci, on_delete=models.PROTECT, null=True, blank=True, related_name="communes")
    ept = models.ForeignKey(Epci, on_delete=models.PROTECT, null=True, blank=True, related_name="communes_ept")
    codes_postaux = models.CharField("codes postaux", max_length=200, blank=True)
    population = models.PositiveIntegerField("population", null=True, blank=True)
    lon = models.FloatField("longitude du centre", null=True, blank=True)
    lat = models.FloatField("latitude du centre", null=True, blank=True)
    recherche = models.CharField(max_length=400, editable=False)

    class Classement:
        ouverts = (
            "code",
            "nom",
            "nature",
            "commune_parente",
            "departement",
            "region",
            "epci",
            "ept",
            "codes_postaux",
            "population",
            "lon",
            "lat",
            "recherche",
        )

    class Meta:
        verbose_name = "commune"
        ordering = ["nom", "code"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.departement_id})"


class CommuneAncienne(models.Model):
    """A déléguée or associée commune: its code and name still come in logs, and lead to the commune of today."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    nom = models.CharField("nom", max_length=60)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="anciennes")
    recherche = models.CharField(max_length=100, editable=False)

    class Classement:
        ouverts = ("code", "nom", "commune", "recherche")

    class Meta:
        verbose_name = "commune déléguée ou associée"
        ordering = ["nom", "code"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class ContratVille(models.Model):
    """A contrat de ville of 2014-2023. No perimeter is published: a place is in one only if declared.

    `porteur` is the code of its EPCI or commune as it was then: many are gone, so it is no foreign key.
    `departements` is a list of codes: the contract of Aix-en-Provence spans two.
    """

    code = models.CharField("code", max_length=8, primary_key=True)
    nom = models.CharField("nom", max_length=160)
    porteur = models.CharField("EPCI ou commune d'alors", max_length=9, blank=True)
    departements = models.JSONField("départements", default=list, blank=True)
    population_qpv = models.PositiveIntegerField("habitants en quartier prioritaire", null=True, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    recherche = models.CharField(max_length=300, editable=False)

    class Classement:
        ouverts = ("code", "nom", "porteur", "departements", "population_qpv", "lon", "lat", "recherche")

    class Meta:
        verbose_name = "contrat de ville"
        verbose_name_plural = "contrats de ville"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class Qpv(models.Model):
    """A quartier prioritaire of one generation. 149 of 2024 span several communes; 39 names are shared.

    `communes` is a list of INSEE codes of today; empty for 2015, whose decree gives names only. `lon` and
    `lat` are a point inside. Areas are computed from simplified contours: right within a few percent.
    """

    code = models.CharField("code", max_length=8, primary_key=True)
    generation = models.PositiveSmallIntegerField("génération", choices=Generation.choices)
    nom = models.CharField("nom", max_length=160)
    communes = models.JSONField("communes", default=list, blank=True)
    noms_communes = models.CharField("noms des communes", max_length=200, blank=True)
    departement = models.ForeignKey(Departement, on_delete=models.PROTECT, related_name="qpv")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="qpv")
    epci = models.ForeignKey(Epci, on_delete=models.PROTECT, null=True, blank=True, related_name="qpv")
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    superficie_ha = models.FloatField("superficie en hectares", null=True, blank=True)
    valide_du = models.DateField("en vigueur du")
    valide_au = models.DateField("en vigueur jusqu'au", null=True, blank=True)
    recherche = models.CharField(max_length=400, editable=False)

    class Classement:
        ouverts = (
            "code",
            "generation",
            "nom",
            "communes",
            "noms_communes",
            "departement",
            "region",
            "epci",
            "lon",
            "lat",
            "superficie_ha",
            "valide_du",
            "valide_au",
            "recherche",
        )

    class Meta:
        verbose_name = "quartier prioritaire"
        verbose_name_plural = "quartiers prioritaires"
        ordering = ["nom", "code"]
        indexes = [models.Index(fields=["generation", "departement"], name="qpv_generation")]

    def __str__(self) -> str:
        return f"{self.nom}, {self.noms_communes}"


class QpvCorrespondance(models.Model):
    """A 2015 and a 2024 quarter of one name in one commune. DERIVED by us, not official: never used to locate."""

    qpv_2024 = models.OneToOneField(Qpv, on_delete=models.CASCADE, primary_key=True, related_name="correspondance_2015")
    qpv_2015 = models.ForeignKey(Qpv, on_delete=models.CASCADE, related_name="correspondances_2024")
    evolution = models.CharField("évolution du périmètre", max_length=20)
    est_officielle = models.BooleanField("officielle", default=False)

    class Classement:
        ouverts = ("qpv_2024", "qpv_2015", "evolution", "est_officielle")

    class Meta:
        verbose_name = "correspondance 2015-2024 par le nom (non officielle)"
        verbose_name_plural = "correspondances 2015-2024 par le nom (non officielles)"

    def __str__(self) -> str:
        return f"{self.qpv_2015_id} → {self.qpv_2024_id}"


class Lieu(Enregistrement):
    """A place where the team goes: a hall, a stairwell, a square, a school gate, a stop. Never a flat.

    `type_lieu` is a slug of vocabulary 10.3. A `domicile` says neither address nor point nor door: the
    database refuses it. `residence` is the landlord's group of buildings, in the team's own words.
    """

    nom = models.CharField("nom", max_length=120)
    type_lieu = models.CharField("type de lieu", max_length=30)
    precision = models.CharField("précision", max_length=60, blank=True, help_text="Par exemple « hall B ».")
    residence = models.CharField("résidence", max_length=80, blank=True)
    adresse = models.CharField(
        "adresse", max_length=120, blank=True, help_text="Rue et numéro. Jamais de numéro d'appartement."
    )
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    est_actif = models.BooleanField("en service", default=True)
    recherche = models.CharField(max_length=400, editable=False, blank=True)

    class Classement:
        internes = (
            "nom",
            "type_lieu",
            "precision",
            "residence",
            "adresse",
            "commune",
            "lon",
            "lat",
            "est_actif",
            "recherche",
        )

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["nom", "precision"]
        indexes = [models.Index(fields=["structure", "est_actif", "nom"], name="lieu_structure")]
        constraints = [
            models.CheckConstraint(
                name="lieu_point_entier",
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
            ),
            models.CheckConstraint(
                name="lieu_domicile_sans_adresse",
                condition=~Q(type_lieu=DOMICILE) | Q(adresse="", precision="", residence="", lon__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom}, {self.precision}" if self.precision else self.nom


class ZoneLieu(models.Model):
    """In which zone a place was, from when to when, and how we know it.

    `valide_du` empty: as far back as the place is known. `code` empty with origine `geometrie`: the point
    is outside every zone of that genre; with `inconnu`: we do not know, which is another thing.
    The dates are those of the place; those of a generation of QPV are on `Qpv`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lieu = models.ForeignKey(Lieu, on_delete=models.CASCADE, related_name="zones")
    genre = models.CharField("genre", max_length=14, choices=GenreZone.choices)
    code = models.CharField("code", max_length=40, blank=True)
    origine = models.CharField("origine", max_length=10, choices=OrigineZone.choices)
    valide_du = models.DateField("du", null=True, blank=True)
    valide_au = models.DateField("au", null=True, blank=True)

    class Classement:
        internes = ("id", "lieu", "genre", "code", "origine", "valide_du", "valide_au")

    class Meta:
        verbose_name = "zone d'un lieu"
        verbose_name_plural = "zones d'un lieu"
        ordering = ["genre", "valide_du"]
        indexes = [models.Index(fields=["genre", "code"], name="zone_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["lieu", "genre"], condition=Q(valide_au__isnull=True), name="zone_en_cours_unique"
            ),
            models.CheckConstraint(
                name="zone_dates_dans_l_ordre",
                condition=Q(valide_au__isnull=True) | Q(valide_du__isnull=True) | Q(valide_au__gte=F("valide_du")),
            ),
            models.CheckConstraint(
                name="zone_inconnue_sans_code", condition=~Q(origine=OrigineZone.INCONNU) | Q(code="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {(self.code or 'hors zone') if self.est_connue else 'inconnu'}"

    @property
    def est_connue(self) -> bool:
        return self.origine != OrigineZone.INCONNU
