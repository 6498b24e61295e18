"""The calendar's filters, read in the address. A value that no event has asks nothing: the page stays whole."""

from typing import Any

from django import forms

from entredeux.reseau.enums import GenreEvenement
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.queries.programme import Choix, Filtres

TOUS = ("", "Tous")
VUES = (("date", "Par date"), ("serie", "Par série"))


class CalendrierForm(forms.Form):
    genre = forms.ChoiceField(label="Genre", required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, choix: Choix) -> None:
        super().__init__(data)
        self._set("genre", [pair for pair in GenreEvenement.choices if pair[0] in choix.genres])
        self._set("theme", sorted(label_themes(choix.themes), key=lambda pair: pair[1]))
        self._set("region", sorted(choix.regions.items(), key=lambda pair: pair[1]))
        self._set("annee", [(year, str(year)) for year in sorted(choix.annees, reverse=True)])

    def _set(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [TOUS if name != "region" and name != "annee" else ("", "Toutes"), *choices]

    def filtres(self) -> Filtres:
        self.is_valid()
        return Filtres(**{name: self.cleaned_data.get(name) or default for name, default in VIDE.items()})


VIDE: dict[str, Any] = {"genre": "", "theme": "", "region": "", "annee": None}
