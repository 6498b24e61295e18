"""The desk's form of a restitution: the whole network's belong to its facilitators."""

from entredeux.reseau.forms.regions import FormulaireDeRegion
from entredeux.reseau.models import Restitution


def install() -> None:
    """The model does not know its form: the layers below a form do not import it (called from `AppConfig.ready`)."""
    Restitution.base_form_class = FormulaireDeRegion
