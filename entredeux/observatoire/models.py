import uuid

from django.db import models
from django.utils import timezone

from entredeux.cadre.models import Compte, Enregistrement, Structure
from entredeux.observatoire.enums import Audience, GenrePartition, PlaceHall, PorteeCle
from entredeux.observatoire.models_audit import AuditDemande
from entredeux.observatoire.models_groupes import GroupeResidences as GroupeResidences
from entredeux.observatoire.models_groupes import ResidenceGroupee as ResidenceGroupee
from entredeux.observatoire.models_rapports import CommentaireSection as CommentaireSection
from entredeux.observatoire.models_rapports import NoteQuartier as NoteQuartier
from entredeux.observatoire.models_rapports import RapportRedige as RapportRedige
from entredeux.observatoire.models_rapports import VersionRapport as VersionRapport
from entredeux.observatoire.models_travail import EnvoiReseau as EnvoiReseau
from entredeux.observatoire.models_travail import LigneFiche as LigneFiche
from entredeux.observatoire.models_travail import QuantiteDeclaree as QuantiteDeclaree
from entredeux.observatoire.models_travail import ReceptionReseau as ReceptionReseau
from entredeux.territoires.models import Lieu


class Partition(models.Model):
    """What points to a file of the warehouse: a month's facts of a group of structures, or the cube of a period.

    The file is sealed and never changes: `empreinte` is its name. A write puts the new file beside the old one, then
    moves this row in the transaction that moves the month's version: whatever is cut short leaves the last good one.
    """

    genre = models.CharField(max_length=5, choices=GenrePartition.choices)
    groupe = models.PositiveSmallIntegerField("groupe de structures", null=True, blank=True)
    periode = models.CharField("mois, trimestre ou année", max_length=7)
    empreinte = models.CharField(max_length=64)
    octets = models.PositiveBigIntegerField()
    lignes = models.PositiveBigIntegerField()
    est_au_mois = models.BooleanField("à la précision du mois", default=False)
    est_au_cube = models.BooleanField("compté dans le cube de son mois", default=False)
    ecrite_le = models.DateTimeField(default=timezone.now)

    class Classement:
        internes = (
            "id",
            "genre",
            "groupe",
            "periode",
            "empreinte",
            "octets",
            "lignes",
            "est_au_mois",
            "est_au_cube",
            "ecrite_le",
        )

    class Meta:
        verbose_name = "partition"
        ordering = ["genre", "periode", "groupe"]
        constraints = [
            models.UniqueConstraint(
                fields=["genre", "periode", "groupe"],
                condition=models.Q(genre=GenrePartition.FAITS),
                name="partition_faits_unique",
            ),
            models.UniqueConstraint(
                fields=["genre", "periode"],
                condition=models.Q(genre=GenrePartition.CUBE),
                name="partition_cube_unique",
            ),
            models.CheckConstraint(
                name="partition_groupe_des_faits",
                condition=models.Q(genre=GenrePartition.FAITS, groupe__isnull=False)
                | models.Q(genre=GenrePartition.CUBE, groupe__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.periode}"


class MoisArrete(models.Model):
    """A month whose facts are fixed: taken once at M+45, and again at most once a calendar year (`version` 2, 3…).

    The three team figures serve the rule of 3 mediators and 85 % and nothing else; none is ever shown.
    """

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    mois = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField(default=1)
    arrete_le = models.DateTimeField(default=timezone.now)
    revise_le = models.DateTimeField(null=True, blank=True)
    mediateurs = models.PositiveIntegerField(default=0)
    actes_par_mediateur = models.PositiveIntegerField("somme des actes de chaque médiateur", default=0)
    actes_du_plus_actif = models.PositiveIntegerField(default=0)
    est_diffuse = models.BooleanField("tableaux publiés pour cette version", default=False)
    faits = models.PositiveIntegerField("lignes de faits", default=0)

    class Classement:
        internes = (
            "id",
            "structure",
            "mois",
            "version",
            "arrete_le",
            "revise_le",
            "mediateurs",
            "actes_par_mediateur",
            "actes_du_plus_actif",
            "est_diffuse",
            "faits",
        )

    class Meta:
        verbose_name = "mois arrêté"
        verbose_name_plural = "mois arrêtés"
        ordering = ["structure", "mois"]
        constraints = [models.UniqueConstraint(fields=["structure", "mois"], name="mois_arrete_unique")]

    def __str__(self) -> str:
        return f"{self.mois}, version {self.version}"


class QuartierSuivi(models.Model):
    """A row of the structure's tables: a QPV where it has a place, or where a year's protected total is shown."""

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    qpv = models.CharField("QPV 2024", max_length=10)

    class Classement:
        ouverts = ("qpv",)
        internes = ("id", "structure")

    class Meta:
        verbose_name = "quartier suivi"
        verbose_name_plural = "quartiers suivis"
        ordering = ["structure", "qpv"]
        constraints = [models.UniqueConstraint(fields=["structure", "qpv"], name="quartier_suivi_unique")]

    def __str__(self) -> str:
        return self.qpv


class Publication(models.Model):
    """The register: one line for each protected table that is out, kept whole so that anyone may replay it.

    Written once per (cut, audience, definition, state of the data); the database refuses any change.
    `cellules` holds protected values alone, in the order of the cut's keys; null is a hidden cell.
    Without a structure: a table of the network, over all of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    coupe = models.TextField("coupe, en JSON canonique")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    version_definition = models.PositiveSmallIntegerField()
    etat = models.TextField("état des données, en JSON canonique")
    instant = models.DateTimeField(default=timezone.now)
    lignes = models.PositiveIntegerField("cellules")
    empreinte = models.CharField(max_length=64)
    cellules = models.JSONField()

    class Classement:
        ouverts = ("coupe", "audience", "version_definition", "instant", "lignes", "empreinte", "cellules")
        internes = ("id", "structure", "etat")

    class Meta:
        verbose_name = "publication"
        ordering = ["-instant"]
        constraints = [
            models.UniqueConstraint(
                fields=["coupe", "audience", "version_definition", "etat"], name="publication_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.coupe} ({self.audience})"


class Convention(Enregistrement):
    """An agreement signed with a partner: while it runs, its accounts read tables under the floor of 5."""

    organisme = models.CharField("organisme", max_length=120)
    reference = models.CharField("référence du texte signé", max_length=80)
    debut = models.DateField("du")
    fin = models.DateField("au (compris)")
    comptes = models.ManyToManyField(Compte, related_name="+", verbose_name="comptes du partenaire")

    class Classement:
        internes = ("organisme", "reference", "debut", "fin")
        personnels = ("comptes",)

    class Meta:
        verbose_name = "convention"
        ordering = ["-debut", "organisme"]
        constraints = [models.CheckConstraint(name="convention_dates", condition=models.Q(fin__gte=models.F("debut")))]

    def __str__(self) -> str:
        return f"{self.organisme}, {self.reference}"


class Parution(AuditDemande, Enregistrement):
    """Chosen indicators over a period, for the public: proposed by one person, released by another after the audit.

    Never changed. `audit` keeps what the auditor found over the union of what is out and of these tables: {"cibles",
    "exactes", "etroites"}. `etat` is the digest of its tables: a revised year, another version of a definition or
    another choice is another release. `publications` are the lines of the register it was made from.
    """

    periode = models.CharField("période", max_length=7)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    indicateurs = models.JSONField("indicateurs et versions", default=dict)
    etat = models.CharField("état des données, condensé", max_length=64)
    publications = models.ManyToManyField(Publication, related_name="parutions")
    audit = models.JSONField(default=dict)
    parue_le = models.DateTimeField("parue le", null=True, blank=True)
    parue_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Classement:
        ouverts = ("periode", "audience", "indicateurs", "audit", "parue_le")
        internes = (
            *("etat", "publications"),
            *("audit_demande_le", "audit_avance_le", "audit_faites", "audit_total", "audit_refus"),
        )
        personnels = ("parue_par", "audit_demande_par")

    class Meta:
        verbose_name = "parution"
        ordering = ["-periode", "-cree_le"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "periode", "audience", "etat"], name="parution_unique"),
            models.CheckConstraint(
                name="parution_par_une_seconde_personne",
                condition=models.Q(parue_le__isnull=True, parue_par__isnull=True)
                | models.Q(parue_le__isnull=False) & ~models.Q(parue_par=models.F("cree_par")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.periode}, {self.get_audience_display()}"


class TableParue(models.Model):
    """One table of a release, as it was proposed: an indicator by its axes. The database refuses any change.

    `cellules` holds protected values alone: [*one value an axis, value or null, reason when hidden, n or null].
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parution = models.ForeignKey(Parution, on_delete=models.PROTECT, related_name="tables")
    code = models.CharField("indicateur", max_length=60)
    version_definition = models.PositiveSmallIntegerField("version de la définition")
    axes = models.CharField("axes, séparés par des virgules", max_length=60, blank=True)
    cellules = models.JSONField()
    empreinte = models.CharField(max_length=64)

    class Classement:
        ouverts = ("code", "version_definition", "axes", "cellules", "empreinte")
        internes = ("id", "parution")

    class Meta:
        verbose_name = "table parue"
        verbose_name_plural = "tables parues"
        ordering = ["parution", "code", "axes"]
        constraints = [models.UniqueConstraint(fields=["parution", "code", "axes"], name="table_parue_unique")]

    def __str__(self) -> str:
        return f"{self.code} ({self.axes})"

    @property
    def liste_axes(self) -> list[str]:
        return self.axes.split(",") if self.axes else []


class CleApi(Enregistrement):
    """The right of a program to read figures of one structure, and nothing else: no record, ever.

    Of its token only the SHA-256 is kept (256 random bits need no more) and the first characters, to know it again.
    `convention`: the agreement under which it reads at the floor of 5, while that runs.
    """

    nom = models.CharField("à quoi elle sert", max_length=80)
    prefixe = models.CharField("premiers caractères", max_length=12)
    empreinte = models.CharField("condensé du jeton", max_length=64, unique=True)
    portees = models.JSONField("portées", default=list)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, null=True, blank=True, related_name="cles")
    expire_le = models.DateField("valable jusqu'au (compris)")
    servie_le = models.DateField("a servi le", null=True, blank=True)
    revoquee_le = models.DateTimeField("retirée le", null=True, blank=True)
    revoquee_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Classement:
        internes = ("nom", "prefixe", "empreinte", "portees", "convention", "expire_le", "servie_le", "revoquee_le")
        personnels = ("revoquee_par",)

    class Meta:
        verbose_name = "clé d'API"
        verbose_name_plural = "clés d'API"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.prefixe}…)"

    @property
    def portees_lisibles(self) -> str:
        return " ; ".join(PorteeCle(each).label for each in self.portees)


