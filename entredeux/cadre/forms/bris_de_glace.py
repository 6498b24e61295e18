import uuid

from django import forms

from entredeux.cadre.enums import MotifBris
from entredeux.ui.forms import Puces


class BrisForm(forms.Form):
    identifiant = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    motif = forms.ChoiceField(label="Pourquoi l'ouvrir", choices=MotifBris.choices, widget=Puces)
    raison = forms.CharField(
        label="La raison, en une phrase",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L'auteur de la fiche et la direction la liront. Sans nom d'habitante ni d'habitant.",
    )
