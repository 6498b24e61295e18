from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.forms import BooleanField, CharField, Form, formset_factory
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from entredeux.ui.forms import PucesMultiples
from entredeux.ui.planche import FormulairePlanche
from entredeux.ui.templatetags.ui import heure, jour, nombre, typo


def draw(text: str, path: str = "/", **context: object) -> str:
    return Template(text).render(Context({"request": RequestFactory().get(path), **context}))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        ("", "–"),
        (0, "0"),
        (1212, "1\u202f212"),
        (1234567, "1\u202f234\u202f567"),
        (3.5, "3,5"),
        (Decimal("12.50"), "12,5"),
        (-1200, "-1\u202f200"),
    ],
)
def test_numbers_are_french_and_unknown_is_not_zero(value, said):
    assert nombre(value) == said


def test_days_and_hours_as_they_are_said():
    assert jour(date(2024, 12, 5)) == "jeudi 5 décembre 2024"
    assert jour(date(2024, 3, 1)) == "vendredi 1er\u00a0mars 2024"
    assert jour(datetime(2024, 12, 4, 23, 30, tzinfo=UTC)) == "jeudi 5 décembre 2024"
    assert heure(datetime(2024, 12, 5, 17, 30, tzinfo=UTC)) == "18\u00a0h\u00a030"
    assert heure(time(9, 0)) == "9\u00a0h"
    assert (jour(None), heure(None)) == ("", "")


def test_spaces_that_never_break():
    assert typo("Quels moyens ? Ici : « oui » ; non !") == (
        "Quels moyens\u202f? Ici\u00a0: «\u00a0oui\u00a0»\u202f; non\u202f!"
    )


def test_icon_is_hidden_from_speech_and_an_unknown_one_stops():
    assert 'aria-hidden="true"' in draw('{% icone "tournee" %}')
    with pytest.raises(TemplateSyntaxError, match="Pas d'icône « licorne »"):
        draw('{% icone "licorne" %}')


def test_state_is_a_word_with_an_icon_and_escapes_it():
    drawn = draw('{% etat "calme" mot %}', mot="<b>Réparé")
    assert drawn.endswith("</svg>&lt;b&gt;Réparé</span>")
    assert drawn.startswith('<span class="tag calme"><svg')


def test_hidden_cell_says_why():
    assert draw("{% secret %}") == (
        '<span class="cache" title="caché pour que personne ne soit reconnu">s.'
        '<span class="hors-ecran"> : caché pour que personne ne soit reconnu</span></span>'
    )


def test_other_parameters_stay_in_the_address():
    assert draw("{% url_avec page=2 %}", "/?quartier=a&page=1&tri=lieu") == "?quartier=a&amp;page=2&amp;tri=lieu"
    assert draw("{% url_avec quartier=None %}", "/?quartier=a&tri=lieu") == "?tri=lieu"


def test_pagination_keeps_filters_and_counts_rows():
    page = Paginator(range(1, 1301), 50).get_page(2)
    drawn = draw("{% pagination page %}", "/?quartier=a&page=2", page=page)
    assert "51 à 100 sur 1\u202f300" in drawn
    assert 'href="?quartier=a&amp;page=1"' in drawn
    assert 'href="?quartier=a&amp;page=3"' in drawn


class Saisie(Form):
    lieu = CharField(label="Lieu")
    informee = BooleanField(label="Personne informée ?")
    constats = CharField(label="Constats", widget=PucesMultiples(choices=[("a", "A")]))

    def clean(self) -> None:
        self.add_error(None, "La tournée est déjà terminée.")


def test_error_summary_links_each_field_and_is_drawn_once():
    form = Saisie({"lieu": ""})
    drawn = draw("{% resume_erreurs form %}|{{ form }}", form=form)
    assert drawn.count('class="resume-erreurs"') == 1
    assert drawn.index("resume-erreurs") < drawn.index("|")
    assert "<li>La tournée est déjà terminée.</li>" in drawn
    assert '<a href="#id_lieu">Lieu\u00a0: Ce champ est obligatoire.</a>' in drawn
    assert '<a href="#id_informee">Personne informée\u00a0: Ce champ est obligatoire.</a>' in drawn
    assert '<a href="#id_constats_0">Constats\u00a0: Ce champ est obligatoire.</a>' in drawn


def test_form_draws_its_own_summary_when_the_page_did_not():
    assert draw("{{ form }}", form=Saisie({"lieu": ""})).count('class="resume-erreurs"') == 1
    assert 'class="resume-erreurs"' not in draw("{{ form }}", form=Saisie())


def test_error_summary_reads_a_formset():
    lignes = formset_factory(Saisie, extra=1)({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-lieu": "x"})
    drawn = draw("{% resume_erreurs lignes %}", lignes=lignes)
    assert 'href="#id_form-0-informee"' in drawn
    assert 'href="#id_form-0-lieu"' not in drawn


def test_field_ties_label_help_and_error():
    drawn = draw("{{ form }}", form=FormulairePlanche({"courriel": "samira"}))
    assert '<label for="id_courriel">Adresse électronique<span class="facultatif"> (obligatoire)</span>' in drawn
    assert 'aria-describedby="id_courriel_helptext id_courriel_error"' in drawn
    assert 'id="id_courriel_error"' in drawn
    assert 'value="samira"' in drawn


def test_chips_are_a_group_with_a_legend():
    drawn = draw("{{ form.constats.as_field_group }}", form=FormulairePlanche({"constats": ["bruit"]}))
    assert "<legend>Ce que vous avez constaté" in drawn
    assert drawn.count('type="checkbox"') == 4
    assert drawn.count("checked") == 1
    assert '<fieldset aria-describedby="id_constats_helptext">' in drawn
