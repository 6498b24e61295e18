"""What is asked about a démarche: what it is, who decides, how many came. Never a list of people."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage
from entredeux.partenaires.access import visible_partenaires
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation.actions.demarches import (
    PROPOSITION_MAX,
    REPONSE_MAX,
    TITRE_MAX,
    VOCABULAIRES,
    Comptage,
)
from entredeux.participation.enums import Axe, Niveau, Suite, TypeDemarche
from entredeux.participation.forms.paroles import Jour
from entredeux.participation.queries.portee import quartiers_of
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import choices
from entredeux.ui.forms import ChoixParmiLesSiens, Compteur, Puces

MAX = 2000


class DemarcheForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"titre": Usage.PUBLICATION}
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    genre = forms.ChoiceField(label="Démarche", choices=TypeDemarche.choices, widget=Puces)
    niveau = forms.ChoiceField(
        label="Niveau",
        choices=Niveau.choices,
        widget=Puces,
        help_text="Du moins partagé au plus partagé : qui décide à la fin ?",
    )
    titre = forms.CharField(label="Objet, en une ligne", max_length=TITRE_MAX)
    domaine = forms.ChoiceField(label="Domaine")
    qpv = forms.ChoiceField(label="Quartier", required=False)
    institution = ChoixParmiLesSiens(
        StructurePartenaire.objects.none(), label="Qui répond aux propositions", required=False, empty_label="Personne"
    )
    ouverte_le = forms.DateField(label="Ouverte le", required=False, widget=Jour(), help_text="Vide : aujourd'hui.")

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["domaine"].choices = [("", "Choisir"), *choices("domaines", timezone.localdate())]
        fields["qpv"].choices = [("", "Aucun en particulier"), *quartiers_of(by)]
        rows = visible_partenaires(by)
        fields["institution"].offer(rows, rows.filter(est_actif=True).order_by("nom"))

    def said(self) -> dict[str, Any]:
        """As `open_demarche` takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "identifiant"}
        return given | {"id": self.cleaned_data["identifiant"]}


class RencontreForm(forms.Form):
    """Totals, then each age band and each gender apart: nobody counts women of seventy."""

    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    jour = forms.DateField(label="Jour", required=False, widget=Jour(), help_text="Vide : aujourd'hui.")
    lieu = ChoixParmiLesSiens(Lieu.objects.none(), label="Lieu", required=False, empty_label="Aucun en particulier")
    presents = forms.IntegerField(label="Présents", min_value=0, max_value=MAX, widget=Compteur)
    premiere_fois = forms.IntegerField(
        label="Dont pour la première fois", required=False, min_value=0, max_value=MAX, widget=Compteur
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["lieu"].offer(visible_lieux(by), visible_lieux(by).filter(est_actif=True))
        self.tranches = {axe: choices(VOCABULAIRES[axe], timezone.localdate()) for axe in Axe}
        for axe, bands in self.tranches.items():
            for code, label in bands:
                self.fields[f"{axe}_{code}"] = self._count(label)
                self.fields[f"{axe}_{code}_premiere"] = self._count(f"{label}, pour la première fois")

    @staticmethod
    def _count(label: str) -> forms.IntegerField:
        box = forms.NumberInput(attrs={"inputmode": "numeric", "aria-label": label})
        return forms.IntegerField(label=label, required=False, min_value=0, max_value=MAX, widget=box)

    @property
    def tableaux(self) -> list[tuple[Axe, list[tuple[str, Any, Any]]]]:
        """By axis: (label, how many, how many for the first time)."""
        return [
            (axe, [(label, self[f"{axe}_{code}"], self[f"{axe}_{code}_premiere"]) for code, label in bands])
            for axe, bands in self.tranches.items()
        ]

    def said(self) -> dict[str, Any]:
        """As `record_rencontre` takes it."""
        cleaned = self.cleaned_data
        return {
            "id": cleaned["identifiant"],
            "jour": cleaned["jour"],
            "lieu": cleaned["lieu"],
            "presents": cleaned["presents"],
            "premiere_fois": cleaned["premiere_fois"] or 0,
            "comptages": [
                Comptage(axe, code, cleaned[f"{axe}_{code}"] or 0, cleaned[f"{axe}_{code}_premiere"] or 0)
                for axe, bands in self.tranches.items()
                for code, _ in bands
            ],
        }


class PropositionForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"texte": Usage.PUBLICATION}
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    texte = forms.CharField(
        label="La proposition",
        max_length=PROPOSITION_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sans dire de qui elle vient.",
    )
    faite_le = forms.DateField(label="Faite le", required=False, widget=Jour(), help_text="Vide : aujourd'hui.")


class SuiteForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"reponse": Usage.PUBLICATION}
    suite = forms.ChoiceField(
        label="Ce qu'elle devient",
        choices=[choice for choice in Suite.choices if choice[0] != Suite.ATTENDUE],
        widget=Puces,
    )
    reponse = forms.CharField(
        label="Ce que l'institution a répondu",
        required=False,
        max_length=REPONSE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    le = forms.DateField(label="Répondu le", required=False, widget=Jour(), help_text="Vide : aujourd'hui.")
