import uuid
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from entredeux.cadre.enums import (
    ROLES_DE_TERRAIN,
    ROLES_SANS_FICHE,
    FormeAccord,
    GenreCle,
    GenreEntree,
    NatureStructure,
    Portee,
    Role,
)


class Structure(models.Model):
    """A tenant: the employer of a mediation team. A partner is `partenaires.StructurePartenaire`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom", max_length=120, unique=True)
    nature = models.CharField("nature", max_length=20, choices=NatureStructure.choices)
    fuseau = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    heure_bascule = models.PositiveSmallIntegerField(
        "heure de bascule du jour de service",
        default=6,
        help_text="Avant cette heure, un acte appartient au service de la veille.",
    )
    est_active = models.BooleanField("active", default=True)
    est_synthetique = models.BooleanField("données synthétiques", default=False)
    cree_le = models.DateTimeField(auto_now_add=True)

    class Classement:
        ouverts = ("id", "nom", "nature", "fuseau", "est_synthetique")
        internes = ("heure_bascule", "est_active", "cree_le")

    class Meta:
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.fuseau)


class CompteManager(BaseUserManager["Compte"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Compte":
        compte = self.model(email=self.normalize_email(email).lower(), **fields)
        compte.set_password(password)
        compte.save(using=self._db)
        return compte

    def get_by_natural_key(self, email: str | None) -> "Compte":
        return self.get(email=(email or "").lower())


class Compte(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. The person met on the ground is never an account.

    `groups` only serve the editors' desk and follow the membership (reseau/redaction.py). Nobody is a superuser:
    the database refuses it, so that no flag opens what the table of roles closes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("adresse électronique", unique=True)
    nom = models.CharField("nom affiché", max_length=80)
    is_active = models.BooleanField("ouvert", default=True)
    cree_le = models.DateTimeField(auto_now_add=True)

    objects = CompteManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Classement:
        internes = ("id", "is_active", "is_superuser", "groups", "user_permissions", "cree_le")
        personnels = ("email", "nom", "last_login")
        secrets = ("password",)

    class Meta:
        ordering = ["nom"]
        constraints = [models.CheckConstraint(name="personne_n_est_superutilisateur", condition=Q(is_superuser=False))]

    def __str__(self) -> str:
        return self.nom


class Adhesion(models.Model):
    """One account, one role, in one structure or (structure empty) in the network, for a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="adhesions")
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, null=True, blank=True, related_name="adhesions")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    region = models.CharField("région", max_length=3, blank=True)
    depuis = models.DateField("depuis", default=timezone.localdate)
    jusqua = models.DateField("fin (premier jour sans accès)", null=True, blank=True)

    class Classement:
        internes = ("id", "structure", "role", "region", "depuis", "jusqua")
        personnels = ("compte",)

    class Meta:
        ordering = ["structure", "role"]
        constraints = [
            models.UniqueConstraint(fields=["compte", "structure", "role", "depuis"], name="adhesion_unique"),
            models.CheckConstraint(
                name="adhesion_dates_dans_l_ordre",
                condition=Q(jusqua__isnull=True) | Q(jusqua__gte=F("depuis")),
            ),
            models.CheckConstraint(
                name="adhesion_terrain_dans_une_structure",
                condition=Q(structure__isnull=False) | ~Q(role__in=[str(role) for role in ROLES_DE_TERRAIN]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.structure or 'réseau'}"

    @property
    def est_sans_fiche(self) -> bool:
        return self.role in ROLES_SANS_FICHE


class Cle(models.Model):
    """A wrapped key. This table is the only one to hold keys; it is dumped apart, kept 35 days at most.

    `instance` and `structure` keys are wrapped by the master key, `unite` keys by their structure's key
    (AES-KW, RFC 3394). Deleting a `unite` row makes every text of that unit unreadable.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    genre = models.CharField(max_length=10, choices=GenreCle.choices)
    usage = models.CharField(max_length=60, blank=True)
    structure = models.UUIDField(null=True)
    enveloppe = models.BinaryField()
    cree_le = models.DateTimeField(auto_now_add=True)

    class Classement:
        internes = ("id", "genre", "usage", "structure", "cree_le")
        secrets = ("enveloppe",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["genre", "usage"], condition=Q(genre=GenreCle.INSTANCE), name="cle_instance_unique"
            ),
            models.UniqueConstraint(
                fields=["structure"], condition=Q(genre=GenreCle.STRUCTURE), name="cle_structure_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.genre} {self.usage or self.id}"


class CleEffacee(models.Model):
    """The list that `restore` applies again, so that an older backup does not bring an erased text back."""

    id = models.UUIDField(primary_key=True)
    effacee_le = models.DateTimeField(default=timezone.now)

    class Classement:
        internes = ("id", "effacee_le")

    class Meta:
        ordering = ["effacee_le"]

    def __str__(self) -> str:
        return str(self.id)


class EntreeJournal(models.Model):
    """One line of a structure's chain. No foreign key, so that it neither blocks nor follows a deletion.

    `objet` and `acteur` are keyed hashes of ids; `champs` holds field names, never values. A read entry is
    emptied after 12 months: its `contenu` hash stays, so the chain still verifies (journal.py).
    """

    id = models.BigAutoField(primary_key=True)
    structure = models.UUIDField()
    numero = models.PositiveBigIntegerField()
    genre = models.CharField(max_length=10, choices=GenreEntree.choices)
    instant = models.DateTimeField()
    evenement = models.CharField(max_length=80, blank=True)
    objet = models.CharField(max_length=64, blank=True)
    acteur = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=20, blank=True)
    champs = models.JSONField(default=list, blank=True)
    nombre = models.PositiveIntegerField(default=1)
    condense = models.CharField(max_length=64, blank=True)
    sel = models.CharField(max_length=32, blank=True)
    contenu = models.CharField(max_length=64)
    empreinte = models.CharField(max_length=64)

    class Classement:
        internes = (
            "id",
            "structure",
            "numero",
            "genre",
            "instant",
            "evenement",
            "objet",
            "role",
            "champs",
            "nombre",
            "condense",
            "sel",
            "contenu",
            "empreinte",
        )
        personnels = ("acteur",)

    class Meta:
        ordering = ["structure", "numero"]
        constraints = [models.UniqueConstraint(fields=["structure", "numero"], name="journal_numero_unique")]
        indexes = [models.Index(fields=["structure", "objet"], name="journal_objet")]

    def __str__(self) -> str:
        return f"{self.numero} {self.evenement or 'lecture effacée'}"


class TeteJournal(models.Model):
    """The last number and hash of each chain: the row a writer locks, so structures never wait for each other."""

    structure = models.UUIDField(primary_key=True)
    numero = models.PositiveBigIntegerField(default=0)
    empreinte = models.CharField(max_length=64, blank=True)

    class Classement:
        internes = ("structure", "numero", "empreinte")

    def __str__(self) -> str:
        return f"{self.structure} n° {self.numero}"


class ClotureMensuelle(models.Model):
    """A month of a chain, closed: its last number and hash, signed (Ed25519) over `canonical_head`."""

    structure = models.UUIDField()
    mois = models.CharField(max_length=7)
    numero = models.PositiveBigIntegerField()
    empreinte = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    close_le = models.DateTimeField(default=timezone.now)

    class Classement:
        internes = ("id", "structure", "mois", "numero", "empreinte", "signature", "close_le")

    class Meta:
        ordering = ["structure", "mois"]
        constraints = [models.UniqueConstraint(fields=["structure", "mois"], name="cloture_unique")]

    def __str__(self) -> str:
        return f"{self.structure} {self.mois}"


class Enregistrement(models.Model):
    """What every record of a structure carries. Ids are made by the client (v4: a v7 would leak time).

    `unite` is the erasure and protected unit: the situation an act belongs to, else the act itself. Its key
    encrypts the unit's texts, and the keyed hash of it protects the unit in published figures.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    unite = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    cree_le = models.DateTimeField(default=timezone.now, editable=False)
    cree_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+", null=True, editable=False)

    class Classement:
        internes = ("id", "structure", "unite", "version", "cree_le")
        personnels = ("cree_par",)

    class Meta:
        abstract = True


class Consentement(Enregistrement):
    """What one person accepted, once: an event, never changed, that a later withdrawal ends.

    `sujet` is the party, or whoever else speaks (a UUID of another app: cadre knows rules, not what is recorded);
    `unite` is that of the record. `destinataire` is the partner (UUID as text) or the kind of partner it was given
    for; empty, it is the team alone. `texte_*` say what was read or shown, so that it can be shown again. The
    receipt's number is on paper only: `recu_index` is its keyed hash.
    """

    sujet = models.UUIDField("qui l'a donné", db_index=True)
    portee = models.CharField("pour quoi", max_length=12, choices=Portee.choices)
    destinataire = models.CharField("pour qui", max_length=40, blank=True)
    texte_code = models.CharField("texte montré", max_length=40)
    texte_version = models.PositiveSmallIntegerField("version du texte")
    texte_empreinte = models.CharField("empreinte du texte", max_length=64)
    langue = models.CharField("langue", max_length=8, default="fr")
    forme = models.CharField("forme", max_length=20, choices=FormeAccord.choices)
    donne_le = models.DateTimeField("donné le", default=timezone.now)
    jusqua = models.DateField("valable jusqu'au (compris)")
    recu_index = models.CharField(max_length=64, blank=True, db_index=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Classement:
        internes = (
            "portee",
            "destinataire",
            "texte_code",
            "texte_version",
            "texte_empreinte",
            "langue",
            "forme",
            "donne_le",
            "jusqua",
            "retire_le",
        )
        personnels = ("sujet", "recu_index")

    class Meta:
        ordering = ["-donne_le"]
        indexes = [models.Index(fields=["sujet", "portee"], name="consentement_portee")]

    def __str__(self) -> str:
        return f"{self.get_portee_display()}, {self.donne_le:%d/%m/%Y}"

    @property
    def est_echu(self) -> bool:
        return self.jusqua < timezone.localdate()


class RelectureTexte(models.Model):
    """Someone who reads this language found this text right. Until then it is shown as « à faire relire »; a text
    changed since (its hash is another) is to be reread again."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="+")
    texte_code = models.CharField("texte", max_length=40)
    langue = models.CharField("langue", max_length=8)
    texte_empreinte = models.CharField("empreinte du texte", max_length=64)
    qualite = models.CharField("qui a relu", max_length=120, help_text="Un métier ou un lien avec la langue, sans nom.")
    relu_le = models.DateField("relu le", default=timezone.localdate)
    note_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")

    class Classement:
        internes = ("id", "structure", "texte_code", "langue", "texte_empreinte", "qualite", "relu_le")
        personnels = ("note_par",)

    class Meta:
        ordering = ["texte_code", "langue"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "langue", "texte_empreinte"], name="relecture_texte_unique")
        ]

    def __str__(self) -> str:
        return f"{self.texte_code}, {self.langue}"