class ActionHall(Enregistrement):
    """What a team tries in some halls, to be compared with halls of the same landlord where it tries nothing."""

    nom = models.CharField("nom", max_length=80)
    equipe_changee = models.BooleanField("l'équipe référente a changé pendant la période", default=False)
    lieux = models.ManyToManyField(Lieu, through="HallSuivi", related_name="+")

    class Classement:
        internes = ("nom", "equipe_changee", "lieux")

    class Meta:
        verbose_name = "action sur des halls"
        verbose_name_plural = "actions sur des halls"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return self.nom


class HallSuivi(models.Model):
    """A hall of an action. One where it is tried has the day it began; one next door only tells if trouble moved."""

    action = models.ForeignKey(ActionHall, on_delete=models.CASCADE, related_name="halls")
    lieu = models.ForeignKey(Lieu, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("place dans la comparaison", max_length=11, choices=PlaceHall.choices)
    debut = models.DateField("début", null=True, blank=True)

    class Classement:
        internes = ("id", "action", "lieu", "place", "debut")

    class Meta:
        verbose_name = "hall suivi"
        verbose_name_plural = "halls suivis"
        ordering = ["place", "lieu__nom"]
        constraints = [
            models.UniqueConstraint(fields=["action", "lieu"], name="hall_suivi_unique"),
            models.CheckConstraint(
                name="hall_suivi_debut",
                condition=models.Q(place=PlaceHall.ACTION, debut__isnull=False)
                | ~models.Q(place=PlaceHall.ACTION) & models.Q(debut__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lieu}, {self.get_place_display()}"


class DefinitionIndicateur(models.Model):
    """One version of an indicator's definition, as it was read: changing one makes another, and keeps this one."""

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    empreinte = models.CharField(max_length=64)
    contenu = models.JSONField()
    connue_le = models.DateTimeField(default=timezone.now)

    class Classement:
        ouverts = ("code", "version", "empreinte", "contenu", "connue_le")
        internes = ("id",)

    class Meta:
        verbose_name = "définition d'indicateur"
        verbose_name_plural = "définitions d'indicateurs"
        ordering = ["code", "version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="definition_unique")]

    def __str__(self) -> str:
        return f"{self.code}, version {self.version}"
