from typing import Any

from django import forms

from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage
from entredeux.partenaires.enums import GenrePartenaire, Profession
from entredeux.partenaires.presenters import besoin_choices
from entredeux.ui.forms import Interrupteur, Puces

RAYONS = [(1, "1 km"), (3, "3 km"), (10, "10 km"), (30, "30 km"), (100, "100 km")]
RAYON = 10


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
    profession = forms.ChoiceField(
        label="Profession, pour la matrice déontologique",
        choices=[("", "Non dite"), *Profession.choices],
        required=False,
        help_text="Proposée d'abord quand une personne est orientée vers ce service.",
    )
    est_actif = forms.BooleanField(label="En service", required=False, initial=True, widget=Interrupteur)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FichePartenaireForm(PartenaireForm):
    """A sheet of the directory becomes a partner: what the sheet says stays there."""

    field_order = ("nom", "genre", "profession", "courriel", "perimetre")
    est_actif = None  # type: ignore[assignment]
    version = None  # type: ignore[assignment]


class RechercheAnnuaireForm(forms.Form):
    """Everything in the address, so that a search is shared and printed. `autour`: a commune's code or a place's id."""

    q = forms.CharField(
        label="Nom, commune, code postal", required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )
    besoin = forms.ChoiceField(label="Pour quel besoin", required=False)
    ville = forms.CharField(
        label="Autour d'une commune ou d'un lieu de l'équipe",
        required=False,
        max_length=80,
    )
    rayon = forms.TypedChoiceField(label="Jusqu'à", choices=RAYONS, coerce=int, required=False, empty_value=None)
    ouvert = forms.BooleanField(label="Ouvert maintenant", required=False)
    disparues = forms.BooleanField(label="Disparues de leur source", required=False)
    autour = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    vue = forms.ChoiceField(required=False, choices=[("", ""), ("carte", "")], widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["besoin"].choices = [("", "Tous"), *besoin_choices()]  # type: ignore[attr-defined]


class NoteForm(AvecGarde, forms.Form):
    gardes = {"note": Usage.NOTE}
    note = forms.CharField(
        label="Note de l'équipe",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Comment y entrer, quand appeler. Sur le service, jamais sur une personne. Vide, elle s'efface.",
    )
