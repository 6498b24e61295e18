"""Every record type has a retention clock, or a written reason to have none.

A new model fails here until its app says so in `AppConfig.ready`: in `modeles` of the `Horloge` that forgets its rows
(entredeux/cadre/horloges.py), or with `register_sans_horloge({"app.Modele": "la raison, en français"})`.
"""

from entredeux.cadre.classement import fields_of, our_models
from entredeux.cadre.horloges import horloges, sans_horloge
from tests.docs.registre import fields_of_registre, load_registre


def holders() -> set[str]:
    """Models with a secret or a person. A table of pairs follows its owner's."""
    return {
        model._meta.label
        for model in our_models()
        if not model._meta.auto_created and fields_of(model, "secrets", "personnels")
    }


def under_a_clock() -> list[str]:
    return [label for horloge in horloges() for label in horloge.modeles]


def test_every_model_that_holds_a_secret_or_a_person_has_a_clock_or_a_reason():
    assert sorted(holders() - set(under_a_clock()) - set(sans_horloge())) == []


def test_no_model_has_two_clocks_nor_a_clock_and_a_reason_to_have_none():
    clocks = under_a_clock()

    assert sorted(label for label in set(clocks) if clocks.count(label) > 1) == []
    assert sorted(set(clocks) & set(sans_horloge())) == []


def test_clocks_and_reasons_name_models_that_exist():
    existing = {model._meta.label for model in our_models()}

    assert sorted((set(under_a_clock()) | set(sans_horloge())) - existing) == []


def test_each_row_has_its_day_or_says_in_words_why_not():
    told = [told for horloge in horloges() for told in horloge.modeles.values() if not callable(told)]

    assert [reason for reason in [*told, *sans_horloge().values()] if len(str(reason)) < 20] == []


def test_a_secret_under_a_clock_is_applied_by_the_software_says_the_register():
    registre = load_registre()
    by_hand = {code for code, duree in registre["durees"].items() if duree["applique_par"] == "à construire"}
    clocks = set(under_a_clock())

    assert (
        sorted(
            f"{modele}.{champ}"
            for _, modele, champ, duree in fields_of_registre(registre)
            if modele in clocks and duree in by_hand
        )
        == []
    )
