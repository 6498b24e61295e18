from django.db import models
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte, Enregistrement
from entredeux.partenaires.models import StructurePartenaire
from entredeux.terrain.enums import EtatDysfonctionnement
from entredeux.terrain.models.presences import Presence
from entredeux.territoires.models import Lieu


class Dysfonctionnement(Enregistrement):
    """A thing that fails: lift, light, door, waste. Never called signalement, the prosecutor's word.

    The photo shows the thing. It is re-encoded without metadata and stored sealed, under the record's own key.
    """

    lieu = models.ForeignKey(Lieu, on_delete=models.PROTECT, related_name="dysfonctionnements")
    presence = models.ForeignKey(Presence, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    date_service = models.DateField("jour de service")
    categorie = models.CharField("catégorie", max_length=40)
    precision = TexteChiffreField("précision")
    photo = models.FileField("photo de la chose", upload_to="dysfonctionnements/%Y/%m", blank=True)
    etat = models.CharField(
        "état", max_length=12, choices=EtatDysfonctionnement.choices, default=EtatDysfonctionnement.A_ENVOYER
    )
    destinataire = models.ForeignKey(
        StructurePartenaire, on_delete=models.PROTECT, null=True, blank=True, related_name="dysfonctionnements"
    )

    class Classement:
        internes = ("lieu", "presence", "date_service", "categorie", "etat", "destinataire")
        secrets = ("precision", "photo")

    class Meta:
        ordering = ["-date_service", "-cree_le"]
        indexes = [models.Index(fields=["structure", "etat"], name="dysfonctionnement_etat")]

    def __str__(self) -> str:
        return f"{self.categorie}, {self.lieu}"


class EtapeDysfonctionnement(models.Model):
    """Each state a dysfonctionnement went through, with who and when (empty: the partner, by its link)."""

    dysfonctionnement = models.ForeignKey(Dysfonctionnement, on_delete=models.CASCADE, related_name="etapes")
    etat = models.CharField(max_length=12, choices=EtatDysfonctionnement.choices)
    le = models.DateTimeField(default=timezone.now)
    par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, related_name="+")

    class Classement:
        internes = ("id", "dysfonctionnement", "etat", "le")
        personnels = ("par",)

    class Meta:
        ordering = ["le", "id"]

    def __str__(self) -> str:
        return self.get_etat_display()
