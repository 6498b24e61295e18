from typing import Any, ClassVar

from django import forms

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage
from entredeux.reseau.access.collectifs import memberships_of
from entredeux.reseau.actions.collectifs import COMPTE_RENDU_MAX, EngagementPris
from entredeux.reseau.actions.pairs import TEXTE_MAX
from entredeux.reseau.enums import EtatEngagement
from entredeux.reseau.models import Collectif
from entredeux.reseau.models.vocabulaires import choose_themes
from entredeux.territoires.forms import ChampRecherche
from entredeux.territoires.models import Region
from entredeux.ui.forms import ChoixParmiLesSiens, Puces

JOUR = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HEURE = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
LIGNES_D_ENGAGEMENT = 3


def choose_themes_or_none() -> list[tuple[str, str]]:
    return [("", "Aucun en particulier"), *choose_themes()]


class CollectifForm(forms.Form):
    nom = forms.CharField(label="Nom du collectif", max_length=120)
    courriel = forms.EmailField(label="Adresse de la personne qui l'animera", help_text="Celle de son compte.")
    territoire = forms.CharField(label="Territoire", max_length=120, required=False)
    region = forms.ModelChoiceField(Region.objects.all(), label="Région", required=False, empty_label="Plusieurs")
    rythme_mois = forms.IntegerField(label="Se réunit tous les combien de mois", min_value=1, max_value=24, initial=3)
    presentation = forms.CharField(
        label="Présentation", max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class MembreForm(forms.Form):
    courriel = forms.EmailField(label="Adresse de son compte")
    mission = forms.CharField(label="Sa mission", max_length=160, required=False)


class MissionForm(forms.Form):
    mission = forms.CharField(
        label="Votre mission, telle que vous la présentez aux autres",
        max_length=160,
        required=False,
        help_text="Emploi, santé, espace public, social…",
    )


class RencontreForm(forms.Form):
    jour = forms.DateField(label="Jour", widget=JOUR)
    heure = forms.TimeField(label="Heure", required=False, widget=HEURE)
    lieu = forms.CharField(label="Où", max_length=160, required=False)
    ordre_du_jour = forms.CharField(
        label="Ordre du jour", max_length=1200, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class CompteRenduForm(forms.Form):
    """The report and, beside it, up to three commitments at a time; the page comes back for more."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    presents = forms.IntegerField(label="Nombre de présents", min_value=1, max_value=200, required=False)
    compte_rendu = forms.CharField(
        label="Ce que la rencontre a donné",
        max_length=COMPTE_RENDU_MAX,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Lu par les membres du collectif seulement. Ne nommez personne que vous accompagnez.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rank in range(1, LIGNES_D_ENGAGEMENT + 1):
            self.fields[f"qui_{rank}"] = forms.CharField(
                label=f"Engagement {rank} : qui (organisation ou fonction)", max_length=160, required=False
            )
            self.fields[f"quoi_{rank}"] = forms.CharField(label="Fait quoi", max_length=300, required=False)
            self.fields[f"quand_{rank}"] = forms.DateField(label="Pour quand", required=False, widget=JOUR)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for rank in range(1, LIGNES_D_ENGAGEMENT + 1):
            if bool(cleaned.get(f"qui_{rank}")) != bool(cleaned.get(f"quoi_{rank}")):
                missing = "quoi" if cleaned.get(f"qui_{rank}") else "qui"
                self.add_error(f"{missing}_{rank}", "Un engagement dit qui, et fait quoi.")
        return cleaned

    def engagements(self) -> list[EngagementPris]:
        data = self.cleaned_data
        return [
            EngagementPris(data[f"qui_{rank}"], data[f"quoi_{rank}"], data.get(f"quand_{rank}"))
            for rank in range(1, LIGNES_D_ENGAGEMENT + 1)
            if data.get(f"qui_{rank}")
        ]


class SuiteEngagementForm(forms.Form):
    etat = forms.ChoiceField(
        label="Où il en est",
        choices=[(EtatEngagement.TENU, "Tenu"), (EtatEngagement.ABANDONNE, "Abandonné")],
        widget=Puces,
    )
    raison = forms.CharField(label="S'il est abandonné, pourquoi", max_length=240, required=False)


class QuestionForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"titre": Usage.PUBLICATION, "texte": Usage.PUBLICATION}

    titre = forms.CharField(label="Votre question, en une phrase", max_length=160)
    texte = forms.CharField(
        label="La situation",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Sans nom, sans adresse, sans numéro : ce qui se passe, ce que vous avez déjà essayé.",
    )
    theme = forms.ChoiceField(label="Thème", choices=choose_themes_or_none, required=False)
    commune = ChampRecherche("commune", label="Commune", help_text="Le lieu s'arrête à la commune.")
    collectif = ChoixParmiLesSiens(
        Collectif.objects.none(), label="À qui", required=False, empty_label="À tous les pairs du réseau"
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["collectif"]
        offered.offer(Collectif.objects.filter(pk__in=memberships_of(by).values("collectif")))


class ReponseForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"texte": Usage.PUBLICATION}

    texte = forms.CharField(
        label="Votre réponse",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce que vous avez vu marcher, ou pas, et où vous le feriez autrement.",
    )


class BilanForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"bilan": Usage.PUBLICATION}

    bilan = forms.CharField(
        label="Ce que j'ai essayé, ce que ça a donné",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class FiltreQuestionsForm(forms.Form):
    theme = forms.ChoiceField(label="Thème", required=False)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Toutes"), ("ouverte", "Ouvertes"), ("close", "Closes")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["theme"].choices = [("", "Tous"), *choose_themes()]
