import datetime

from django.db import models

from entredeux.cadre.models import Enregistrement
from entredeux.themes.enums import Provenance

ORIGINE = datetime.date(2000, 1, 1)  # older than any log we import


class Terme(models.Model):
    """One word of a vocabulary, for a time. Records hold its `code` as text, without a foreign key.

    A code once used is never deleted: it gets an end date, and old records stay readable. A changed wording
    is a new row with a later `valide_du`.
    """

    vocabulaire = models.SlugField("vocabulaire", max_length=40, db_index=False)
    code = models.SlugField("code", max_length=60, db_index=False)
    libelle = models.CharField("libellé", max_length=160)
    description = models.CharField("sens", max_length=240, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    actif = models.BooleanField("proposé à la saisie", default=True)
    est_libelle_de_travail = models.BooleanField("libellé de travail", default=False)
    source = models.CharField("source", max_length=240)
    provenance = models.CharField("provenance", max_length=1, choices=Provenance.choices)
    registre_version = models.CharField("version de la norme", max_length=12, blank=True)
    valide_du = models.DateField("valable du", default=ORIGINE)
    valide_au = models.DateField("valable jusqu'au", null=True, blank=True)
    est_livre = models.BooleanField("livré par les fichiers", default=True)

    class Classement:
        ouverts = (
            "id",
            "vocabulaire",
            "code",
            "libelle",
            "description",
            "ordre",
            "actif",
            "est_libelle_de_travail",
            "source",
            "provenance",
            "registre_version",
            "valide_du",
            "valide_au",
            "est_livre",
        )

    class Meta:
        ordering = ["vocabulaire", "ordre", "code", "valide_du"]
        constraints = [
            models.UniqueConstraint(fields=["vocabulaire", "code", "valide_du"], name="terme_unique"),
            models.CheckConstraint(
                name="terme_dates_dans_l_ordre",
                condition=models.Q(valide_au__isnull=True) | models.Q(valide_au__gte=models.F("valide_du")),
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    def is_valid_on(self, on: datetime.date) -> bool:
        return self.valide_du <= on and (self.valide_au is None or on <= self.valide_au)


class OuvertureTheme(Enregistrement):
    """A structure declares that its impact assessment covers this sensitive theme: it may be recorded from then on.

    Closing stops new entries; what was recorded stays. The document itself is the structure's, not kept here."""

    theme = models.CharField("thème", max_length=40)
    signee_le = models.DateField("analyse d'impact signée le")
    reference = models.CharField("référence du document", max_length=120)
    fermee_le = models.DateField("refermé le", null=True, blank=True)

    class Classement:
        internes = ("theme", "signee_le", "reference", "fermee_le")

    class Meta:
        ordering = ["theme", "-signee_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "theme"],
                condition=models.Q(fermee_le__isnull=True),
                name="ouverture_theme_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.theme}, {self.signee_le:%d/%m/%Y}"


class VagueEnquete(Enregistrement):
    """One wave of a pack's anonymous survey, at one school. `questionnaire` is the pack's, as it was that day.

    Nothing here or below says who answered, nor when: answers are only added up (CompteReponse).
    """

    theme = models.CharField("thème", max_length=40)
    questionnaire = models.JSONField("questionnaire")
    etablissement = models.CharField("établissement", max_length=120)
    etablissement_cle = models.CharField(max_length=120, editable=False)
    rang = models.PositiveSmallIntegerField("vague n°", default=1)
    ouverte_le = models.DateField("ouverte le")
    jusqua = models.DateField("ouverte jusqu'au (compris)")
    close_le = models.DateField("close le", null=True, blank=True)

    class Classement:
        internes = (
            "theme",
            "questionnaire",
            "etablissement",
            "etablissement_cle",
            "rang",
            "ouverte_le",
            "jusqua",
            "close_le",
        )

    class Meta:
        ordering = ["-ouverte_le", "etablissement"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "etablissement_cle", "rang"], name="vague_rang_unique"),
            models.CheckConstraint(
                name="vague_dates_dans_l_ordre", condition=models.Q(jusqua__gte=models.F("ouverte_le"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.etablissement}, vague {self.rang}"

    def is_open_on(self, day: datetime.date) -> bool:
        return self.close_le is None and self.ouverte_le <= day <= self.jusqua

    def is_over_on(self, day: datetime.date) -> bool:
        return self.close_le is not None or day > self.jusqua


class PublicEnquete(models.Model):
    """Who a wave asks: pupils, parents, staff. `acces` is the code everyone of that public shares; `nombre`, how many
    answered, and null once it is known to be too few to be shown. No column can hold an instant."""

    vague = models.ForeignKey(VagueEnquete, on_delete=models.CASCADE, related_name="publics")
    code = models.CharField("public", max_length=40)
    acces = models.CharField("code d'accès", max_length=12, unique=True)
    invites = models.PositiveIntegerField("personnes invitées")
    nombre = models.PositiveIntegerField("réponses", default=0, null=True)

    class Classement:
        internes = ("id", "vague", "code", "acces", "invites", "nombre")

    class Meta:
        ordering = ["vague", "id"]
        constraints = [
            models.UniqueConstraint(fields=["vague", "code"], name="public_enquete_unique"),
            models.CheckConstraint(
                name="public_enquete_pas_plus_que_d_invites",
                condition=models.Q(nombre__isnull=True) | models.Q(nombre__lte=models.F("invites")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.vague}"


class CompteReponse(models.Model):
    """How many of a public gave this answer to this line. One person's answers are never kept together: each adds one
    here and there, and nothing says which ones came from whom."""

    public = models.ForeignKey(PublicEnquete, on_delete=models.CASCADE, related_name="comptes")
    affirmation = models.CharField("affirmation", max_length=40)
    reponse = models.CharField("réponse", max_length=60)
    nombre = models.PositiveIntegerField("nombre", default=0)

    class Classement:
        internes = ("id", "public", "affirmation", "reponse", "nombre")

    class Meta:
        ordering = ["public", "id"]
        constraints = [
            models.UniqueConstraint(fields=["public", "affirmation", "reponse"], name="compte_reponse_unique")
        ]

    def __str__(self) -> str:
        return f"{self.affirmation}, {self.reponse} : {self.nombre}"
