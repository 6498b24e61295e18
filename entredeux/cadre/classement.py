"""Privacy as a type: every field of every model of ours is sorted, beside the model, into four classes.

    class Classement:
        ouverts = ("qpv",)            may be published as it is
        internes = ("duree",)         the structure's; feeds facts and exports
        personnels = ("compte",)      tells of an identifiable person: never in facts, scrubbed from demo data
        secrets = ("note",)           encrypted at rest, each read journaled, never in an export nor a list

Exports, facts, the purge and the register of processings are drawn from it (decisions.md, style.md 17).
"""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import models

NIVEAUX = ("ouverts", "internes", "personnels", "secrets")


@dataclass(frozen=True)
class Anomalie:
    champ: str
    raison: str


def our_models() -> list[type[models.Model]]:
    labels = {name.rpartition(".")[2] for name in settings.APPLICATIONS}
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in labels and not model._meta.proxy
    ]


def read_classement(model: type[models.Model]) -> dict[str, str]:
    """Field name -> one of NIVEAUX. Parents' classes are merged; a table of pairs follows its owner's field."""
    if model._meta.auto_created:
        return {field.name: "personnels" for field in model._meta.concrete_fields}
    levels: dict[str, str] = {}
    for parent in reversed(model.__mro__):
        declared = parent.__dict__.get("Classement")
        for level in NIVEAUX:
            levels |= dict.fromkeys(getattr(declared, level, ()), level)
    return levels


def fields_of(model: type[models.Model], *levels: str) -> list[str]:
    """Names of the model's fields of these levels, in the model's order."""
    wanted = read_classement(model)
    names = [field.name for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]]
    return [name for name in names if wanted.get(name) in levels]


def find_anomalies(model: type[models.Model]) -> list[Anomalie]:
    """Fields unclassified, classified twice, or named but absent."""
    fields = {field.name for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]}
    seen: list[str] = []
    for parent in model.__mro__:
        declared = parent.__dict__.get("Classement")
        seen += [name for level in NIVEAUX for name in getattr(declared, level, ())]
    if model._meta.auto_created:
        return []
    return [
        *(Anomalie(name, "non classé") for name in sorted(fields - set(seen))),
        *(Anomalie(name, "classé deux fois") for name in sorted({n for n in seen if seen.count(n) > 1})),
        *(Anomalie(name, "classé mais absent du modèle") for name in sorted(set(seen) - fields)),
    ]
