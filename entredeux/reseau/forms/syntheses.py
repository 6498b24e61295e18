from django import forms

from entredeux.reseau.actions.syntheses import TEXTE_MAX
from entredeux.reseau.enums import GenrePassage
from entredeux.ui.forms import Puces


class ChapeauForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    texte = forms.CharField(
        label="Introduction", required=False, max_length=TEXTE_MAX, widget=forms.Textarea(attrs={"rows": 4})
    )


class PhraseForm(forms.Form):
    """A heading or a sentence of the editor's."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    genre = forms.ChoiceField(
        label="Ajouter",
        choices=[(GenrePassage.TITRE, "Un intertitre"), (GenrePassage.PHRASE, "Une phrase de liaison")],
        widget=Puces,
    )
    texte = forms.CharField(label="Votre texte", max_length=TEXTE_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class RedactionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    texte = forms.CharField(label="Texte", max_length=TEXTE_MAX, widget=forms.Textarea(attrs={"rows": 4}))
