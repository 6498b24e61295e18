from django.conf import settings
from django.http import HttpRequest

from entredeux.demo.distribution import DISTRIBUTION, MOT_DE_PASSE


def comptes(request: HttpRequest) -> dict:
    """The cast and its password, on the log-in pages of a demonstration and nowhere else."""
    if settings.INSTANCE != "demo" or request.user.is_authenticated:
        return {}
    return {"comptes_demo": DISTRIBUTION, "mot_de_passe_demo": MOT_DE_PASSE}
