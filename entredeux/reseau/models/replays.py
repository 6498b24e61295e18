"""What one can watch again, and read: a video, its chapters, its transcript, its strong moments."""

from django.core.validators import FileExtensionValidator
from django.db import models

from entredeux.reseau.models.evenements import Evenement, Sequence


class Replay(models.Model):
    """The recording of an event: a link out, or a file served from here. Never a frame of another site."""

    evenement = models.OneToOneField(Evenement, on_delete=models.CASCADE, related_name="replay")
    lien = models.URLField("lien de la vidéo", max_length=500, blank=True)
    fichier = models.FileField(
        "fichier vidéo", upload_to="replays/", blank=True, validators=[FileExtensionValidator(["mp4", "webm"])]
    )
    est_publie = models.BooleanField("publié", default=False)
    modifie_le = models.DateTimeField(auto_now=True)

    class Classement:
        ouverts = ("id", "evenement", "lien", "fichier", "est_publie", "modifie_le")

    class Meta:
        verbose_name = "enregistrement"

    def __str__(self) -> str:
        return str(self.evenement_id)


class Chapitre(models.Model):
    """Where a part begins. Made from the event's sequences, then set by an editor; shown once its second is known."""

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="chapitres")
    sequence = models.ForeignKey(Sequence, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    rang = models.PositiveIntegerField(default=0)
    titre = models.CharField("titre", max_length=200)
    seconde = models.PositiveIntegerField("commence à", null=True, blank=True)

    class Classement:
        ouverts = ("id", "replay", "sequence", "rang", "titre", "seconde")

    class Meta:
        ordering = ["replay", "rang", "id"]
        verbose_name = "chapitre"

    def __str__(self) -> str:
        return self.titre


class Replique(models.Model):
    """A few words of the transcript, with their time in thousandths of a second."""

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="repliques")
    debut = models.PositiveIntegerField("début, en millièmes de seconde")
    fin = models.PositiveIntegerField("fin, en millièmes de seconde")
    qui = models.CharField("qui parle", max_length=120, blank=True)
    texte = models.TextField("texte")

    class Classement:
        ouverts = ("id", "replay", "debut", "fin", "texte")
        personnels = ("qui",)

    class Meta:
        ordering = ["replay", "debut", "id"]
        verbose_name = "réplique"

    def __str__(self) -> str:
        return f"{self.seconde} s"

    @property
    def seconde(self) -> int:
        return self.debut // 1000


class MomentFort(models.Model):
    """A sentence worth hearing, chosen in the transcript: its second, and its words."""

    replay = models.ForeignKey(Replay, on_delete=models.CASCADE, related_name="moments_forts")
    seconde = models.PositiveIntegerField("seconde")
    texte = models.TextField("phrase", max_length=400)

    class Classement:
        ouverts = ("id", "replay", "seconde", "texte")

    class Meta:
        ordering = ["replay", "seconde"]
        verbose_name = "moment fort"
        constraints = [models.UniqueConstraint(fields=["replay", "seconde"], name="moment_fort_une_seconde")]

    def __str__(self) -> str:
        return f"{self.seconde} s"
