"""The corpus's filters, read in the address, and what an editor writes of a point."""

from typing import Any

from django import forms

from entredeux.reseau.enums import EtatEngagement, GenreElement
from entredeux.reseau.models import Point
from entredeux.reseau.models.vocabulaires import choose_themes, label_themes
from entredeux.reseau.queries.corpus import Filtre, Offre
from entredeux.socle.pliage import fold

PAR_REGION, PAR_ANNEE = "region", "annee"


class FiltreForm(forms.Form):
    """A value that the corpus does not hold asks nothing, and the page says so beside its field."""

    theme = forms.ChoiceField(label="Thème", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    annee = forms.ChoiceField(label="Année", required=False)
    genre = forms.ChoiceField(label="Type", required=False, choices=[("", "Tous"), *GenreElement.choices])
    evenement = forms.ChoiceField(label="Événement", required=False)
    etat = forms.ChoiceField(
        label="Engagements", required=False, choices=[("", "Peu importe où ils en sont"), *EtatEngagement.choices]
    )
    ouverts = forms.ChoiceField(required=False, choices=[("", ""), ("1", "1")], widget=forms.HiddenInput)

    def __init__(self, data: Any, offre: Offre) -> None:
        super().__init__(data)
        self._offer("theme", "Tous", sorted_themes(offre))
        self._offer("region", "Toutes", offre.regions)
        self._offer("annee", "Toutes", [(annee, annee) for annee in offre.annees])
        self._offer("evenement", "Tous", offre.evenements)

    def _offer(self, nom: str, tous: str, choix: list[tuple[str, str]]) -> None:
        field = self.fields[nom]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", tous), *choix]

    @property
    def filtre(self) -> Filtre:
        self.is_valid()
        return Filtre(**{nom: self.cleaned_data.get(nom, "") for nom in self.fields})


def sorted_themes(offre: Offre) -> list[tuple[str, str]]:
    return sorted(label_themes(offre.themes), key=lambda pair: fold(pair[1]))


class ComparerForm(forms.Form):
    """Two regions, or two years, side by side on a theme."""

    theme = forms.ChoiceField(label="Thème", required=False)
    selon = forms.ChoiceField(
        choices=[(PAR_REGION, "deux régions"), (PAR_ANNEE, "deux années")], widget=forms.HiddenInput
    )
    a = forms.ChoiceField(label="À gauche")
    b = forms.ChoiceField(label="À droite")

    def __init__(self, data: Any, offre: Offre) -> None:
        super().__init__(data)
        self.choix = {PAR_REGION: offre.regions, PAR_ANNEE: [(annee, annee) for annee in offre.annees]}
        self.par = data.get("selon") if data.get("selon") in self.choix else PAR_REGION
        self._offer("theme", [("", "Tous"), *sorted_themes(offre)])
        self._offer("a", self.choix[self.par])
        self._offer("b", self.choix[self.par])

    def _offer(self, nom: str, choix: list[tuple[str, str]]) -> None:
        field = self.fields[nom]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choix

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("a") and cleaned.get("a") == cleaned.get("b"):
            raise forms.ValidationError("Choisissez deux côtés différents : il n'y a rien à comparer avec soi-même.")
        return cleaned

    @property
    def filtres(self) -> tuple[Filtre, Filtre]:
        """Of a valid form: one per side."""
        said = self.cleaned_data
        left, right = (Filtre(theme=said["theme"], **{said["selon"]: said[side]}) for side in ("a", "b"))
        return left, right


class PointForm(forms.Form):
    titre = forms.CharField(
        label="Ce qui revient, en une phrase",
        max_length=240,
        help_text="Dite comme un constat, par exemple : le local de médiation doit rester ouvert après 17 h.",
    )
    theme = forms.ChoiceField(label="Thème", required=False)

    def __init__(self, *args: Any, point: Point | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.point = point
        theme = self.fields["theme"]
        assert isinstance(theme, forms.ChoiceField)
        theme.choices = [("", "Aucun en particulier"), *choose_themes()]

    def clean_titre(self) -> str:
        titre: str = self.cleaned_data["titre"]
        others = Point.objects.exclude(pk=self.point.pk) if self.point else Point.objects.all()
        if others.filter(titre=titre).exists():
            raise forms.ValidationError("Ce point existe déjà sous ces mots : rattachez-y l'élément.")
        return titre


class RattachementForm(forms.Form):
    """Behind which point an item goes: one that exists."""

    point = forms.ModelChoiceField(label="Point", queryset=Point.objects.none(), empty_label="Choisissez un point")

    def __init__(self, *args: Any, points: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["point"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = points
