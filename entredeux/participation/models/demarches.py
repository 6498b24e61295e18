"""What residents are invited to, or start: meetings with counts, proposals without authors, what became of each."""

from django.db import models
from django.db.models import F, Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Enregistrement
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation.enums import Axe, Niveau, Suite, TypeDemarche
from entredeux.territoires.models import Lieu


class Demarche(Enregistrement):
    """A conseil citoyen, a marche exploratoire, a diagnostic en marchant, a concertation. No list of people."""

    genre = models.CharField("démarche", max_length=24, choices=TypeDemarche.choices)
    niveau = models.CharField("niveau", max_length=16, choices=Niveau.choices)
    titre = models.CharField("objet", max_length=120)
    domaine = models.CharField("domaine", max_length=40)
    qpv = models.CharField("quartier", max_length=10, blank=True)
    institution = models.ForeignKey(
        StructurePartenaire,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="qui répond",
    )
    ouverte_le = models.DateField("ouverte le")
    close_le = models.DateField("close le", null=True, blank=True)
    est_oubliee = models.BooleanField("ses textes sont effacés", default=False, editable=False)

    class Classement:
        internes = (
            "genre",
            "niveau",
            "titre",
            "domaine",
            "qpv",
            "institution",
            "ouverte_le",
            "close_le",
            "est_oubliee",
        )

    class Meta:
        verbose_name = "démarche"
        ordering = ["-ouverte_le", "-cree_le"]
        constraints = [
            models.CheckConstraint(
                name="demarche_dates_dans_l_ordre",
                condition=Q(close_le__isnull=True) | Q(close_le__gte=F("ouverte_le")),
            )
        ]

    def __str__(self) -> str:
        return self.titre


class RencontreDemarche(Enregistrement):
    """A meeting or a walk: how many came, how many for the first time. Never who."""

    demarche = models.ForeignKey(Demarche, on_delete=models.CASCADE, related_name="rencontres")
    jour = models.DateField("jour")
    lieu = models.ForeignKey(Lieu, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    presents = models.PositiveSmallIntegerField("présents")
    premiere_fois = models.PositiveSmallIntegerField("dont pour la première fois", default=0)

    class Classement:
        internes = ("demarche", "jour", "lieu", "presents", "premiere_fois")

    class Meta:
        verbose_name = "rencontre d'une démarche"
        verbose_name_plural = "rencontres d'une démarche"
        ordering = ["jour", "cree_le"]
        constraints = [
            models.CheckConstraint(
                name="rencontre_premieres_fois_parmi_les_presents", condition=Q(premiere_fois__lte=F("presents"))
            )
        ]

    def __str__(self) -> str:
        return f"rencontre du {self.jour:%d/%m/%Y}"


class ComptageRencontre(models.Model):
    """How many of one age band, or of one gender. One axis at a time."""

    rencontre = models.ForeignKey(RencontreDemarche, on_delete=models.CASCADE, related_name="comptages")
    axe = models.CharField("compté par", max_length=5, choices=Axe.choices)
    code = models.CharField("tranche", max_length=24)
    nombre = models.PositiveSmallIntegerField("nombre")
    premiere_fois = models.PositiveSmallIntegerField("dont pour la première fois", default=0)

    class Classement:
        internes = ("id", "rencontre", "axe", "code", "nombre", "premiere_fois")

    class Meta:
        verbose_name = "comptage"
        ordering = ["axe", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rencontre", "axe", "code"], name="comptage_rencontre_unique"),
            models.CheckConstraint(
                name="comptage_premieres_fois_parmi_les_presents", condition=Q(premiere_fois__lte=F("nombre"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} : {self.nombre}"


class PropositionDemarche(Enregistrement):
    """What was proposed, without an author, and what the institution made of it."""

    demarche = models.ForeignKey(Demarche, on_delete=models.CASCADE, related_name="propositions")
    texte = TexteChiffreField("proposition")
    faite_le = models.DateField("faite le")
    suite = models.CharField("ce qu'elle devient", max_length=12, choices=Suite.choices, default=Suite.ATTENDUE)
    reponse = TexteChiffreField("réponse de l'institution")
    repondu_le = models.DateField("répondu le", null=True, blank=True)

    class Classement:
        internes = ("demarche", "faite_le", "suite", "repondu_le")
        secrets = ("texte", "reponse")

    class Meta:
        verbose_name = "proposition"
        ordering = ["faite_le", "cree_le"]
        constraints = [
            models.CheckConstraint(
                name="proposition_repondue_a_une_date",
                condition=Q(suite=Suite.ATTENDUE, repondu_le__isnull=True)
                | (~Q(suite=Suite.ATTENDUE) & Q(repondu_le__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"proposition du {self.faite_le:%d/%m/%Y}"

    @property
    def delai(self) -> int | None:
        """Days from the proposal to its answer."""
        return (self.repondu_le - self.faite_le).days if self.repondu_le else None
