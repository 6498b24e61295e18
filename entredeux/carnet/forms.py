from typing import Any

from django import forms
from django.utils import timezone

from entredeux.carnet.actions.quarantaine import MOTIF_MAX
from entredeux.carnet.actions.telephones import NOM_MAX
from entredeux.carnet.models import Enveloppe
from entredeux.carnet.presenters import label_of
from entredeux.carnet.sortes import find_sorte
from entredeux.themes.queries import choices
from entredeux.ui.forms import Puces


class ReparationForm(forms.Form):
    """The fields of the entry that are not accepted, each with what is possible today; the others stay as written."""

    def __init__(self, *args: Any, enveloppe: Enveloppe, contenu: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sorte = find_sorte(enveloppe.sorte)
        day = timezone.localdate(enveloppe.cree_le)
        for name in enveloppe.champs:
            champ = sorte.fields.get(name) if sorte else None
            value = contenu.get(name)
            if champ is None or isinstance(value, list | dict):
                continue
            field: forms.Field
            if champ.vocabulaire:
                field = forms.ChoiceField(choices=[("", "Aucune"), *choices(champ.vocabulaire, day)], required=False)
            else:
                field = forms.CharField(max_length=2000, required=False)
            field.label, field.initial = label_of(enveloppe, name), value
            self.fields[name] = field

    def changes(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class EcarterForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi l'écarter",
        max_length=MOTIF_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Son contenu est détruit ; la ligne et ce motif restent.",
    )


class ConflitForm(forms.Form):
    """For each field in cause, one of the two values; neither is chosen in advance."""

    def __init__(self, *args: Any, ecarts: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for ecart in ecarts:
            values = [
                ("saisie", f"Celle du carnet : {ecart.saisie}"),
                ("actuelle", f"Celle de la fiche : {ecart.actuelle}"),
            ]
            self.fields[ecart.nom] = forms.ChoiceField(label=ecart.libelle, choices=values, widget=Puces)

    def gardes(self) -> dict[str, bool]:
        return {name: value == "saisie" for name, value in self.cleaned_data.items()}


class EnrolementForm(forms.Form):
    nom = forms.CharField(label="Nom du téléphone", max_length=NOM_MAX, required=False)
    telephone = forms.UUIDField(required=False)


class SecoursForm(forms.Form):
    fichier = forms.FileField(
        label="Fichier de secours", help_text="Exporté depuis un téléphone : il ne contient que des saisies scellées."
    )
