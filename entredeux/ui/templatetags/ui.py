"""Template tags of every page (a builtin: no `load` needed)."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from entredeux.ui.choix import draw_checks, draw_chips, draw_options
from entredeux.ui.icones import ICONES

register = template.Library()
register.filter("cases", draw_checks)
register.filter("options", draw_options)
register.filter("puces", draw_chips)
FINE, INSECABLE = "\u202f", "\u00a0"
ICONE_DE_L_ETAT = {"calme": "calme", "attention": "attention", "danger": "danger", "neutre": "neutre", "info": "info"}


@register.simple_tag
def icone(nom: str) -> SafeString:
    """A drawing without a name of its own: write the word beside it."""
    if nom not in ICONES:
        raise template.TemplateSyntaxError(f"Pas d'icône « {nom} » : voir entredeux/ui/icones.py")
    return format_html(
        '<svg class="icone" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONES[nom]),
    )


@register.simple_tag
def etat(genre: str, libelle: str, icone_nom: str = "") -> SafeString:
    """`{% etat "calme" "Réparé" %}`: icon and word; genre is calme, attention, danger, neutre or info."""
    return format_html(
        '<span class="tag {}">{}{}</span>', genre, icone(icone_nom or ICONE_DE_L_ETAT[genre]), str(libelle)
    )


@register.simple_tag
def secret(raison: str = "caché pour que personne ne soit reconnu") -> SafeString:
    """A hidden cell: « s. », hatched, with its reason said aloud."""
    return format_html('<span class="cache" title="{0}">s.<span class="hors-ecran"> : {0}</span></span>', raison)


@register.simple_tag(takes_context=True)
def url_avec(context: template.Context, **changes: Any) -> str:
    """The page's own query string with these parameters changed; None or "" removes one. Starts with « ? »."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/blocs/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, nom: str = "page") -> dict[str, Any]:
    """`{% pagination page %}`: previous, next and where one stands; filters and sort stay in the address."""
    adresse = {
        "precedente": url_avec(context, **{nom: page.previous_page_number()}) if page.has_previous() else "",
        "suivante": url_avec(context, **{nom: page.next_page_number()}) if page.has_next() else "",
    }
    return {"page": page, **adresse}


@register.inclusion_tag("ui/blocs/resume_erreurs.html")
def resume_erreurs(*forms: Any) -> dict[str, Any]:
    """What is to correct, with a link to each field. Drawn once per form: `{{ form }}` draws it if no page did."""
    lines: list[tuple[str, str]] = []
    for form in [each for given in forms if given is not None for each in flatten(given)]:
        if getattr(form, "resume_montre", False):
            continue
        form.resume_montre = True
        lines += [("", str(message)) for message in form.non_field_errors()]
        if isinstance(form, BaseForm):
            lines += [line for field in form for line in lines_of(field)]
    return {"lignes": lines}


def flatten(given: Any) -> list[Any]:
    """A form alone, or a formset's own errors then each of its forms."""
    if isinstance(given, BaseForm):
        return [given]
    return [FormsetErrors(given), *given.forms]


class FormsetErrors:
    def __init__(self, formset: Any) -> None:
        self.formset = formset

    def non_field_errors(self) -> Any:
        return self.formset.non_form_errors()


def lines_of(field: BoundField) -> list[tuple[str, str]]:
    label = str(field.label).removesuffix("?").rstrip()
    return [(anchor(field), f"{label}{INSECABLE}: {message}") for message in field.errors]


@register.filter
def anchor(field: BoundField) -> str:
    """Where the link of an error leads: the field, or the first of its chips."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def nombre(value: Any) -> str:
    """French figures: 12 480, 3,5. Nothing known reads « – », never zero."""
    if value is None or value == "":
        return "–"
    if isinstance(value, float):
        value = Decimal(str(round(value, 2)))
    decimals = max(0, -int(value.normalize().as_tuple().exponent)) if isinstance(value, Decimal) else 0
    return f"{value:,.{decimals}f}".replace(",", FINE).replace(".", ",")


@register.filter
def jour(value: date | None) -> str:
    """« jeudi 5 décembre 2024 », « vendredi 1er mars 2024 »."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return re.sub(r"\b1 (?=[a-zéû]+ \d{4}$)", f"1er{INSECABLE}", formats.date_format(value, "l j F Y"))


@register.filter
def heure(value: datetime | time | None) -> str:
    """« 18 h 30 », « 9 h »."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    minutes = f"{INSECABLE}{value.minute:02d}" if value.minute else ""
    return f"{value.hour}{INSECABLE}h{minutes}"


@register.filter
def typo(text: Any) -> str:
    """The spaces French never breaks at: before : ; ? ! and inside « »."""
    text = re.sub(r"[ \u00a0](?=[;?!])", FINE, str(text))
    text = re.sub(r" (?=[:»])", INSECABLE, text)
    return re.sub(r"(?<=«) ", INSECABLE, text)


@register.filter
def adresse_annulation(message: Any) -> str:
    """Where to undo what this message says, when the view added `extra_tags="annulable <url>"`."""
    mot, _, adresse = (message.extra_tags or "").partition(" ")
    return adresse if mot == "annulable" else ""


@register.filter
def pluriel(nombre: int, formes: str = ",s") -> str:
    """French plural: zero and one are singular. `{{ n }} lieu{{ n|pluriel:",x" }}`."""
    singulier, _, plusieurs = formes.rpartition(",")
    return plusieurs if abs(nombre) >= 2 else singulier
