"""No column of any installed table without a level: ours beside the model, the libraries' in one file."""

import pytest
from django.apps import apps
from django.db import connection, models

from entredeux.cadre.classement import NIVEAUX, Anomalie, fields_of, find_anomalies, our_models, read_classement
from entredeux.cadre.classement_tiers import (
    TABLES_SANS_MODELE,
    TIERS,
    find_third_party_anomalies,
    third_party_models,
)
from entredeux.cadre.models import Cle, Compte, Structure


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_of_ours_is_classified_once(model: type[models.Model]) -> None:
    assert find_anomalies(model) == []
    assert set(read_classement(model).values()) <= set(NIVEAUX)


@pytest.mark.parametrize("model", third_party_models(), ids=lambda model: model._meta.label)
def test_every_field_of_a_library_is_classified_once(model: type[models.Model]) -> None:
    assert find_third_party_anomalies(model) == []
    assert TIERS[model._meta.label].raison


def test_no_library_is_classified_without_being_installed() -> None:
    installed = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert set(TIERS) - installed <= {"sites.Site"}


def test_every_table_of_the_database_belongs_to_a_classified_model(db: None) -> None:
    known = {model._meta.db_table for model in [*our_models(), *third_party_models()]}
    tables = set(connection.introspection.table_names()) - known - set(TABLES_SANS_MODELE)
    assert tables == set()


def test_missing_double_and_absent_fields_are_found() -> None:
    class Classement:
        ouverts = ("id", "nom")
        internes = ("nom", "disparu")

    class Faux(Structure):
        class Meta:
            proxy = True
            app_label = "cadre"

    fields = {field.name for field in Structure._meta.concrete_fields}
    Faux.Classement = Classement
    try:
        found = find_anomalies(Faux)
    finally:
        del apps.all_models["cadre"]["faux"]
        apps.clear_cache()
    assert Anomalie("disparu", "classé mais absent du modèle") in found
    assert Anomalie("nom", "classé deux fois") in found
    assert fields >= {"id", "nom"}


def test_levels_of_an_account() -> None:
    assert fields_of(Compte, "secrets") == ["password"]
    assert set(fields_of(Compte, "personnels")) >= {"email", "nom", "last_login"}
    assert fields_of(Cle, "secrets") == ["enveloppe"]
    assert "email" not in fields_of(Compte, "ouverts", "internes")
