"""import-linter does not see a foreign key written as a string: every relation must point downwards too."""

from django.contrib.contenttypes.fields import GenericForeignKey

from entredeux.cadre.classement import our_models
from tests.architecture.test_imports import layers_of_apps


def test_every_relation_points_downwards_or_stays_inside():
    ranks = {app.strip(): rank for rank, layer in enumerate(reversed(layers_of_apps())) for app in layer.split("|")}
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        if field.is_relation and field.related_model._meta.app_label in ranks
        if model._meta.app_label != field.related_model._meta.app_label
        and ranks[field.related_model._meta.app_label] >= ranks[model._meta.app_label]
    ]
    assert upward == []


def test_no_relation_hides_its_target():
    hidden = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.private_fields
        if isinstance(field, GenericForeignKey)
    ]
    assert hidden == []
