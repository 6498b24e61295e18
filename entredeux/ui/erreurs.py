"""From an action's refusal to the form that comes back filled."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.forms import BaseForm


def add_errors(form: BaseForm, error: ValidationError, *, rename: Mapping[str, str] | None = None) -> None:
    """Puts each message on the field it names (`rename` maps the action's name to the form's), else on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = (rename or {}).get(name, name)
        form.add_error(field if field in form.fields else None, errors)
