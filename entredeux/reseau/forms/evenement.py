"""The desk's form of an event: impossible times refused with words, a region kept to its editors, nothing lost."""

from typing import Any

from entredeux.reseau.coherence import Fautes, find_faults, find_sequence_faults, what_holds
from entredeux.reseau.enums import PrecisionDate
from entredeux.reseau.forms.regions import FormulaireDeRegion
from entredeux.reseau.models import Evenement
from entredeux.ui.templatetags.ui import jour


class EvenementForm(FormulaireDeRegion):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sequences_checked = False

    def clean(self) -> Any:
        cleaned = super().clean()
        if cleaned.get("precision_date") == PrecisionDate.MOIS and cleaned.get("date_debut"):
            cleaned["date_debut"] = cleaned["date_debut"].replace(day=1)
        if slug := cleaned.get("slug"):
            self._check_slug(slug)
        if cleaned.get("date_debut"):
            self._tell(self, find_faults(self._as_written()))
        return cleaned

    def _as_written(self) -> Evenement:
        """The page with the form's days and hours, before the form writes them on it."""
        given = {name: self.cleaned_data.get(name) for name in HORAIRES}
        return Evenement(**{name: value for name, value in given.items() if value not in (None, "")})

    def _check_slug(self, slug: str) -> None:
        other = Evenement.objects.filter(slug=slug).exclude(pk=self.instance.pk).first()
        if other:
            self.add_error(
                "slug",
                f"Cette adresse est celle de « {other.title} » ({jour(other.date_debut)}) : ajoutez-y la date ou la "
                "ville.",
            )

    def is_valid(self) -> bool:
        """Sequences are checked after each has been read alone: their days are those of the event."""
        valid = super().is_valid()
        if self.is_bound and not self._sequences_checked:
            self._sequences_checked = True
            self._check_sequences()
        return bool(valid and super().is_valid())

    def _check_sequences(self) -> None:
        formset = self.formsets.get("sequences")
        if formset is None:
            return
        whole = self._as_written() if self.cleaned_data.get("date_debut") else None
        for child in formset.forms:
            if formset._should_delete_form(child):
                self._check_removal(child)
            elif whole and hasattr(child, "cleaned_data") and child.has_changed() | bool(child.instance.pk):
                self._tell(child, find_sequence_faults(child.instance, whole))

    def _check_removal(self, child: Any) -> None:
        held = what_holds(child.instance) if child.instance.pk else []
        if held:
            child.data = _without(child.data, child.add_prefix("DELETE"))  # shown again, as it was
            self.add_error(
                None,
                f"« {child.instance} » ne peut pas être retiré : {', '.join(held)}. Il reste sur la page ; annulez "
                "d'abord ces inscriptions, ou changez son titre.",
            )

    @staticmethod
    def _tell(form: Any, faults: Fautes) -> None:
        for field, message in faults.items():
            form.add_error(field if field in form.fields else None, message)


HORAIRES = (
    *("date_debut", "date_fin", "precision_date", "heure_debut", "heure_fin", "fuseau"),
    *("inscription_du", "inscription_au"),
)


def _without(data: Any, name: str) -> Any:
    kept = data.copy()
    kept.pop(name, None)
    return kept


def install() -> None:
    """The model does not know its form: the layers below a form do not import it (called from `AppConfig.ready`)."""
    Evenement.base_form_class = EvenementForm
