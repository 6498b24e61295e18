"""Exceptional access, and what people may ask of the structure about what it holds of them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from entredeux.cadre.champs import TexteChiffreField
from entredeux.cadre.enums import EtatDroits, GenreDroits, MotifBris, OrigineDroits, RefusDroits
from entredeux.cadre.models.base import Compte, Enregistrement, Structure


class BrisDeGlace(Enregistrement):
    """A record one's role does not open, opened for three hours with a reason; its author is told.

    `sorte` names the kind (cadre/bris_de_glace.py), `fiche` the record, of another app: cadre knows rules, not what is
    recorded. Both are forgotten with the reason, after twelve months.
    """

    sorte = models.CharField("ce qui est ouvert", max_length=40)
    fiche = models.UUIDField("la fiche", null=True, db_index=True)
    motif = models.CharField("pourquoi", max_length=12, choices=MotifBris.choices)
    raison = TexteChiffreField("la raison, en une phrase")
    expire_le = models.DateTimeField("ouvert jusqu'au")
    referme_le = models.DateTimeField("refermé le", null=True, blank=True)
    avis = models.ManyToManyField(Compte, through="AvisBris", related_name="+")

    class Classement:
        internes = ("sorte", "motif", "expire_le", "referme_le")
        personnels = ("fiche", "avis")
        secrets = ("raison",)

    class Meta:
        ordering = ["-cree_le"]
        indexes = [models.Index(fields=["cree_par", "sorte", "fiche"], name="bris_de_glace_ouvert")]
        constraints = [models.CheckConstraint(name="bris_expire_apres", condition=Q(expire_le__gt=F("cree_le")))]

    def __str__(self) -> str:
        return f"ouverture exceptionnelle du {self.cree_le:%d/%m/%Y}"

    @property
    def est_ouvert(self) -> bool:
        return self.referme_le is None and self.expire_le > timezone.now()


class AvisBris(models.Model):
    """Who is told of an exceptional access: the author of the record, else those who answer for the structure."""

    bris = models.ForeignKey(BrisDeGlace, on_delete=models.CASCADE, related_name="destinataires")
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    envoye_le = models.DateTimeField("courriel parti le", null=True, blank=True)
    vu_le = models.DateTimeField("vu le", null=True, blank=True)

    class Classement:
        internes = ("id", "bris", "envoye_le", "vu_le")
        personnels = ("compte",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bris", "compte"], name="avis_bris_unique")]

    def __str__(self) -> str:
        return f"avis à {self.compte}"


class DemandeDroits(Enregistrement):
    """A person asks for a copy of what concerns them, or for its erasure; answered within a month, or refused in words.

    No identity is asked: `suivi_index` is the keyed hash of a number that only the asker holds, `sorte` and `visee` the
    record found with a receipt or by its page (cadre/droits.py). `efface` and `conserve` say what was done, in the
    words of the answer; `compte` is set when someone asks about their own account.
    """

    genre = models.CharField("ce qui est demandé", max_length=12, choices=GenreDroits.choices)
    origine = models.CharField("qui demande", max_length=14, choices=OrigineDroits.choices)
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    suivi_index = models.CharField(max_length=64, blank=True, db_index=True)
    recue_le = models.DateField("reçue le")
    echeance = models.DateField("à répondre au plus tard le")
    sorte = models.CharField("ce qui a été trouvé", max_length=40, blank=True)
    visee = models.UUIDField("la fiche trouvée", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatDroits.choices, default=EtatDroits.RECUE)
    refus = models.CharField("raison du refus", max_length=16, choices=RefusDroits.choices, blank=True)
    explication = TexteChiffreField("ce qui est répondu à la personne")
    efface = models.JSONField("effacé", default=list, blank=True)
    conserve = models.JSONField("conservé, et pourquoi", default=list, blank=True)
    traitee_le = models.DateField("traitée le", null=True, blank=True)
    traitee_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    est_oubliee = models.BooleanField("oubliée", default=False, editable=False)

    class Classement:
        internes = (
            "genre",
            "origine",
            "recue_le",
            "echeance",
            "sorte",
            "etat",
            "refus",
            "efface",
            "conserve",
            "traitee_le",
            "est_oubliee",
        )
        personnels = ("compte", "suivi_index", "visee", "traitee_par")
        secrets = ("explication",)

    class Meta:
        ordering = ["echeance", "cree_le"]
        indexes = [models.Index(fields=["structure", "etat", "echeance"], name="demande_droits_echeance")]
        constraints = [
            models.CheckConstraint(
                name="demande_droits_traitee_le",
                condition=Q(etat=EtatDroits.RECUE, traitee_le__isnull=True)
                | (~Q(etat=EtatDroits.RECUE) & Q(traitee_le__isnull=False)),
            ),
            models.CheckConstraint(
                name="demande_droits_refus_motive",
                condition=Q(etat=EtatDroits.REFUSEE) & ~Q(refus="") | ~Q(etat=EtatDroits.REFUSEE) & Q(refus=""),
            ),
        ]

    def __str__(self) -> str:
        return f"demande du {self.recue_le:%d/%m/%Y}"

    @property
    def est_en_retard(self) -> bool:
        return self.etat == EtatDroits.RECUE and self.echeance < timezone.localdate()


class EnvoiPreavis(models.Model):
    """The mail that tells a structure what its clocks erase from thirty days on: once a week, up to which day."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="+")
    jusqua = models.DateField("annoncé jusqu'au (compris)")
    nombre = models.PositiveIntegerField("fiches annoncées")
    envoye_le = models.DateTimeField(default=timezone.now)

    class Classement:
        internes = ("id", "structure", "jusqua", "nombre", "envoye_le")

    class Meta:
        ordering = ["-jusqua"]
        constraints = [models.UniqueConstraint(fields=["structure", "jusqua"], name="preavis_unique")]

    def __str__(self) -> str:
        return f"préavis jusqu'au {self.jusqua:%d/%m/%Y}"
