"""From a pack to a form, a check and an export, without touching code."""

import datetime
import json
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entredeux.themes.forms import add_questions, collect_reponses, form_fields
from entredeux.themes.presenters import export_columns, export_values, present_reponses
from entredeux.themes.queries import find_pack, open_packs, packs, packs_for
from entredeux.themes.reponses import clean_reponses, is_asked, options_on, questions_on

JOUR = datetime.date(2024, 12, 5)
CALME = {"occupation": "personne", "etat_depart": "libre"}
OCCUPE = {
    "occupation": "2_4",
    "age_vu": "dix_huit_vingt_quatre",
    "nuisances": ["fumee", "bruit", "bruit"],
    "contact": "echange",
    "propos": ["passage_libre"],
    "etat_depart": "calme",
    "dysfonctionnement_vu": "non",
    "locataires_rencontres": "3",
    "suite": "repasser",
}


def refusals(pack: str, reponses: dict, on: datetime.date = JOUR) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refus:
        clean_reponses(pack, reponses, on)
    return refus.value.message_dict


def test_answers_come_back_canonical(db):
    assert clean_reponses("hall", OCCUPE, JOUR) == {
        "occupation": "2_4",
        "age_vu": "dix_huit_vingt_quatre",
        "nuisances": ["bruit", "fumee"],
        "contact": "echange",
        "propos": ["passage_libre"],
        "etat_depart": "calme",
        "dysfonctionnement_vu": "non",
        "locataires_rencontres": 3,
        "suite": "repasser",
    }


def test_nothing_to_report_is_a_whole_answer(db):
    assert clean_reponses("hall", CALME | {"nuisances": [], "contact": "", "suite": None}, JOUR) == CALME


def test_every_mistake_is_told_beside_its_question(db):
    assert refusals("hall", {"occupation": "12", "locataires_rencontres": 51, "surnom": "x"}) == {
        "occupation": [
            "« 12 » n'est pas proposé. Réponses possibles : Personne (personne), 1 personne (1), "
            "2 à 4 personnes (2_4), 5 à 9 personnes (5_9), 10 personnes et plus (10_plus)."
        ],
        "etat_depart": ["Répondez à cette question."],
        "locataires_rencontres": ["Donnez un nombre entre 0 et 50 personnes."],
        "surnom": ["Le thème « Occupation de halls et de parties communes » ne pose pas la question « surnom »."],
    }


def test_an_answer_against_its_condition_is_told_not_dropped(db):
    assert refusals("hall", CALME | {"contact": "echange"}) == {
        "contact": [
            "Cette réponse ne vaut que si « Combien de personnes occupent le lieu » vaut : 1 personne ou "
            "2 à 4 personnes ou 5 à 9 personnes ou 10 personnes et plus. "
            "Retirez-la ou changez la réponse dont elle dépend."
        ]
    }


VOISINS = {"objet": ["bruit"], "temps": "differe", "role_explique": "oui", "accord_trouve": "oui"}


@pytest.mark.parametrize(
    ("saisie", "garde"),
    [
        ("2025-01-05", "2025-01-05"),
        ("05/01/2025", "2025-01-05"),
        (datetime.date(2024, 12, 5), "2024-12-05"),
        (datetime.date(2025, 4, 4), "2025-04-04"),
    ],
)
def test_dates_are_kept_as_iso_days(db, saisie, garde):
    assert clean_reponses("voisinage", VOISINS | {"verification_le": saisie}, JOUR)["verification_le"] == garde


@pytest.mark.parametrize("saisie", ["2024-12-04", "2025-04-05", "1733-01-01"])
def test_dates_are_bounded_around_the_act(db, saisie):
    assert refusals("voisinage", VOISINS | {"verification_le": saisie}) == {
        "verification_le": ["Donnez une date du 05/12/2024 au 04/04/2025."]
    }


@pytest.mark.parametrize("saisie", ["bientôt", "2025-02-30", 20250105, True])
def test_what_is_not_a_date_is_refused(db, saisie):
    assert refusals("voisinage", VOISINS | {"verification_le": saisie}) == {
        "verification_le": ["Donnez une date, comme 05/12/2024."]
    }


@pytest.mark.parametrize("saisie", ["trois", "3.0", 3.0, True, "٣", "-1", "9" * 5000])
def test_what_is_not_a_number_is_refused(db, saisie):
    assert refusals("hall", CALME | {"locataires_rencontres": saisie}) == {
        "locataires_rencontres": ["Donnez un nombre entier, en chiffres."]
    }


