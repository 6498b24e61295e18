"""How forms are drawn (ui/templates/django/forms), the widgets of the field screens, choices among one's own rows."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting
from django.http import Http404


class Renderer(TemplatesSetting):
    """Forms are drawn by our templates (ui/templates/django/forms): label, help, error, then the field."""


class Puces(forms.RadioSelect):
    """One choice among a few, as chips large enough for a glove. No keyboard, no list to unfold."""

    template_name = "ui/widgets/puces.html"


class PucesRepliees(Puces):
    """The usual choices as chips, the others one tap away. `visibles`: how many are usual."""

    template_name = "ui/widgets/puces_repliees.html"

    def __init__(self, *args: Any, visibles: int = 6, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visibles = visibles

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _, group, _ in context["widget"]["optgroups"] for option in group]
        few = len(options) <= self.visibles + 2
        usual, others = (options, []) if few else (options[: self.visibles], options[self.visibles :])
        hidden = any(option["selected"] for option in others)
        context["widget"] |= {"usuelles": usual, "autres": others, "est_ouvert": hidden}
        return context


class PucesMultiples(forms.CheckboxSelectMultiple):
    """Several choices, as chips."""

    template_name = "ui/widgets/puces.html"


class Compteur(forms.NumberInput):
    """A number; ui/js/compteur.js adds the two buttons « moins » and « plus » where it runs."""

    template_name = "ui/widgets/compteur.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", **(attrs or {})})


class Interrupteur(forms.CheckboxInput):
    """Yes or no, said in words beside the switch."""

    template_name = "ui/widgets/interrupteur.html"


class ParmiLesSiens:
    """A choice among rows one may see. `offer` says which exist for this person, and which may be chosen now.

    A row that may no longer be chosen is an error on the field; a row that does not exist for this person
    answers 404, like its page would: another structure's row, or a made-up id.
    """

    visibles: QuerySet[Any] | None = None

    def offer(self, visibles: QuerySet[Any], proposes: QuerySet[Any] | None = None) -> None:
        self.visibles = visibles
        setattr(self, "queryset", visibles if proposes is None else proposes)  # noqa: B010 - a property of the field

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)  # type: ignore[misc]
        except ValidationError:
            if any(self._is_elsewhere(item) for item in (value if isinstance(value, list | tuple) else [value])):
                raise Http404 from None
            raise

    def _is_elsewhere(self, value: Any) -> bool:
        try:
            identifiant = uuid.UUID(str(value))
        except ValueError:
            return False
        return self.visibles is not None and not self.visibles.filter(pk=identifiant).exists()


class ChoixParmiLesSiens(ParmiLesSiens, forms.ModelChoiceField):
    pass


class ChoixMultipleParmiLesSiens(ParmiLesSiens, forms.ModelMultipleChoiceField):
    pass
