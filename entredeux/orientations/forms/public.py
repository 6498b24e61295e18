"""What someone without an account writes: a code, an answer, a request, its number."""

from django import forms

from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage
from entredeux.orientations.enums import Besoin, EtatEnvoi, OrigineDemande, RaisonRefus
from entredeux.ui.forms import Puces


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Le code reçu",
        max_length=12,
        help_text="Six chiffres, arrivés dans la boîte du service.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ReponseForm(forms.Form):
    etat = forms.ChoiceField(
        choices=[
            (etat, etat) for etat in (EtatEnvoi.ACCEPTEE, EtatEnvoi.REFUSEE, EtatEnvoi.PRECISION, EtatEnvoi.REPONDUE)
        ]
    )
    raison = forms.ChoiceField(choices=[("", ""), *RaisonRefus.choices], required=False)
    texte = forms.CharField(required=False, max_length=600)


class RendezVousForm(forms.Form):
    jour = forms.DateField(label="Jour du rendez-vous", widget=forms.DateInput(attrs={"type": "date"}))


class DemandeForm(AvecGarde, forms.Form):
    gardes = {"texte": Usage.NOTE}
    origine = forms.ChoiceField(label="Vous êtes", choices=OrigineDemande.choices, widget=Puces)
    besoin = forms.ChoiceField(label="C'est à propos de", choices=[("", "Choisir"), *Besoin.choices])
    texte = forms.CharField(
        label="Votre demande",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Quelques phrases. Ne nommez personne d'autre que vous.",
    )
    contact = forms.CharField(
        label="Comment vous joindre",
        max_length=120,
        required=False,
        help_text="Si vous le voulez. Sinon, votre numéro de reçu suffit pour lire la réponse.",
    )


class RecuForm(forms.Form):
    numero = forms.CharField(label="Numéro de reçu", max_length=20)
