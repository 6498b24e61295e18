"""What the facilitator gives after the event."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from entredeux.reseau.connexions.lecture import OCTETS


class ConnexionsForm(forms.Form):
    fichier = forms.FileField(
        label="Liste des connexions",
        help_text="Export de la salle (Zoom, Teams, BigBlueButton, Meet…) : CSV, XLSX ou ODS, 5 Mo au plus. Rien n'est "
        "écrit avant votre confirmation.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.ods,.xls,.gz"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Le fichier est vide : rien n'a été importé. Vérifiez l'export, puis recommencez.",
        },
    )

    def clean_fichier(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["fichier"]
        if (file.size or 0) > OCTETS:
            raise ValidationError("Ce fichier dépasse 5 Mo : ce n'est sans doute pas la liste des connexions.")
        return file


class ApplyConnexionsForm(forms.Form):
    avec_noms = forms.BooleanField(required=False)


class VerificationForm(forms.Form):
    """`nom` is compared, never kept."""

    code = forms.CharField(
        label="Code de l'attestation",
        max_length=40,
        help_text="Douze signes, en bas de l'attestation. Majuscules, espaces et tirets ne comptent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Écrivez le code qui est en bas de l'attestation."},
    )
    nom = forms.CharField(
        label="Nom à comparer",
        max_length=120,
        required=False,
        help_text="Prénom et nom tels que l'attestation les porte. Ils sont comparés, ils ne sont pas gardés.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
