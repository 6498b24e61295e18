"""Privacy as a type: each field of each model is classified exactly once, and a secret is sealed."""

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.classement import fields_of, find_anomalies, our_models

SECRETS_NON_SCELLES = {
    "cadre.Compte.password": "an argon2 hash: nothing to open",
    "cadre.Cle.enveloppe": "a key, itself wrapped by the key above it",
    "carnet.Enveloppe.scelle": "sealed by the phone (HPKE): only the server of its structure opens it",
    "terrain.Dysfonctionnement.photo": "the file itself is sealed; the column holds its name",
}


def test_every_field_is_classified_exactly_once():
    models = our_models()
    assert len(models) >= 8
    assert {model._meta.label: find_anomalies(model) for model in models if find_anomalies(model)} == {}


def test_a_secret_field_is_a_sealed_column():
    open_secrets = [
        f"{model._meta.label}.{name}"
        for model in our_models()
        for name in fields_of(model, "secrets")
        if not isinstance(model._meta.get_field(name), TexteChiffreField)
    ]
    assert sorted(set(open_secrets) - set(SECRETS_NON_SCELLES)) == []


def test_a_sealed_column_is_classified_secret():
    exposed = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, TexteChiffreField) and field.name not in fields_of(model, "secrets")
    ]
    assert exposed == []


def test_a_relation_to_an_account_is_personal():
    """Who did what, when: the workplace surveillance of mediators starts with such a column."""
    exposed = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if not model._meta.auto_created
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        if field.is_relation and field.related_model._meta.label == "cadre.Compte"
        if field.name not in fields_of(model, "personnels", "secrets")
    ]
    assert exposed == []
