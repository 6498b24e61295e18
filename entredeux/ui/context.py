from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict:
    """What every page says of itself: whether its data are synthetic, which theme was chosen."""
    theme = request.COOKIES.get("theme", "")
    return {
        "est_demo": settings.INSTANCE == "demo",
        "apparence": theme if theme in {"clair", "sombre"} else "",
    }
