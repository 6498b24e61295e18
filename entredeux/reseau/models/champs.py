"""Columns of our own: one or several vocabulary codes, and the body of a page."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from wagtail.fields import StreamField

SEPARATEUR = "|"


class CodesField(models.TextField):
    """Codes of a vocabulary, kept as « |hall|bailleurs| », read as a list.

    Text and not JSON, because SQLite cannot ask JSON what it contains: `filter(themes__contains="|hall|")` (see
    `porte`) is the same query on both engines. `choix` gives the (code, label) pairs an editor may tick.
    """

    def __init__(self, *args: Any, choix: Callable[[], Iterable[tuple[str, str]]] | None = None, **kwargs: Any) -> None:
        self.choix = choix
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> list[str]:
        return split_codes(value)

    def to_python(self, value: Any) -> list[str]:
        return split_codes(value) if isinstance(value, str) or value is None else list(value)

    def get_prep_value(self, value: Any) -> str:
        return value if isinstance(value, str) else join_codes(value or [])

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> forms.Field:  # type: ignore[override]
        return forms.MultipleChoiceField(
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=self.help_text,
            required=not self.blank,
            choices=self.choix or (),
            widget=forms.CheckboxSelectMultiple,
        )


class CodeField(models.CharField):
    """One code of a vocabulary, as text (decisions, 0007); an editor picks it in a list."""

    def __init__(self, *args: Any, choix: Callable[[], Iterable[tuple[str, str]]] | None = None, **kwargs: Any) -> None:
        self.choix = choix
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:  # type: ignore[override]
        return forms.ChoiceField(
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=self.help_text,
            required=not self.blank,
            choices=self.choix or (),
        )


def split_codes(value: str | None) -> list[str]:
    return [code for code in (value or "").split(SEPARATEUR) if code]


def join_codes(codes: Iterable[str]) -> str:
    kept = list(dict.fromkeys(code for code in codes if code))
    return f"{SEPARATEUR}{SEPARATEUR.join(kept)}{SEPARATEUR}" if kept else ""


def porte(code: str) -> str:
    """What `__contains` looks for: the code between its bars, so that « hall » is not found in « halle »."""
    return f"{SEPARATEUR}{code}{SEPARATEUR}"


class CorpsField(StreamField):
    """A body made of the one flat list of blocks (blocs.py).

    Migrations do not hold the list: it changes with the code, and a copy of it in each migration is what made
    other projects' migrations weigh megabytes (docs/decisions/0019).
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        return name, path, [[]], {**kwargs, "block_lookup": {}}
