from django.conf import settings
from django.http import HttpRequest

from entredeux.ui.apparence import APPARENCES, TEMOIN
from entredeux.ui.menu import Menu


def page(request: HttpRequest) -> dict:
    """What every page says of itself: whether its data are synthetic, its menu, the appearance chosen."""
    chosen = request.COOKIES.get(TEMOIN, "")
    return {
        "est_demo": settings.INSTANCE == "demo",
        "apparence": chosen if chosen in APPARENCES else "",
        "menu": Menu(request),
    }
