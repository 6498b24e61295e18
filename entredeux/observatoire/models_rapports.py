"""Reports: what the coordination writes around protected figures, and what is frozen of it."""

import uuid

from django.db import models
from django.utils import timezone

from entredeux.cadre.models import Compte, Enregistrement, Structure
from entredeux.observatoire.enums import EtatVersion
from entredeux.observatoire.models_audit import RELANCE, AuditDemande
from entredeux.partenaires.models import StructurePartenaire

TEXTE_MAX = 4000


class RapportRedige(models.Model):
    """A report being written: which model, over which period. Without a structure it is the network's; with a
    `destinataire` it is handed to that landlord by the coordination, and no account reads it here.

    It holds no figure: they are read again at each preview, and kept in the versions alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    modele = models.CharField("modèle", max_length=40)
    periode = models.CharField("période", max_length=9)
    destinataire = models.ForeignKey(
        StructurePartenaire, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cree_le = models.DateTimeField(default=timezone.now, editable=False)
    cree_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    class Classement:
        ouverts = ("modele", "periode")
        internes = ("id", "structure", "destinataire", "cree_le")
        personnels = ("cree_par",)

    class Meta:
        verbose_name = "rapport rédigé"
        verbose_name_plural = "rapports rédigés"
        ordering = ["modele", "-periode"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "modele", "periode"],
                condition=models.Q(destinataire__isnull=True),
                name="rapport_redige_unique",
            ),
            models.UniqueConstraint(
                fields=["structure", "modele", "periode", "destinataire"], name="rapport_remis_unique"
            ),
            models.UniqueConstraint(
                fields=["modele", "periode"], condition=models.Q(structure__isnull=True), name="rapport_reseau_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.modele}, {self.periode}"


class CommentaireSection(models.Model):
    """What the author says of a section: prose meant to be read by everyone, about figures, never about a person."""

    rapport = models.ForeignKey(RapportRedige, on_delete=models.CASCADE, related_name="commentaires")
    section = models.CharField("section", max_length=40)
    texte = models.TextField("commentaire", max_length=TEXTE_MAX)
    version = models.PositiveIntegerField(default=1)
    ecrit_le = models.DateTimeField("écrit le", default=timezone.now)
    ecrit_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, related_name="+")

    class Classement:
        internes = ("id", "rapport", "section", "texte", "version", "ecrit_le")
        personnels = ("ecrit_par",)

    class Meta:
        verbose_name = "commentaire de section"
        verbose_name_plural = "commentaires de section"
        ordering = ["rapport", "section"]
        constraints = [models.UniqueConstraint(fields=["rapport", "section"], name="commentaire_section_unique")]

    def __str__(self) -> str:
        return f"{self.rapport}, {self.section}"


class NoteQuartier(Enregistrement):
    """What figures do not say of a quarter over a period, for every report: written by one person of the coordination,
    reread by another. A word changed is to be reread."""

    qpv = models.CharField("quartier prioritaire (2024)", max_length=10)
    periode = models.CharField("période", max_length=9)
    texte = models.TextField("note", max_length=TEXTE_MAX)
    ecrite_le = models.DateTimeField("écrite le", default=timezone.now)
    ecrite_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, related_name="+")
    relue_le = models.DateTimeField("relue le", null=True, blank=True)
    relue_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Classement:
        ouverts = ("qpv", "periode")
        internes = ("texte", "ecrite_le", "relue_le")
        personnels = ("ecrite_par", "relue_par")

    class Meta:
        verbose_name = "note de quartier"
        verbose_name_plural = "notes de quartier"
        ordering = ["-periode", "qpv"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "qpv", "periode"], name="note_quartier_unique"),
            models.CheckConstraint(
                name="note_relue_par_une_seconde_personne",
                condition=models.Q(relue_le__isnull=True, relue_par__isnull=True)
                | models.Q(relue_le__isnull=False, relue_par__isnull=False)
                & ~models.Q(relue_par=models.F("ecrite_par")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qpv}, {self.periode}"


class VersionRapport(AuditDemande):
    """A report as it was frozen: its protected figures and its words, whole, with their fingerprint.

    Page, PDF, ODT and ODS are drawn again from `contenu` alone, so that they say the same and have the same bytes. Read
    by partners once another person has let it out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rapport = models.ForeignKey(RapportRedige, on_delete=models.PROTECT, related_name="versions")
    numero = models.PositiveIntegerField("numéro")
    etat = models.CharField("état", max_length=10, choices=EtatVersion.choices, default=EtatVersion.ATTENTE)
    faites = models.PositiveSmallIntegerField("parties composées", default=0)
    total = models.PositiveSmallIntegerField("parties à composer", default=1)
    erreur = models.CharField("ce qui a empêché", max_length=400, blank=True)
    contenu = models.JSONField("contenu figé", default=dict)
    empreinte = models.CharField("empreinte du contenu", max_length=64, blank=True)
    empreinte_pdf = models.CharField("empreinte du PDF", max_length=64, blank=True)
    empreinte_odt = models.CharField("empreinte de l'ODT", max_length=64, blank=True)
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)
    figee_le = models.DateTimeField("figée le", null=True, blank=True)
    figee_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, related_name="+")
    audit = models.JSONField("audit", default=dict)
    diffusee_le = models.DateTimeField("diffusée le", null=True, blank=True)
    diffusee_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Classement:
        ouverts = ("numero", "empreinte", "empreinte_pdf", "empreinte_odt", "figee_le", "diffusee_le", "audit")
        internes = (
            *("id", "rapport", "etat", "faites", "total", "erreur", "contenu", "demandee_le"),
            *("audit_demande_le", "audit_avance_le", "audit_faites", "audit_total", "audit_refus"),
        )
        personnels = ("figee_par", "diffusee_par", "audit_demande_par")

    class Meta:
        verbose_name = "version de rapport"
        verbose_name_plural = "versions de rapport"
        ordering = ["rapport", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["rapport", "numero"], name="version_rapport_numero"),
            models.CheckConstraint(
                name="version_diffusee_par_une_seconde_personne",
                condition=models.Q(diffusee_le__isnull=True, diffusee_par__isnull=True)
                | models.Q(diffusee_le__isnull=False, diffusee_par__isnull=False, etat=EtatVersion.FIGEE)
                & ~models.Q(diffusee_par=models.F("figee_par")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rapport}, version {self.numero}"

    @property
    def est_en_marche(self) -> bool:
        return self.etat in (EtatVersion.ATTENTE, EtatVersion.EN_COURS)

    @property
    def semble_arretee(self) -> bool:
        """A worker killed half-way leaves the state as it was: asking again starts anew, and changes nothing else."""
        return self.est_en_marche and timezone.now() - self.demandee_le > RELANCE
