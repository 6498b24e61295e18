import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte, Enregistrement, Structure
from entredeux.carnet.enums import DECIDEES, EtatEnveloppe, Geste, Raison


class CleCarnet(models.Model):
    """A public key that phones seal to: an uncompressed P-256 point, in hexadecimal. The private one is derived from a
    secret of the instance (scelle.py); retired keys still open what was sealed for them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    publique = models.CharField("clé publique", max_length=130)
    cree_le = models.DateTimeField(default=timezone.now)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Classement:
        internes = ("id", "structure", "publique", "cree_le", "retiree_le")

    class Meta:
        verbose_name = "clé du carnet"
        ordering = ["-cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure"], condition=Q(retiree_le__isnull=True), name="cle_carnet_courante_unique"
            )
        ]

    def __str__(self) -> str:
        return f"clé du {self.cree_le:%d/%m/%Y}"


class Telephone(Enregistrement):
    """A phone enrolled once, often shared by a pair. Revoking it sends what it still holds to quarantine."""

    nom = models.CharField("nom du téléphone", max_length=60)
    vu_le = models.DateField("dernier envoi", null=True, blank=True)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    revoque_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Classement:
        internes = ("nom", "vu_le", "revoque_le")
        personnels = ("revoque_par",)

    class Meta:
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                name="telephone_revoque_qui_et_quand",
                condition=Q(revoque_par__isnull=True, revoque_le__isnull=True)
                | Q(revoque_par__isnull=False, revoque_le__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.nom


class JetonCarnet(Enregistrement):
    """The right to send, and nothing else, of one account from one phone: it outlives the session, so that what was
    sealed before log-out still leaves under its author's name. Only its SHA-256 is kept: 256 random bits need no
    more."""

    telephone = models.ForeignKey(Telephone, on_delete=models.CASCADE, related_name="jetons")
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    index = models.CharField(max_length=64, unique=True)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    class Classement:
        internes = ("telephone", "revoque_le")
        personnels = ("compte", "index")

    class Meta:
        verbose_name = "jeton d'envoi"

    def __str__(self) -> str:
        return f"{self.compte}, {self.telephone}"


class Enveloppe(Enregistrement):
    """One sealed entry as it arrived. `scelle` goes once the entry is applied or put aside; the row stays, so that a
    phone that sends it again is answered the same.

    `entree` is the phone's id of it. Two rows may share it: same id, other content, both kept until a person decides.
    """

    entree = models.UUIDField("identifiant sur le téléphone", db_index=True)
    sorte = models.CharField("sorte", max_length=40)
    cle = models.UUIDField("clé employée")
    jeton = models.ForeignKey(JetonCarnet, on_delete=models.PROTECT, related_name="enveloppes")
    scelle = models.BinaryField("entrée scellée", default=bytes, blank=True)
    empreinte = models.CharField("empreinte du scellé", max_length=64)
    contenu = models.CharField("empreinte du contenu", max_length=64, blank=True)
    geste = models.CharField("geste", max_length=10, choices=Geste.choices, blank=True)
    fiche = models.UUIDField("fiche", null=True, blank=True)
    base = models.PositiveIntegerField("version lue par le téléphone", null=True, blank=True)
    apres = models.UUIDField("à enregistrer après", null=True, blank=True, db_index=True)
    ecrite_le = models.DateTimeField("écrite le, selon le téléphone", null=True, blank=True)
    decalage_s = models.IntegerField("avance de l'horloge du téléphone, en secondes", default=0)
    etat = models.CharField("état", max_length=12, choices=EtatEnveloppe.choices, default=EtatEnveloppe.RECUE)
    raison = models.CharField("raison", max_length=20, choices=Raison.choices, blank=True)
    champs = models.JSONField("champs en cause", default=list, blank=True)
    detail = TexteChiffreField("ce qui empêche")
    est_forcee = models.BooleanField("enregistrée sans attendre la précédente", default=False)
    version_produite = models.PositiveIntegerField("version de la fiche", null=True, blank=True)
    decidee_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    motif = TexteChiffreField("motif de la décision")

    class Classement:
        internes = (
            *(
                "entree",
                "sorte",
                "cle",
                "jeton",
                "empreinte",
                "contenu",
                "geste",
                "fiche",
                "base",
                "apres",
                "ecrite_le",
            ),
            *("decalage_s", "etat", "raison", "champs", "est_forcee", "version_produite", "decidee_le"),
        )
        personnels = ("decidee_par",)
        secrets = ("scelle", "detail", "motif")

    class Meta:
        verbose_name = "saisie du carnet"
        verbose_name_plural = "saisies du carnet"
        ordering = ["cree_le"]
        indexes = [models.Index(fields=["structure", "etat"], name="enveloppe_etat")]
        constraints = [
            models.UniqueConstraint(fields=["structure", "entree", "empreinte"], name="enveloppe_unique"),
            models.CheckConstraint(
                name="enveloppe_decidee_qui_et_quand",
                condition=Q(decidee_par__isnull=True, decidee_le__isnull=True)
                | Q(decidee_par__isnull=False, decidee_le__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sorte}, {self.get_etat_display()}"

    @property
    def est_decidee(self) -> bool:
        return self.etat in DECIDEES
