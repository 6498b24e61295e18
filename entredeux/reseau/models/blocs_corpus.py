"""Blocks that cite the corpus: they hold ids, and refuse what is not published.

Who says what is published is above the models: `register_citables` is called by `access`, so that the rule is
written once.
"""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from wagtail import blocks

ELEMENTS, POINTS = "elements", "points"
REFUS = {
    ELEMENTS: "n'est pas publié, ou a été retiré du corpus",
    POINTS: "n'a plus d'élément publié, ou n'existe plus",
}

_citables: dict[str, Callable[[], QuerySet[Any]]] = {}


def register_citables(quoi: str, rows: Callable[[], QuerySet[Any]]) -> None:
    """`rows()` are those that a page may cite."""
    _citables[quoi] = rows


class ChoixWidget(forms.Widget):
    """A search among what may be cited, and the ordered list of what is chosen (reseau/bureau/choix_corpus.js).

    What is sent is one hidden field of ids between commas.
    """

    template_name = "reseau/bureau/choix_corpus.html"

    class Media:
        js = ("reseau/bureau/choix_corpus.js",)
        css = {"all": ("reseau/bureau/choix_corpus.css",)}

    def __init__(self, quoi: str, au_plus: int | None = None) -> None:
        super().__init__()
        self.quoi, self.au_plus = quoi, au_plus

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"quoi": self.quoi, "au_plus": self.au_plus or ""}
        return context

    def format_value(self, value: Any) -> str:
        return ",".join(value) if isinstance(value, list) else value or ""


class ChoixField(forms.Field):
    """Ids as a list of texts, in the order chosen, each once; refused when one may not be cited."""

    def __init__(self, quoi: str, au_plus: int | None = None, **kwargs: Any) -> None:
        super().__init__(widget=ChoixWidget(quoi, au_plus), **kwargs)
        self.quoi, self.au_plus = quoi, au_plus

    def to_python(self, value: Any) -> list[str]:
        return read_ids(value)

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if self.au_plus and len(value) > self.au_plus:
            raise ValidationError(f"Choisissez-en {self.au_plus} au plus.")
        found = {str(pk) for pk in _citables[self.quoi]().filter(pk__in=value).values_list("pk", flat=True)}
        if missing := [rank for rank, identifiant in enumerate(value, start=1) if identifiant not in found]:
            places = ", ".join(f"le n° {rank}" for rank in missing)
            raise ValidationError(f"Dans votre choix, {places} {REFUS[self.quoi]} : retirez-le de la liste.")


def read_ids(value: Any) -> list[str]:
    """Ids from a form's text or a stored list; what is not an id is left out, as is a double."""
    parts: Iterable[Any] = value.split(",") if isinstance(value, str) else value or []
    found = (_read_id(part) for part in parts)
    return list(dict.fromkeys(identifiant for identifiant in found if identifiant))


def _read_id(part: Any) -> str:
    try:
        return str(uuid.UUID(str(part).strip()))
    except ValueError:
        return ""


class ChoixBlock(blocks.FieldBlock):
    def __init__(self, quoi: str = ELEMENTS, au_plus: int | None = None, required: bool = True, **kwargs: Any) -> None:
        self.field = ChoixField(quoi, au_plus, required=required)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[str]:
        return read_ids(value)

    def get_prep_value(self, value: Any) -> list[str]:
        return read_ids(value)

    class Meta:
        icon = "list-ul"
        default = ()


class PointBlock(blocks.StructBlock):
    """What the restitution says, and what it rests on: recurring points, items, or both."""

    titre = blocks.CharBlock(max_length=200, label="Ce que la restitution retient, en une phrase")
    texte = blocks.RichTextBlock(
        features=["bold", "italic", "link", "ol", "ul"], required=False, label="Ce qu'il faut en dire"
    )
    points = ChoixBlock(POINTS, required=False, label="Points récurrents : tout ce qui y est rattaché est cité")
    elements = ChoixBlock(ELEMENTS, required=False, label="Éléments cités un par un")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["points"] and not cleaned["elements"]:
            raise blocks.StructBlockValidationError(
                block_errors={
                    "elements": ValidationError(
                        "Ce point ne repose sur rien : choisissez un point récurrent, ou au moins un élément."
                    )
                }
            )
        return cleaned

    class Meta:
        icon = "pick"
        label = "Point de la restitution"
