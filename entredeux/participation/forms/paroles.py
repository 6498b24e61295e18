"""What is asked about a word: what was said, how it was agreed to, where to tell the answer back. Never who."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import FormeAccord
from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage
from entredeux.partenaires.access import visible_partenaires
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation.actions.groupes import TITRE_MAX
from entredeux.participation.actions.paroles import PAROLE_MAX, REPERE_MAX
from entredeux.participation.actions.reponses import REPONSE_MAX
from entredeux.participation.enums import Decision, Origine
from entredeux.participation.models import GroupeParoles, Parole
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import choices
from entredeux.ui.forms import ChoixMultipleParmiLesSiens, ChoixParmiLesSiens, Puces

ZONE = {"rows": 4}


class Jour(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ParoleForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"texte": Usage.PUBLICATION, "repere": Usage.PUBLICATION}
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    origine = forms.ChoiceField(label="Comment", choices=Origine.choices, initial=Origine.ORAL, widget=Puces)
    numero = forms.CharField(
        label="Numéro de la carte",
        required=False,
        max_length=40,
        help_text="Celui qui est imprimé sur la carte. Vide si la parole a été dite : l'outil donne un numéro.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    texte = forms.CharField(
        label="La parole, avec les mots de la personne",
        max_length=PAROLE_MAX,
        widget=forms.Textarea(attrs=ZONE),
        help_text="Ni nom, ni adresse, ni téléphone. Ni opinion politique, syndicale ou religieuse.",
    )
    domaine = forms.ChoiceField(label="De quoi parle-t-elle")
    destinataire = forms.ChoiceField(
        label="À qui peut-elle être portée",
        required=False,
        help_text="Ce que la personne a accepté. Sans limite de sa part : à qui doit répondre.",
    )
    forme = forms.ChoiceField(label="Comment a-t-elle dit oui", choices=FormeAccord.choices, widget=Puces)
    lieu = ChoixParmiLesSiens(
        Lieu.objects.none(), label="Où lui redire la réponse", required=False, empty_label="Aucun lieu en particulier"
    )
    repere = forms.CharField(
        label="Comment la retrouver",
        required=False,
        max_length=REPERE_MAX,
        help_text="Un endroit et un moment : « le banc devant le hall, en fin d'après-midi ». Jamais un nom.",
    )
    dite_le = forms.DateField(label="Dite le", required=False, widget=Jour(), help_text="Vide : aujourd'hui.")

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["domaine"].choices = [("", "Choisir"), *choices("domaines", timezone.localdate())]
        services = visible_partenaires(by).filter(est_actif=True).order_by("nom")
        fields["destinataire"].choices = [
            ("", "À qui doit répondre"),
            *((str(each.pk), f"Seulement à : {each}") for each in services),
        ]
        fields["lieu"].offer(visible_lieux(by), visible_lieux(by).filter(est_actif=True))

    def said(self) -> dict[str, Any]:
        """As `record_parole` takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "identifiant"}
        return given | {"id": self.cleaned_data["identifiant"]}


class RegrouperForm(AvecGarde, forms.Form):
    """Words ticked by a person, put together under a new title or in a group that has not left."""

    gardes: ClassVar = {"titre": Usage.PUBLICATION}
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    paroles = ChoixMultipleParmiLesSiens(
        Parole.objects.none(),
        label="Paroles semblables",
        widget=forms.MultipleHiddenInput,
        error_messages={"required": "Cochez les paroles qui disent la même chose."},
    )
    groupe = ChoixParmiLesSiens(
        GroupeParoles.objects.none(), label="Avec quelles autres", required=False, empty_label="Un nouveau groupe"
    )
    titre = forms.CharField(
        label="Ce dont il s'agit, en une ligne",
        required=False,
        max_length=TITRE_MAX,
        help_text="Vos mots, pas les leurs : le service et les habitants le liront. Vide pour un groupe qui existe.",
    )
    domaine = forms.ChoiceField(label="Domaine", required=False)

    def __init__(self, *args: Any, paroles: Any, groupes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["paroles"].offer(paroles)
        fields["groupe"].offer(groupes)
        fields["domaine"].choices = [("", "Choisir"), *choices("domaines", timezone.localdate())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("groupe"):
            for name, sentence in (("titre", "Donnez un titre au nouveau groupe."), ("domaine", "Choisissez.")):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, sentence)
        return cleaned


class EnvoiForm(forms.Form):
    partenaire = ChoixParmiLesSiens(
        StructurePartenaire.objects.none(), label="Qui doit répondre", empty_label="Choisir"
    )
    reponse_due_le = forms.DateField(label="Réponse attendue pour le", widget=Jour())
    maniere = forms.ChoiceField(
        label="Comment",
        choices=[("courriel", "Un lien par courriel"), ("papier", "Une feuille remise en main propre")],
        initial="courriel",
        widget=Puces,
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        rows = visible_partenaires(by)
        fields["partenaire"].offer(rows, rows.filter(est_actif=True).order_by("nom"))


class ReponseForm(AvecGarde, forms.Form):
    """By the team, or by the body itself."""

    gardes: ClassVar = {"reponse": Usage.PUBLICATION}
    decision = forms.ChoiceField(label="Ce qui est décidé", choices=Decision.choices, widget=Puces)
    reponse = forms.CharField(
        label="La réponse, avec des mots simples",
        max_length=REPONSE_MAX,
        widget=forms.Textarea(attrs=ZONE),
        help_text="Elle est redite aux habitants, en personne. Ni nom, ni adresse, ni téléphone.",
    )


class ReponseEquipeForm(ReponseForm):
    le = forms.DateField(label="Répondu le", required=False, widget=Jour(), help_text="Vide : aujourd'hui.")


class RecuForm(forms.Form):
    numero = forms.CharField(
        label="Numéro du reçu ou de la carte",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
