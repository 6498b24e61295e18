from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Enregistrement
from entredeux.terrain.enums import EtatImport

CONSERVATION_REJETS = timedelta(days=30)
DELAI_DE_RELANCE = timedelta(minutes=15)


def default_expiry() -> date:
    return timezone.localdate() + CONSERVATION_REJETS


class CorrespondanceImport(Enregistrement):
    """A mapping kept under a name, for the next export of the same program."""

    nom = models.CharField("nom", max_length=80)
    contenu = TexteChiffreField("correspondance")

    class Classement:
        internes = ("nom",)
        secrets = ("contenu",)

    class Meta:
        verbose_name = "correspondance"
        ordering = ["nom"]
        constraints = [models.UniqueConstraint(fields=["structure", "nom"], name="correspondance_nom_unique")]

    def __str__(self) -> str:
        return self.nom


class ImportJournal(Enregistrement):
    """One file of a former log, from its arrival to its report.

    The file itself waits sealed, in pieces (MorceauImport), and is destroyed once applied or given up. Its name
    is sealed too: people put names in file names. `empreinte_fichier` is a keyed hash: it recognises the file,
    and says nothing of it. The key of `unite` goes after 30 days, and rejected rows with it; the counts stay.
    """

    nom_fichier = TexteChiffreField("nom du fichier")
    octets = models.PositiveBigIntegerField("taille en octets", default=0)
    empreinte_fichier = models.CharField(max_length=64, db_index=True)
    etat = models.CharField("état", max_length=12, choices=EtatImport.choices, default=EtatImport.RECU)
    encodage = models.CharField("encodage", max_length=20, blank=True)
    separateur = models.CharField("séparateur", max_length=1, blank=True)
    feuille = TexteChiffreField("feuille")
    ligne_entete = models.PositiveIntegerField("ligne d'en-tête", default=0)
    correspondance = TexteChiffreField("correspondance")
    lues = models.PositiveIntegerField("lignes lues", default=0)
    acceptees = models.PositiveIntegerField("lignes acceptées", default=0)
    doublons = models.PositiveIntegerField("déjà présentes", default=0)
    rejetees = models.PositiveIntegerField("lignes refusées", default=0)
    remarques = models.JSONField("remarques", default=dict, blank=True)
    apercu = models.JSONField("premières fiches de l'essai", default=list, blank=True)
    traitees = models.PositiveIntegerField("avancement", default=0)
    erreur = models.CharField("empêchement", max_length=300, blank=True)
    lance_le = models.DateTimeField("lancé le", null=True, blank=True)
    termine_le = models.DateTimeField("terminé le", null=True, blank=True)
    expire_le = models.DateField("rejets gardés jusqu'au", default=default_expiry)

    class Classement:
        internes = (
            "octets",
            "empreinte_fichier",
            "etat",
            "encodage",
            "separateur",
            "ligne_entete",
            "lues",
            "acceptees",
            "doublons",
            "rejetees",
            "remarques",
            "apercu",
            "traitees",
            "erreur",
            "lance_le",
            "termine_le",
            "expire_le",
        )
        secrets = ("nom_fichier", "feuille", "correspondance")

    class Meta:
        verbose_name = "import d'un journal"
        verbose_name_plural = "imports de journaux"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"import du {self.cree_le:%d/%m/%Y}"

    @property
    def est_en_marche(self) -> bool:
        return self.etat in (EtatImport.ESSAI, EtatImport.EN_COURS)

    @property
    def semble_arrete(self) -> bool:
        """A worker killed half-way leaves the state as it was; running again adds only what is missing."""
        late = self.lance_le is not None and timezone.now() - self.lance_le > DELAI_DE_RELANCE
        return self.est_en_marche and late


class MorceauImport(models.Model):
    """A piece of the file received, sealed under the import's own key; gone once the import is done."""

    import_journal = models.ForeignKey(ImportJournal, on_delete=models.CASCADE, related_name="morceaux")
    rang = models.PositiveIntegerField()
    contenu = TexteChiffreField("contenu")

    class Classement:
        internes = ("id", "import_journal", "rang")
        secrets = ("contenu",)

    class Meta:
        ordering = ["rang"]
        constraints = [models.UniqueConstraint(fields=["import_journal", "rang"], name="morceau_unique")]

    def __str__(self) -> str:
        return f"morceau {self.rang}"


class LotRejete(models.Model):
    """Up to 500 rejected rows, with their line, reason and cells, sealed together: a row may name people."""

    import_journal = models.ForeignKey(ImportJournal, on_delete=models.CASCADE, related_name="lots_rejetes")
    rang = models.PositiveIntegerField()
    nombre = models.PositiveIntegerField()
    lignes = TexteChiffreField("lignes refusées")

    class Classement:
        internes = ("id", "import_journal", "rang", "nombre")
        secrets = ("lignes",)

    class Meta:
        ordering = ["rang"]
        constraints = [models.UniqueConstraint(fields=["import_journal", "rang"], name="lot_rejete_unique")]

    def __str__(self) -> str:
        return f"{self.nombre} lignes refusées"
