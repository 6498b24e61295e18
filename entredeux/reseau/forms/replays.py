"""The page where an editor puts a recording beside its event."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator

from entredeux.reseau.forms.ressources import read_text
from entredeux.reseau.models import Replay
from entredeux.reseau.transcription import read_seconde, write_seconde

VIDEO_AU_PLUS = 2_000_000_000
TRANSCRIPTION_AU_PLUS = 5_000_000


class SecondeField(forms.CharField):
    """« 12:31 », « 1:02:31 » or a number of seconds; None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "0:12:31"}), **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return write_seconde(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_seconde(text)
        except ValueError:
            raise ValidationError("Écrivez un instant comme 12:31 ou 1:02:31.") from None


class VideoForm(forms.Form):
    lien = forms.URLField(
        label="Lien de la vidéo",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Un lien pour y aller, jamais un cadre d'un autre site dans la page.",
    )
    fichier = forms.FileField(
        label="Ou un fichier servi d'ici",
        required=False,
        help_text="MP4 ou WebM, 2 Go au plus.",
        validators=[FileExtensionValidator(["mp4", "webm"])],
    )
    est_publie = forms.BooleanField(label="Montrer l'enregistrement sur la page de l'événement", required=False)

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier is None:
            return None
        if fichier.size > VIDEO_AU_PLUS:
            raise ValidationError("Ce fichier pèse plus de 2 Go : coupez-le, ou donnez un lien.")
        head = fichier.read(64)
        fichier.seek(0)
        if head[4:8] != b"ftyp" and not head.startswith(b"\x1a\x45\xdf\xa3"):
            raise ValidationError("Ce fichier n'est ni du MP4 ni du WebM, quel que soit son nom.")
        return fichier


class TranscriptionForm(forms.Form):
    fichier = forms.FileField(label="Fichier WebVTT ou SRT", required=False, help_text="En UTF-8 : .vtt, .srt")
    texte = forms.CharField(
        label="Ou collez la transcription", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 10})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["texte"] = read_text(self, cleaned.get("fichier"), cleaned.get("texte") or "", TRANSCRIPTION_AU_PLUS)
        return cleaned


class ChapitresForm(forms.Form):
    """A title and a second for each chapter, and a line to add one."""

    def __init__(self, *args: Any, replay: Replay | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chapitres = list(replay.chapitres.all()) if replay else []
        for chapitre in self.chapitres:
            self._add(str(chapitre.pk), chapitre.titre, chapitre.seconde)
        self._add("nouveau", "", None)

    def _add(self, name: str, titre: str, seconde: int | None) -> None:
        self.fields[f"titre_{name}"] = forms.CharField(
            label="Titre" if name != "nouveau" else "Chapitre à ajouter",
            max_length=200,
            required=False,
            initial=titre,
        )
        self.fields[f"seconde_{name}"] = SecondeField(label="Commence à", required=False, initial=seconde)

    def lignes(self) -> list[tuple[Any, Any]]:
        names = [*(str(chapitre.pk) for chapitre in self.chapitres), "nouveau"]
        return [(self[f"titre_{name}"], self[f"seconde_{name}"]) for name in names]

    def secondes(self) -> dict[int, tuple[str, int | None]]:
        data = self.cleaned_data
        return {each.pk: (data[f"titre_{each.pk}"], data[f"seconde_{each.pk}"]) for each in self.chapitres}


class MomentForm(forms.Form):
    seconde = SecondeField(label="À quel instant")
    texte = forms.CharField(label="La phrase", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
