from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from entredeux.cadre.chiffrement import read_master


@register()
def check_master_keys(**_: object) -> list[CheckMessage]:
    """A malformed master key stops every command, before it meets a text."""
    found: list[CheckMessage] = []
    for name, value in (("ENTREDEUX_CLE_MAITRE", settings.CLE_MAITRE), *_previous()):
        try:
            read_master(value)
        except ValueError as error:
            found.append(
                Error(
                    f"{name} : {error}",
                    hint="Une clé neuve : head -c 32 /dev/urandom | base64",
                    id="cadre.E001",
                )
            )
    return found


def _previous() -> list[tuple[str, str]]:
    value = settings.CLE_MAITRE_PRECEDENTE
    return [("ENTREDEUX_CLE_MAITRE_PRECEDENTE", value)] if value else []
