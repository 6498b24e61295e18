"""What the desk's forms of a region's pages have in common: an editor of a region writes for it only."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from entredeux.cadre.access import TOUTES_LES_REGIONS, regions_written_by
from entredeux.territoires.models import Region


class FormulaireDeRegion(WagtailAdminPageForm):
    """Of a draft too: a page without region would escape from its author's hands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = regions_written_by(self.for_user) if self.for_user else {TOUTES_LES_REGIONS}
        if "region" in self.fields and TOUTES_LES_REGIONS not in self.codes:
            self._keep_to_regions()

    def _keep_to_regions(self) -> None:
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Region.objects.filter(code__in=self.codes)
        field.required, field.empty_label = True, None
        if len(self.codes) == 1 and not self.instance.region_id:
            self.initial.setdefault("region", next(iter(self.codes)))

    def clean_region(self) -> Region | None:
        region: Region | None = self.cleaned_data["region"]
        if region is None and TOUTES_LES_REGIONS not in self.codes:
            raise forms.ValidationError("Choisissez votre région : une page de tout le réseau s'écrit à l'animation.")
        return region