def test_durations_are_minutes_within_bounds(db):
    assert clean_reponses("voisinage", VOISINS | {"duree_rencontres": "45"}, JOUR)["duree_rencontres"] == 45
    assert refusals("voisinage", VOISINS | {"duree_rencontres": "4"}) == {
        "duree_rencontres": ["Donnez un nombre entre 5 et 480 minutes."]
    }


def test_an_unknown_theme_names_those_that_exist(db):
    with pytest.raises(ValidationError) as refus:
        find_pack("rodeo")
    (said,) = refus.value.messages
    assert said.startswith("Le thème « rodeo » n'existe pas. Thèmes possibles : ")
    assert "Conflits de voisinage (voisinage)" in said
    assert "Milieu scolaire" not in said  # sensitive, and shut


def test_a_sensitive_pack_stays_closed(db, dossier):
    path = dossier / "voisinage.yaml"
    path.write_text(path.read_text().replace("est_sensible: false", "est_sensible: true"), encoding="utf-8")
    assert set(packs()) - set(open_packs(None)) == {"ecole", "sante", "voisinage"}
    with pytest.raises(ValidationError) as refus:
        clean_reponses("voisinage", VOISINS, JOUR)
    assert refus.value.code == "theme_ferme"


def test_packs_are_suggested_by_motif_or_place(db):
    assert [pack.code for pack in packs_for(None, motif="regroupement")] == ["hall", "rue"]
    assert [pack.code for pack in packs_for(None, motif="nuisance_sonore")] == ["voisinage", "hall"]
    assert [pack.code for pack in packs_for(None, type_lieu="toit")] == ["hall"]
    assert packs_for(None) == []


# --- the promise: edit a file, and form, check and export follow

NOUVELLE = """
  - code: gene
    libelle: Gêne au passage
    genre: choix
    options: [{code: legere, libelle: Légère}, {code: forte, libelle: Forte}]

etapes:
"""


def test_a_question_added_to_a_file_reaches_form_check_and_export(db, dossier):
    before = find_pack("hall")
    assert "gene" not in form_fields(before, JOUR)
    assert list(refusals("hall", CALME | {"gene": "forte"})) == ["gene"]

    path = dossier / "hall.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\netapes:\n", NOUVELLE), encoding="utf-8")

    pack = find_pack("hall")
    field = form_fields(pack, JOUR)["gene"]
    assert (field.label, field.required) == ("Gêne au passage", False)
    assert field.choices == [("", "Sans réponse"), ("legere", "Légère"), ("forte", "Forte")]
    clean = clean_reponses("hall", CALME | {"gene": "forte"}, JOUR)
    assert clean == CALME | {"gene": "forte"}
    assert list(refusals("hall", CALME | {"gene": "enorme"})) == ["gene"]
    assert export_columns(pack) == [*export_columns(before), ("hall_gene", "Gêne au passage")]
    assert export_values(pack, clean)[-1] == "forte"
    assert ("Gêne au passage", "Forte") in present_reponses(pack, clean)


def test_a_question_closed_by_its_file_keeps_old_answers_readable(db, dossier):
    path = dossier / "hall.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  - code: suite\n", "  - code: suite\n    valide_au: 2024-12-31\n"), encoding="utf-8")
    apres = datetime.date(2025, 1, 1)
    assert clean_reponses("hall", CALME | {"suite": "repasser"}, JOUR)["suite"] == "repasser"
    assert refusals("hall", CALME | {"suite": "repasser"}, apres) == {
        "suite": ["La question « suite » n'est pas posée au 01/01/2025."]
    }
    assert "suite" not in form_fields(find_pack("hall"), apres)
    assert present_reponses(find_pack("hall"), {"suite": "repasser"}) == [("Suite donnée", "Repasser dans ce lieu")]


def test_answers_are_read_in_words(db):
    pack = find_pack("voisinage")
    clean = clean_reponses(
        "voisinage", VOISINS | {"verification_le": "2025-01-05", "parties": 2, "duree_rencontres": 45}, JOUR
    )
    assert present_reponses(pack, clean) == [
        ("Sur quoi porte le désaccord", "Bruit"),
        ("Temps de la médiation", "Temps différé (à la demande, plus tard)"),
        ("Nombre de parties", "2 parties"),
        ("Rôle et limites expliqués à chaque partie rencontrée", "Oui"),
        ("Temps passé avec les parties", "45 min"),
        ("Un accord a été trouvé", "Oui"),
        ("Date convenue pour vérifier que l'accord tient", "05/01/2025"),
    ]
    assert present_reponses(pack, {"ancienne": ["a", "b"]}) == [("ancienne (question retirée)", "a ; b")]


