"""To which situation an act belongs."""

from typing import Any

from django import forms

from entredeux.cadre.acteur import Acteur
from entredeux.situations.access import visible_situations
from entredeux.situations.etapes import CLOSES
from entredeux.situations.models import Situation
from entredeux.themes.queries import packs
from entredeux.ui.forms import ChoixParmiLesSiens, Puces


class ParTheme(ChoixParmiLesSiens):
    def label_from_instance(self, obj: Situation) -> str:
        pack = packs().get(obj.theme)
        where = ", ".join(lieu.nom for lieu in obj.lieux.all())
        return " · ".join(
            filter(None, [pack.titre if pack else obj.theme, where, f"ouverte le {obj.ouverte_le:%d/%m/%Y}"])
        )


class RattacherForm(forms.Form):
    situation = ParTheme(
        Situation.objects.none(),
        label="Quelle situation",
        required=False,
        widget=Puces,
        empty_label="Une nouvelle situation, ouverte depuis cette intervention",
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = visible_situations(by).prefetch_related("lieux")
        field: Any = self.fields["situation"]
        field.offer(rows, rows.exclude(etape__in=CLOSES))
