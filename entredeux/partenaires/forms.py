from django import forms

from entredeux.partenaires.enums import GenrePartenaire
from entredeux.ui.forms import Interrupteur, Puces


class PartenaireForm(forms.Form):
    nom = forms.CharField(label="Nom du service", max_length=120)
    genre = forms.ChoiceField(label="Genre", choices=GenrePartenaire.choices, widget=Puces)
    courriel = forms.EmailField(
        label="Boîte aux lettres du service",
        required=False,
        help_text="Celle d'un service, jamais d'une personne. Sans adresse, aucun message ne part.",
    )
    perimetre = forms.CharField(
        label="Périmètre", max_length=160, required=False, help_text="Communes ou résidences dont il s'occupe."
    )
    est_actif = forms.BooleanField(label="En service", required=False, initial=True, widget=Interrupteur)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
