"""Partners of a structure; the open directories of the instance, and what a structure adds to them on its side."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Enregistrement
from entredeux.partenaires.enums import DecisionPaire, GenrePartenaire, PrecisionPoint, Profession


class StructurePartenaire(Enregistrement):
    """A landlord, a town, a transport company. Another thing than `cadre.Structure`, which is a tenant.

    `courriel` is the mailbox of a service, not of a person: it is checked by the action, and classed interne.
    `profession` is the line of the deontology matrix a referral proposes first; `fiche`, the sheet of the open
    directories that this partner is.
    """

    nom = models.CharField("nom", max_length=120)
    genre = models.CharField("genre", max_length=16, choices=GenrePartenaire.choices)
    courriel = models.EmailField("courriel du service", blank=True)
    perimetre = models.CharField(
        "périmètre", max_length=160, blank=True, help_text="Communes ou résidences dont ce service s'occupe."
    )
    est_actif = models.BooleanField("en service", default=True)
    profession = models.CharField("profession", max_length=24, choices=Profession.choices, blank=True)
    fiche = models.ForeignKey(
        "FicheAnnuaire", on_delete=models.PROTECT, null=True, blank=True, related_name="partenaires"
    )

    class Classement:
        internes = ("nom", "genre", "courriel", "perimetre", "est_actif", "profession", "fiche")

    class Meta:
        verbose_name = "structure partenaire"
        verbose_name_plural = "structures partenaires"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "nom"], name="partenaire_nom_unique"),
            models.UniqueConstraint(
                fields=["structure", "fiche"], condition=Q(fiche__isnull=False), name="partenaire_fiche_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class SourceAnnuaire(models.Model):
    """An open directory as it was last read: its licence, and what became of its rows."""

    code = models.CharField("code", max_length=60, primary_key=True)
    format = models.CharField("format", max_length=20)
    licence = models.CharField("licence", max_length=120, blank=True)
    lue_le = models.DateField("lue le")
    lues = models.PositiveIntegerField("lignes lues", default=0)
    refusees = models.PositiveIntegerField("lignes refusées", default=0)

    class Classement:
        ouverts = ("code", "format", "licence", "lue_le", "lues", "refusees")

    class Meta:
        verbose_name = "source de l'annuaire"
        verbose_name_plural = "sources de l'annuaire"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class RejetAnnuaire(models.Model):
    """What was refused or corrected in the last reading of a source: a whole row (`champ` empty), or one value of it.

    `valeur` is kept when it designates nobody (a SIRET, coordinates); never that of a contact.
    """

    source = models.ForeignKey(SourceAnnuaire, on_delete=models.CASCADE, related_name="rejets")
    ligne = models.PositiveIntegerField("ligne du fichier")
    identifiant = models.CharField("identifiant dans la source", max_length=120, blank=True)
    champ = models.CharField("champ", max_length=20, blank=True)
    valeur = models.CharField("valeur", max_length=120, blank=True)
    raison = models.CharField("raison", max_length=200)

    class Classement:
        internes = ("id", "source", "ligne", "identifiant", "champ", "valeur", "raison")

    class Meta:
        verbose_name = "rejet de l'annuaire"
        verbose_name_plural = "rejets de l'annuaire"
        ordering = ["source", "ligne", "champ"]

    def __str__(self) -> str:
        return f"ligne {self.ligne} : {self.raison}"


class FicheAnnuaire(models.Model):
    """A place or a service of the open directories, in data·inclusion's words. The instance's, not a structure's: what
    a team adds of its own stays on its side and no refresh touches it.

    `source` and `identifiant` recognise a row from one file to the next. `disparue_le`: no longer in its source.
    `services` are labels of the digital-mediation standard, then what the source says in its own words; `thematiques`,
    data·inclusion's; `besoins`, the same with their categories, as words to search in. `modalites`: the other closed
    lists of the digital-mediation standard. `precision_point`: where the point comes from, "" when there is none.
    """

    source = models.CharField("source", max_length=60)
    identifiant = models.CharField("identifiant dans la source", max_length=120)
    nom = models.CharField("nom", max_length=200)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    complement_adresse = models.CharField("complément", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = models.CharField("commune", max_length=80, blank=True)
    code_insee = models.CharField("code commune", max_length=5, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    telephone = models.CharField("téléphone du service", max_length=20, blank=True)
    courriel = models.EmailField("courriel du service", blank=True)
    site_web = models.URLField("site", max_length=300, blank=True)
    horaires_accueil = models.CharField("horaires", max_length=400, blank=True)
    services = models.JSONField("services", default=list, blank=True)
    publics = models.JSONField("publics", default=list, blank=True)
    thematiques = models.JSONField("thématiques", default=list, blank=True)
    besoins = models.TextField(editable=False, blank=True)
    modalites = models.JSONField("modalités", default=dict, blank=True)
    precision_point = models.CharField("précision du point", max_length=8, choices=PrecisionPoint.choices, blank=True)
    recherche = models.CharField(max_length=600, editable=False, blank=True)
    date_maj = models.CharField("mis à jour le", max_length=10, blank=True)
    vue_le = models.DateField("vue dans sa source le", null=True, blank=True)
    empreinte = models.CharField(max_length=64)
    disparue_le = models.DateField("disparue de sa source le", null=True, blank=True)

    class Classement:
        ouverts = (
            "id",
            "source",
            "identifiant",
            "nom",
            "siret",
            "adresse",
            "complement_adresse",
            "code_postal",
            "commune",
            "code_insee",
            "latitude",
            "longitude",
            "telephone",
            "courriel",
            "site_web",
            "horaires_accueil",
            "services",
            "publics",
            "thematiques",
            "besoins",
            "modalites",
            "precision_point",
            "recherche",
            "date_maj",
            "vue_le",
            "empreinte",
            "disparue_le",
        )

    class Meta:
        verbose_name = "fiche de l'annuaire"
        verbose_name_plural = "fiches de l'annuaire"
        ordering = ["commune", "nom"]
        constraints = [models.UniqueConstraint(fields=["source", "identifiant"], name="fiche_annuaire_unique")]
        indexes = [
            models.Index(fields=["code_postal"], name="fiche_annuaire_code_postal"),
            models.Index(fields=["latitude", "longitude"], name="fiche_annuaire_point"),
        ]

    def __str__(self) -> str:
        return self.nom


class PaireAnnuaire(models.Model):
    """Two sheets that may be one structure, found again at each import: a proposal, decided by each team for itself.

    `raisons` are sentences; `force` sorts what is likely first.
    """

    une = models.ForeignKey(FicheAnnuaire, on_delete=models.CASCADE, related_name="+")
    autre = models.ForeignKey(FicheAnnuaire, on_delete=models.CASCADE, related_name="+")
    raisons = models.JSONField("raisons", default=list)
    force = models.PositiveSmallIntegerField("force")

    class Classement:
        ouverts = ("id", "une", "autre", "raisons", "force")

    class Meta:
        verbose_name = "paire de l'annuaire"
        verbose_name_plural = "paires de l'annuaire"
        ordering = ["-force", "une", "autre"]
        constraints = [
            models.UniqueConstraint(fields=["une", "autre"], name="paire_annuaire_unique"),
            models.CheckConstraint(name="paire_annuaire_ordonnee", condition=Q(une__lt=F("autre"))),
        ]

    def __str__(self) -> str:
        return f"{self.une_id} et {self.autre_id}"


class RapprochementAnnuaire(Enregistrement):
    """What a structure decided of two sheets. One structure: `ecartee` leaves its lists and leads to `gardee`.

    A refresh changes the sheets, never this. Undone, it is deleted; the journal keeps that it was.
    """

    gardee = models.ForeignKey(FicheAnnuaire, on_delete=models.PROTECT, related_name="+")
    ecartee = models.ForeignKey(FicheAnnuaire, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField("décision", max_length=12, choices=DecisionPaire.choices)

    class Classement:
        internes = ("gardee", "ecartee", "decision")

    class Meta:
        verbose_name = "rapprochement de l'annuaire"
        verbose_name_plural = "rapprochements de l'annuaire"
        ordering = ["-cree_le"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "gardee", "ecartee"], name="rapprochement_unique"),
            models.UniqueConstraint(
                fields=["structure", "ecartee"],
                condition=Q(decision=DecisionPaire.FUSIONNEES),
                name="rapprochement_ecartee_une_fois",
            ),
            models.CheckConstraint(name="rapprochement_de_deux_fiches", condition=~Q(gardee=F("ecartee"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} : {self.gardee_id} et {self.ecartee_id}"


class NoteAnnuaire(Enregistrement):
    """What a team knows of a service and no directory says: how to get in, when to call. Never about a person.

    Sealed, read by its structure alone, untouched by any refresh of the sheet.
    """

    fiche = models.ForeignKey(FicheAnnuaire, on_delete=models.PROTECT, related_name="notes")
    note = TexteChiffreField("note de l'équipe")
    modifiee_le = models.DateTimeField("écrite le", default=timezone.now)

    class Classement:
        internes = ("fiche", "modifiee_le")
        secrets = ("note",)

    class Meta:
        verbose_name = "note de l'annuaire"
        verbose_name_plural = "notes de l'annuaire"
        ordering = ["-modifiee_le"]
        constraints = [models.UniqueConstraint(fields=["structure", "fiche"], name="note_annuaire_unique")]

    def __str__(self) -> str:
        return f"note sur {self.fiche_id}"
