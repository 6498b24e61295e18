"""A link of interest, a note for oneself, an alert: few fields, and what each will not do said beside it."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage
from entredeux.cadre.models import Compte
from entredeux.situations.actions.alertes import REFERENCE_MAX
from entredeux.situations.actions.posture import NOTE_MAX
from entredeux.situations.enums import DestinataireAlerte, LienInteret
from entredeux.situations.forms.situations import Jour, offer_team
from entredeux.situations.models import Situation
from entredeux.ui.forms import ChoixParmiLesSiens, Interrupteur, Puces


class LienForm(forms.Form):
    lien = forms.ChoiceField(
        label="Quel lien",
        choices=LienInteret.choices,
        widget=Puces,
        help_text="Lu par vous, la coordination et la direction. On ne vous demande rien de plus.",
    )
    confiee_a = ChoixParmiLesSiens(Compte.objects.none(), label="À qui vous la confiez", required=False)

    def __init__(self, *args: Any, by: Acteur, situation: Situation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        me = by.compte.pk if by.compte else None
        if situation.est_close or me not in (situation.referent_id, situation.binome_id):
            del self.fields["confiee_a"]
            return
        offer_team(self.fields["confiee_a"], by, situation)
        self.initial["confiee_a"] = situation.binome_id if me == situation.referent_id else situation.referent_id


class NotePriveeForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"texte": Usage.NOTE}
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    texte = forms.CharField(
        label="Pour vous seul ou vous seule",
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ni nom, ni fait qui désigne quelqu'un : un juge peut demander cette note.",
    )


class AlerteForm(forms.Form):
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    destinataire = forms.ChoiceField(label="À qui", choices=DestinataireAlerte.choices, widget=Puces)
    vue_le = forms.DateField(label="Danger vu ou appris le", widget=Jour())
    est_faite = forms.BooleanField(
        label="Dans l'urgence, c'est déjà fait : j'ai appelé ou écrit aujourd'hui",
        required=False,
        widget=Interrupteur,
        help_text="Sinon, la coordination ou la direction décide.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("vue_le", timezone.localdate())

    def said(self) -> dict[str, Any]:
        """As `raise_alerte` takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "identifiant"}
        return given | {"id": self.cleaned_data["identifiant"]}


class TransmissionForm(forms.Form):
    le = forms.DateField(label="Partie le", widget=Jour())


class AccuseForm(forms.Form):
    accusee_le = forms.DateField(label="Reçu le", widget=Jour())
    reference = forms.CharField(
        label="Référence donnée",
        required=False,
        max_length=REFERENCE_MAX,
        help_text="Si on vous en a donné une. Chiffrée ; chaque lecture est notée au journal.",
    )
