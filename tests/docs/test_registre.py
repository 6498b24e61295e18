"""The register of processings and the classification of fields say the same thing, both ways."""

from collections import Counter

import pytest
from django.apps import apps

from entredeux.cadre.classement import fields_of, our_models
from tests.architecture.sources import RACINE
from tests.docs.registre import CADRE, RENDUS, fields_of_registre, load_registre

REGISTRE = load_registre()
CLES = {
    "code", "nom", "responsable", "finalites", "base_legale", "personnes", "mineurs", "articles_9_10", "destinataires",
    "mesures", "modeles",
}  # fmt: skip


def test_every_personal_or_secret_field_is_in_exactly_one_processing():
    """A table of pairs (many to many) follows the field of its owner."""
    classified = {
        f"{model._meta.label}.{name}"
        for model in our_models()
        if not model._meta.auto_created
        for name in fields_of(model, "personnels", "secrets")
    }
    existing = {model._meta.label for model in our_models()}
    awaited = set(REGISTRE["a_venir"]) - existing
    registered = Counter(
        f"{modele}.{champ}" for _, modele, champ, _ in fields_of_registre(REGISTRE) if modele not in awaited
    )
    assert sorted(classified - set(registered)) == [], "à ajouter au registre"
    assert sorted(set(registered) - classified) == [], "au registre, mais ni personnel ni secret dans le code"
    assert {name: count for name, count in registered.items() if count > 1} == {}


def test_every_model_is_in_one_processing_only():
    places = Counter(modele for traitement in REGISTRE["traitements"] for modele in traitement["modeles"])
    assert {modele: count for modele, count in places.items() if count > 1} == {}


def test_every_table_of_a_library_is_accounted_for():
    ours = set(our_models())
    theirs = {m._meta.label for m in apps.get_models() if m not in ours and not m._meta.auto_created}
    registered = {name for traitement in REGISTRE["traitements"] for name in traitement.get("bibliotheques", {})}
    assert sorted(theirs - registered - set(REGISTRE["sans_donnee_personnelle"])) == []
    assert sorted(registered - theirs) == []


def test_every_retention_exists_and_is_used():
    used = {duree for *_, duree in fields_of_registre(REGISTRE)}
    used |= {duree for traitement in REGISTRE["traitements"] for duree in traitement.get("bibliotheques", {}).values()}
    assert used == set(REGISTRE["durees"])


def test_what_applies_a_retention_is_a_file_or_said_to_be_missing():
    places = {code: duree["applique_par"] for code, duree in REGISTRE["durees"].items()}
    wrong = {code for code, place in places.items() if place != "à construire" and not (RACINE / place).is_file()}
    assert wrong == set()


@pytest.mark.parametrize("traitement", REGISTRE["traitements"], ids=lambda traitement: traitement["code"])
def test_every_processing_is_complete(traitement):
    assert set(traitement) >= CLES
    assert [key for key in CLES - {"modeles"} if not traitement[key]] == []


def test_consent_is_never_a_legal_basis():
    """Free consent is deontology: a basis says so, or does not speak of it."""
    wrong = [
        base
        for traitement in REGISTRE["traitements"]
        for base in traitement["base_legale"]
        if ("consentement" in base and "n'est pas la base légale" not in base) or "6.1.a" in base
    ]
    assert wrong == []


@pytest.mark.parametrize("name", RENDUS)
def test_the_papers_are_up_to_date(name):
    """Otherwise: `python -m tests.docs.registre`."""
    assert (CADRE / name).read_text(encoding="utf-8") == RENDUS[name](REGISTRE)
