"""What the team writes about a referral."""

from typing import Any

from django import forms

from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage
from entredeux.orientations.enums import Aide, Autonomie, Besoin, Degre, EtatEnvoi, Nature, Profession
from entredeux.partenaires.models import StructurePartenaire
from entredeux.situations.models import Partie
from entredeux.ui.forms import Puces

ZONE = {"rows": 3}


class ServiceForm(forms.Form):
    """To whom, and how much is said."""

    partenaire = forms.ModelChoiceField(StructurePartenaire.objects.none(), label="Service", empty_label="Choisir")
    profession = forms.ChoiceField(label="À quelle profession", choices=[("", "Choisir"), *Profession.choices])
    degre = forms.ChoiceField(label="Ce qui est dit", choices=Degre.choices, widget=Puces, initial=Degre.BESOIN)

    def __init__(self, *args: Any, partenaires: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partenaire"].queryset = partenaires  # type: ignore[attr-defined]


class OrientationForm(AvecGarde, ServiceForm):
    gardes = {"precisions": Usage.PUBLICATION}

    nature = forms.ChoiceField(choices=Nature.choices, widget=forms.HiddenInput, initial=Nature.ORIENTATION)
    guide = forms.RegexField(r"^[a-z=&]*$", required=False, max_length=40, widget=forms.HiddenInput)
    partie = forms.ModelChoiceField(
        Partie.objects.none(),
        label="Pour qui",
        required=False,
        empty_label="Une personne hors de la situation",
        help_text="Une partie de la situation. Aucun nom n'est demandé.",
    )
    besoin = forms.ChoiceField(label="Besoin", choices=[("", "Choisir"), *Besoin.choices])
    precisions = forms.CharField(
        label="En une phrase, sans désigner personne",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs=ZONE),
        help_text="Le service la lira. Ni nom, ni adresse, ni téléphone.",
    )
    contact = forms.CharField(
        label="Comment la joindre",
        required=False,
        max_length=120,
        help_text="Seulement si elle veut être rappelée. Le service ne le voit qu'après avoir pris en charge.",
    )
    field_order = ("partie", "besoin", "precisions", "partenaire", "profession", "degre", "contact")

    def __init__(self, *args: Any, parties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partie"].queryset = parties  # type: ignore[attr-defined]
        if not parties:
            del self.fields["partie"]


class ComplementForm(AvecGarde, forms.Form):
    gardes = {"complement": Usage.PUBLICATION}
    complement = forms.CharField(label="Votre précision", max_length=600, widget=forms.Textarea(attrs=ZONE))


class ResultatForm(AvecGarde, forms.Form):
    """Came? helped? the person's own word."""

    gardes = {"parole": Usage.PUBLICATION}
    etat = forms.ChoiceField(
        label="La personne est-elle venue ?",
        choices=[
            (EtatEnvoi.RECUE, "Oui, elle a été reçue"),
            (EtatEnvoi.NON_VENUE, "Non"),
            (EtatEnvoi.SANS_NOUVELLE, "Sans nouvelle"),
        ],
        widget=Puces,
    )
    aide = forms.ChoiceField(label="Cela l'a-t-il aidée ?", choices=Aide.choices, required=False, widget=Puces)
    autonomie = forms.ChoiceField(
        label="Après l'aide, la personne fait-elle seule ?", choices=Autonomie.choices, required=False, widget=Puces
    )
    parole = forms.CharField(
        label="Ce qu'elle en dit, avec ses mots",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs=ZONE),
        help_text="Seulement si elle a accepté que sa parole soit portée. Sinon, laissez vide.",
    )
