"""What the coordination writes: the matrix, a protocol, a presence shared with a partner."""

from typing import Any

from django import forms

from entredeux.orientations.enums import Degre, Moment, Profession
from entredeux.orientations.regles import LigneMatrice
from entredeux.ui.forms import Interrupteur, Puces

ZONE = {"rows": 3}
JOUR = {"type": "date"}


class LigneForm(forms.Form):
    """One profession of the matrix; its prefix is the profession."""

    niveau = forms.ChoiceField(label="Au plus, on dit", choices=Degre.choices, widget=Puces)
    accord = forms.CharField(label="Avec l'accord de", max_length=160)
    jamais = forms.CharField(label="Jamais", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    question = forms.BooleanField(label="Une question sans personne est possible", required=False, widget=Interrupteur)
    raison = forms.CharField(label="Pourquoi", max_length=500, widget=forms.Textarea(attrs=ZONE))
    source = forms.CharField(label="Source", max_length=300)

    @property
    def nom(self) -> str:
        return str(Profession(str(self.prefix)).label)

    def as_line(self) -> LigneMatrice:
        return LigneMatrice(profession=str(self.prefix), **self.cleaned_data)


def matrice_forms(lines: tuple[LigneMatrice, ...], data: Any = None) -> list[LigneForm]:
    return [LigneForm(data, prefix=line.profession, initial=line.as_data()) for line in lines]


class ProtocoleForm(forms.Form):
    equipe_fait = forms.CharField(
        label="Ce que fait l'équipe de médiation", max_length=600, widget=forms.Textarea(attrs=ZONE)
    )
    partenaire_fait = forms.CharField(
        label="Ce que fait le partenaire", max_length=600, widget=forms.Textarea(attrs=ZONE)
    )
    jamais = forms.CharField(label="Ce qui ne s'échange jamais", max_length=600, widget=forms.Textarea(attrs=ZONE))
    revue_le = forms.DateField(label="À relire ensemble le", widget=forms.DateInput(format="%Y-%m-%d", attrs=JOUR))


class PresenceForm(forms.Form):
    jour = forms.DateField(label="Jour", widget=forms.DateInput(format="%Y-%m-%d", attrs=JOUR))
    moment = forms.ChoiceField(label="Moment", choices=Moment.choices, widget=Puces)


class TraitementForm(forms.Form):
    """What becomes of a request: `decision` is the button pressed."""

    decision = forms.ChoiceField(choices=[(each, each) for each in ("accepter", "rediriger", "refuser")])
    theme = forms.ChoiceField(label="Thème de la situation", required=False)
    reponse = forms.CharField(
        label="Votre réponse",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs=ZONE),
        help_text="Qui a demandé la lira avec son numéro : vers qui aller, ou pourquoi la médiation ne peut pas.",
    )

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = themes  # type: ignore[attr-defined]
