"""Circles of peers: members and their missions, meetings and what they leave, questions and what came of them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte
from entredeux.reseau.enums import EtatEngagement, EtatQuestion, RoleMembre
from entredeux.reseau.models.base import FicheReseau
from entredeux.reseau.models.champs import CodeField
from entredeux.reseau.models.vocabulaires import choose_themes
from entredeux.territoires.models import Commune, Region


class Collectif(FicheReseau):
    """A circle that meets with a rhythm. What it is is known to every peer; what it says, to its members."""

    nom = models.CharField("nom", max_length=120, unique=True)
    slug = models.SlugField("adresse", max_length=80, unique=True)
    presentation = models.TextField("présentation", max_length=600, blank=True)
    territoire = models.CharField("territoire", max_length=120, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="région", related_name="+"
    )
    rythme_mois = models.PositiveSmallIntegerField("se réunit tous les … mois", default=3)
    est_actif = models.BooleanField("actif", default=True)

    class Classement:
        internes = ("nom", "slug", "presentation", "territoire", "region", "rythme_mois", "est_actif")

    class Meta:
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(name="collectif_rythme", condition=Q(rythme_mois__gte=1) & Q(rythme_mois__lte=24))
        ]

    def __str__(self) -> str:
        return self.nom


class MembreCollectif(models.Model):
    """Someone of a circle, and the mission they present to the others: emploi, santé, espace public, social…"""

    collectif = models.ForeignKey(Collectif, on_delete=models.CASCADE, related_name="membres")
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("rôle", max_length=10, choices=RoleMembre.choices, default=RoleMembre.MEMBRE)
    mission = models.CharField("sa mission", max_length=160, blank=True)
    depuis = models.DateField("depuis", default=timezone.localdate)
    jusqua = models.DateField("fin (premier jour hors du collectif)", null=True, blank=True)

    class Classement:
        internes = ("id", "collectif", "role", "mission", "depuis", "jusqua")
        personnels = ("compte",)

    class Meta:
        ordering = ["collectif", "depuis", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["collectif", "compte"], condition=Q(jusqua__isnull=True), name="membre_une_fois"
            ),
            models.CheckConstraint(
                name="membre_dates_dans_l_ordre", condition=Q(jusqua__isnull=True) | Q(jusqua__gte=F("depuis"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compte_id} {self.collectif_id}"


class Rencontre(FicheReseau):
    """A meeting of a circle; its report is sealed, and read by its members."""

    collectif = models.ForeignKey(Collectif, on_delete=models.CASCADE, related_name="rencontres")
    date = models.DateField("date")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("où", max_length=160, blank=True)
    ordre_du_jour = models.TextField("ordre du jour", max_length=1200, blank=True)
    compte_rendu = TexteChiffreField()
    presents = models.PositiveSmallIntegerField("présents", null=True, blank=True)
    compte_rendu_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = ("collectif", "date", "heure", "lieu", "ordre_du_jour", "presents", "compte_rendu_le")
        secrets = ("compte_rendu",)

    class Meta:
        ordering = ["collectif", "date"]
        constraints = [models.UniqueConstraint(fields=["collectif", "date"], name="rencontre_une_par_jour")]

    def __str__(self) -> str:
        return f"{self.collectif} {self.date}"


class EngagementCollectif(FicheReseau):
    """Who does what, until when: comes back at each meeting until kept, or dropped with a reason."""

    rencontre = models.ForeignKey(Rencontre, on_delete=models.CASCADE, related_name="engagements")
    qui = models.CharField("qui (organisation ou fonction)", max_length=160)
    quoi = models.CharField("quoi", max_length=300)
    echeance = models.DateField("pour quand", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatEngagement.choices, default=EtatEngagement.EN_COURS)
    raison = models.CharField("pourquoi il est abandonné", max_length=240, blank=True)
    clos_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = ("rencontre", "qui", "quoi", "echeance", "etat", "raison", "clos_le")

    class Meta:
        ordering = ["rencontre", "cree_le"]
        constraints = [
            models.CheckConstraint(
                name="engagement_abandonne_avec_raison", condition=~Q(etat="abandonne") | ~Q(raison="")
            )
        ]

    def __str__(self) -> str:
        return self.quoi[:60]


class QuestionPairs(FicheReseau):
    """A situation to discuss, with identity removed and the place no finer than a commune."""

    auteur = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    collectif = models.ForeignKey(Collectif, on_delete=models.PROTECT, null=True, blank=True, related_name="questions")
    titre = models.CharField("la question en une phrase", max_length=160)
    texte = TexteChiffreField()
    theme = CodeField("thème", choix=choose_themes)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    etat = models.CharField("état", max_length=8, choices=EtatQuestion.choices, default=EtatQuestion.OUVERTE)
    bilan = TexteChiffreField()
    close_le = models.DateTimeField(null=True, blank=True)
    fiche = models.PositiveIntegerField("fiche d'expérience qui en est née", null=True, blank=True)

    class Classement:
        internes = ("collectif", "titre", "theme", "commune", "etat", "close_le", "fiche")
        personnels = ("auteur",)
        secrets = ("texte", "bilan")

    class Meta:
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return self.titre


class ReponsePairs(FicheReseau):
    """What a peer answers, under the same rules as the question."""

    question = models.ForeignKey(QuestionPairs, on_delete=models.CASCADE, related_name="reponses")
    auteur = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+")
    texte = TexteChiffreField()

    class Classement:
        internes = ("question",)
        personnels = ("auteur",)
        secrets = ("texte",)

    class Meta:
        ordering = ["question", "cree_le"]

    def __str__(self) -> str:
        return str(self.pk)