# --- the same questions in a form


class Saisie(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_questions(self, find_pack("hall"), JOUR)

    def clean(self) -> dict:
        self.reponses = collect_reponses(self, find_pack("hall"), JOUR)
        return self.cleaned_data


def test_the_form_asks_what_the_pack_says(db):
    fields = form_fields(find_pack("hall"), JOUR)
    assert list(fields) == [question.code for question in find_pack("hall").questions]
    assert [code for code, field in fields.items() if field.required] == ["occupation", "etat_depart"]
    assert (fields["locataires_rencontres"].min_value, fields["locataires_rencontres"].max_value) == (0, 50)
    assert fields["locataires_rencontres"].help_text == "De 0 à 50 personnes."


def test_the_form_gives_canonical_answers(db):
    form = Saisie({f"theme_{code}": value for code, value in OCCUPE.items()})
    assert form.is_valid(), form.errors
    assert form.reponses == clean_reponses("hall", OCCUPE, JOUR)


def test_the_form_puts_each_error_on_its_field(db):
    form = Saisie({"theme_occupation": "personne", "theme_contact": "echange", "theme_locataires_rencontres": "99"})
    assert not form.is_valid()
    assert sorted(form.errors) == ["theme_contact", "theme_etat_depart", "theme_locataires_rencontres"]
    assert [len(messages) for messages in form.errors.values()] == [1, 1, 1]


# --- properties: whatever is sent, nothing out of bounds is accepted, and cleaning twice changes nothing

BRUT = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.dates(),
    st.lists(st.text(max_size=6), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=1),
)


def plausible(question: Any, on: datetime.date) -> st.SearchStrategy:
    codes = [code for code, _ in options_on(question, on)]
    if question.genre == "choix_multiple":
        return st.lists(st.sampled_from(codes), max_size=5)
    if codes:
        return st.sampled_from(codes)
    if question.genre == "date":
        return st.dates(on - datetime.timedelta(days=10), on + datetime.timedelta(days=200)).map(str)
    return st.integers(question.min - 3, question.max + 3)


@st.composite
def answers(draw: st.DrawFn, pack: str) -> dict:
    given: dict = {}
    likely: dict = {}
    for question in find_pack(pack).questions:
        kinds = ["plausible"] * 20 + ["brut"] + ["plausible" if question.obligatoire else "absent"] * 4
        kind = draw(st.sampled_from(kinds if is_asked(question, likely) else ["absent"] * 19 + ["plausible"]))
        if kind == "plausible":
            likely[question.code] = given[question.code] = draw(plausible(question, JOUR))
        elif kind == "brut":
            given[question.code] = draw(BRUT)
    return given


def accepted(pack: str, given: dict) -> dict | None:
    try:
        return clean_reponses(pack, given, JOUR)
    except ValidationError:
        return None


@pytest.mark.parametrize("pack", ["hall", "voisinage"])
def test_nothing_out_of_bounds_is_ever_accepted(db, pack):
    seen = []

    @settings(
        max_examples=200, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(answers(pack))
    def holds(given_answers: dict) -> None:
        clean = accepted(pack, given_answers)
        seen.append(clean is not None)
        if clean is None:
            return
        assert clean_reponses(pack, clean, JOUR) == clean
        assert json.loads(json.dumps(clean)) == clean
        for question in questions_on(find_pack(pack), JOUR):
            check_bounds(question, clean)

    holds()
    assert 20 <= sum(seen) <= len(seen) - 20  # the property met both what is accepted and what is refused


def check_bounds(question: Any, clean: dict) -> None:
    value = clean.get(question.code)
    if value is None:
        assert not (question.obligatoire and is_asked(question, clean))
        return
    assert is_asked(question, clean)
    codes = [code for code, _ in options_on(question, JOUR)]
    if question.genre == "choix_multiple":
        assert [code for code in codes if code in value] == value
    elif codes:
        assert value in codes
    elif question.genre == "date":
        gap = (datetime.date.fromisoformat(value) - JOUR).days
        assert -question.jours_avant <= gap <= question.jours_apres
    else:
        assert type(value) is int
        assert question.min <= value <= question.max
