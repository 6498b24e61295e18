from django.db import models
from django.db.models import F, Q

from entredeux.cadre.models import Compte, Enregistrement
from entredeux.terrain.enums import FormePresence
from entredeux.territoires.models import Lieu


class Mission(Enregistrement):
    """What a team is there for: its form of presence decides the field home screen."""

    nom = models.CharField("nom", max_length=80)
    forme = models.CharField("forme de présence", max_length=14, choices=FormePresence.choices)
    domaine = models.CharField("domaine", max_length=40)
    themes = models.JSONField("thèmes proposés", default=list, blank=True)
    lieux = models.ManyToManyField(Lieu, through="LieuMission", related_name="missions", blank=True)
    est_active = models.BooleanField("active", default=True)

    class Classement:
        internes = ("nom", "forme", "domaine", "themes", "lieux", "est_active")

    class Meta:
        ordering = ["nom"]
        constraints = [models.UniqueConstraint(fields=["structure", "nom"], name="mission_nom_unique")]

    def __str__(self) -> str:
        return self.nom


class LieuMission(models.Model):
    """The planned places of a mission, in the order they are walked."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="etapes")
    lieu = models.ForeignKey(Lieu, on_delete=models.PROTECT, related_name="+")
    ordre = models.PositiveSmallIntegerField(default=0)

    class Classement:
        internes = ("id", "mission", "lieu", "ordre")

    class Meta:
        ordering = ["ordre"]
        constraints = [models.UniqueConstraint(fields=["mission", "lieu"], name="lieu_mission_unique")]

    def __str__(self) -> str:
        return f"{self.ordre}. {self.lieu}"


class Presence(Enregistrement):
    """A tournée, a permanence or a presence in an institution, by one person or a team.

    `date_service` is the shift's day: a round begun on Thursday at 22:00 is Thursday's until it stops. The team
    is unlinked after three months; its size stays.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="presences")
    forme = models.CharField(max_length=14, choices=FormePresence.choices)
    date_service = models.DateField("jour de service")
    debut_le = models.DateTimeField("début")
    fin_le = models.DateTimeField("fin", null=True, blank=True)
    equipe = models.ManyToManyField(Compte, related_name="presences", blank=True)
    taille_equipe = models.PositiveSmallIntegerField(default=1)
    duree_minutes = models.PositiveIntegerField("durée en minutes", null=True, blank=True)

    class Classement:
        internes = ("mission", "forme", "date_service", "debut_le", "fin_le", "taille_equipe", "duree_minutes")
        personnels = ("equipe",)

    class Meta:
        ordering = ["-debut_le"]
        indexes = [models.Index(fields=["structure", "date_service"], name="presence_jour")]
        constraints = [
            models.CheckConstraint(
                name="presence_fin_apres_debut", condition=Q(fin_le__isnull=True) | Q(fin_le__gte=F("debut_le"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_forme_display()}, {self.mission}"

    @property
    def est_en_cours(self) -> bool:
        return self.fin_le is None


class Passage(Enregistrement):
    """The state of a place when the team came by. A calm passage is a datum too.

    Bands and closed lists only: no name, nickname, description, plate or picture of people (domaine 5f.6).
    `arrivee_le` goes after seven days, the half-hour slot stays.
    """

    presence = models.ForeignKey(Presence, on_delete=models.CASCADE, related_name="passages")
    lieu = models.ForeignKey(Lieu, on_delete=models.PROTECT, related_name="passages")
    date_service = models.DateField()
    ordre = models.PositiveSmallIntegerField(default=0)
    est_prevu = models.BooleanField(default=False)
    est_visite = models.BooleanField(default=False)
    arrivee_le = models.DateTimeField(null=True, blank=True)
    creneau = models.CharField("demi-heure", max_length=5, blank=True)
    est_rien_a_signaler = models.BooleanField(default=False)
    occupation = models.CharField("personnes présentes", max_length=20, blank=True)
    nuisances = models.JSONField("constats", default=list, blank=True)
    contact = models.CharField("contact", max_length=20, blank=True)
    etat_depart = models.CharField("état en partant", max_length=20, blank=True)

    class Classement:
        internes = (
            "presence",
            "lieu",
            "date_service",
            "ordre",
            "est_prevu",
            "est_visite",
            "arrivee_le",
            "creneau",
            "est_rien_a_signaler",
            "occupation",
            "nuisances",
            "contact",
            "etat_depart",
        )

    class Meta:
        ordering = ["ordre", "cree_le"]
        indexes = [
            models.Index(fields=["structure", "date_service"], name="passage_jour"),
            models.Index(fields=["lieu", "date_service"], name="passage_lieu"),
        ]

    def __str__(self) -> str:
        return f"{self.lieu}, {self.date_service}"
