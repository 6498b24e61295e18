"""The choices of a list or of chips, drawn in Python: what Django's templates draw, ten times faster.

A field form offers some four hundred choices (roles and ages of three publics, places, motifs), and two included
templates for each took two thirds of the page's time. Same HTML, same escaping (tests/ui/test_choix.py compares).
"""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Option = dict[str, Any]
Groupes = Iterable[tuple[str | None, Iterable[Option], int]]


def draw_options(groups: Groupes) -> SafeString:
    """What stands between <select> and </select>."""
    parts: list[str] = []
    for name, options, _ in groups:
        drawn = (
            f'\n  <option value="{_text(option["value"])}"{draw_attributes(option["attrs"])}>{_label(option)}</option>'
            for option in options
        )
        parts += [f'\n  <optgroup label="{_text(name)}">', *drawn, "\n  </optgroup>"] if name else drawn
    return mark_safe("".join(parts))


def draw_chips(options: Iterable[Option]) -> SafeString:
    return mark_safe("".join(map(_chip, options)))


def draw_attributes(attributes: dict[str, Any]) -> str:
    """` name="value"` for each; `True` is the name alone, `False` is nothing."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_text(value)}"')
        for name, value in attributes.items()
        if value is not False
    )


def draw_checks(groups: Groupes) -> SafeString:
    """Radio buttons and check boxes as Django draws them: what a theme's questions are made of."""
    parts: list[str] = []
    for name, options, _ in groups:
        drawn = (f"<div>\n    {_check(option)}</div>" for option in options)
        parts += [f"\n  <div><label>{_text(name)}</label>", *drawn, "\n  </div>"] if name else drawn
    return mark_safe("".join(parts))


def _chip(option: Option) -> str:
    """Without a value, the choice is not to say."""
    label = "Non précisé" if option["value"] == "" else _label(option)
    return f'<label class="puce"{_target(option)}>{_input(option)}<span>{label}</span></label>'


def _check(option: Option) -> str:
    return f"<label{_target(option)}>{_input(option)} {_label(option)}</label>"


def _target(option: Option) -> str:
    return f' for="{_text(option["attrs"]["id"])}"' if option["attrs"].get("id") else ""


def _input(option: Option) -> str:
    said = "" if option["value"] is None else f' value="{_text(option["value"])}"'
    return (
        f'<input type="{_text(option["type"])}" name="{_text(option["name"])}"{said}{draw_attributes(option["attrs"])}>'
    )


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


def _label(option: Option) -> str:
    return conditional_escape(localize(option["label"]))
