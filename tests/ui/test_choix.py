"""What ui/choix.py draws is what Django's own templates would draw, escaping included."""

import re
import uuid

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from entredeux.ui.forms import Puces, PucesMultiples, PucesRepliees

LIEU = uuid.UUID(int=7)
CHOIX = [
    ("", "Sans lieu précis"),
    (LIEU, "Hall « A & B »"),
    ('"><script>', "<b>Nom</b>"),
    (3, mark_safe("<i>sûr</i>")),
    ("Groupe <1>", [("a", "Café"), ("b", 1234)]),
]


@pytest.mark.parametrize("value", ["", str(LIEU), '"><script>', "b", None])
@pytest.mark.parametrize(
    "widget", [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple]
)
def test_a_list_is_drawn_as_django_draws_it(widget, value):
    drawn = widget(attrs={"required": True, "class": "x", "disabled": False}, choices=CHOIX)
    shown = value if widget in (forms.Select, forms.RadioSelect) else [value]
    ours = drawn.render("lieu", shown, attrs={"id": "id_lieu"})
    theirs = drawn.render("lieu", shown, attrs={"id": "id_lieu"}, renderer=DjangoTemplates())
    assert squeeze(ours) == squeeze(theirs)


def squeeze(html: str) -> str:
    """Django's nested templates leave empty lines between options."""
    return re.sub(r"> <", "><", re.sub(r"\s+", " ", html)).strip()


def test_a_chip_is_a_label_around_its_input():
    chips = Puces(attrs={"required": True}, choices=[("calme", "Calme"), ("", "")])
    assert chips.render("etat", "calme", attrs={"id": "id_etat"}) == (
        '<div class="puces" id="id_etat">'
        '<label class="puce" for="id_etat_0"><input type="radio" name="etat" value="calme" required id="id_etat_0"'
        " checked><span>Calme</span></label>"
        '<label class="puce" for="id_etat_1"><input type="radio" name="etat" value="" required id="id_etat_1">'
        "<span>Non précisé</span></label></div>"
    )


def test_a_chip_escapes_what_a_structure_named():
    html = PucesMultiples(choices=[('"x', "<b>Léa</b>")]).render("equipe", [])
    assert 'value="&quot;x"' in html
    assert "<span>&lt;b&gt;Léa&lt;/b&gt;</span>" in html
    assert "<b>" not in html


def test_other_choices_stay_one_tap_away():
    html = PucesRepliees(choices=[(str(n), f"Choix {n}") for n in range(9)], visibles=2).render("motif", "8")
    usual, others = html.split("<details")
    assert usual.count('class="puce"') == 2
    assert others.startswith(' class="autres-puces" open>')
    assert others.count('class="puce"') == 7
