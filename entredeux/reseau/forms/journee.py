from typing import Any

from django import forms

from entredeux.cadre.access import TOUTES_LES_REGIONS, regions_written_by
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.modeles import PLACES_PAR_ATELIER, name_ateliers
from entredeux.reseau.models import Serie
from entredeux.territoires.models import Region


class NouvelleJourneeForm(forms.Form):
    serie = forms.ModelChoiceField(Serie.objects.none(), label="Série", empty_label=None)
    titre = forms.CharField(
        label="Titre", max_length=200, help_text="Par exemple : Journée régionale Hauts-de-France, versant nord."
    )
    date = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ville = forms.CharField(label="Ville", max_length=80)
    region = forms.ModelChoiceField(Region.objects.none(), label="Région")
    ateliers = forms.CharField(
        label="Ateliers, un par ligne",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Ils ont lieu en même temps, l'après-midi, et se choisissent à l'inscription.",
        initial="\n".join(name_ateliers()),
    )
    places_par_atelier = forms.IntegerField(
        label="Places par atelier", min_value=1, max_value=2000, required=False, initial=PLACES_PAR_ATELIER
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = regions_written_by(by.compte) if by.compte else {TOUTES_LES_REGIONS}
        regions = Region.objects.all()
        if TOUTES_LES_REGIONS not in codes:
            regions = regions.filter(code__in=codes)
            self.fields["region"].initial = next(iter(codes), None)
        self._choose("region", regions)
        self._choose("serie", Serie.objects.order_by("-path"))

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean_ateliers(self) -> list[str]:
        titles = [line.strip() for line in self.cleaned_data["ateliers"].splitlines() if line.strip()]
        if too_long := next((title for title in titles if len(title) > 200), None):
            raise forms.ValidationError(f"Ce titre d'atelier dépasse 200 signes : « {too_long[:60]}… ».")
        if len(titles) > 30:
            raise forms.ValidationError(f"{len(titles)} ateliers en même temps : 30 au plus.")
        return titles
