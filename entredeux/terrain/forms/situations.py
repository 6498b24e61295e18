"""To which situation an act belongs."""

from typing import Any

from django import forms

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.situations.access import recused_situations, visible_situations
from entredeux.situations.etapes import CLOSES
from entredeux.situations.models import Situation
from entredeux.terrain.forms.champ import InterventionForm
from entredeux.themes.queries import packs
from entredeux.ui.forms import ChoixParmiLesSiens, Puces


class ParTheme(ChoixParmiLesSiens):
    def label_from_instance(self, obj: Situation) -> str:
        pack = packs().get(obj.theme)
        where = ", ".join(lieu.nom for lieu in obj.lieux.all())
        return " · ".join(
            filter(None, [pack.titre if pack else obj.theme, where, f"ouverte le {obj.ouverte_le:%d/%m/%Y}"])
        )


class InterventionSuivieForm(InterventionForm):
    """The act as it is recorded on the spot, and, if it is one more step of something, of which situation."""

    situation = ParTheme(
        Situation.objects.none(),
        label="Cette intervention fait partie de",
        required=False,
        empty_label="Aucune situation suivie",
        help_text="Sa note suivra la situation, et s'effacera avec elle.",
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        field: Any = self.fields["situation"]
        offer_open_situations(field, by)
        if not by.peut(Permission.SUIVRE_SITUATION) or not (self.is_bound or field.queryset.exists()):
            del self.fields["situation"]

    @property
    def champ_situation(self) -> forms.BoundField | None:
        """None where there is nothing to choose."""
        return self["situation"] if "situation" in self.fields else None


def offer_open_situations(field: Any, by: Acteur) -> None:
    """Those still open, less the ones this person declared a link of interest with."""
    rows = visible_situations(by).prefetch_related("lieux")
    field.offer(rows, rows.exclude(etape__in=CLOSES).exclude(pk__in=recused_situations(by)))


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
        offer_open_situations(self.fields["situation"], by)
