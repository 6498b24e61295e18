"""The pages people meet when something did not go through. Each says what happened, what was kept, what to do next.

They live in config because they read `Refus` (socle) and draw with ui, which do not know each other.
"""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from entredeux.socle.erreurs import Refus

logger = logging.getLogger("entredeux.erreurs")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        limite = f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2} Mo"
        return render(request, "ui/erreurs/413.html", {"limite": limite}, status=413)
    return render(request, "ui/erreurs/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Only a Refus speaks to the reader: any other exception's words are not ours, and stay in the log."""
    raison = str(exception) if isinstance(exception, Refus) else ""
    return render(request, "ui/erreurs/403.html", {"raison": raison}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "ui/erreurs/403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "ui/erreurs/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Reads neither the database nor the session: they may be what failed."""
    try:
        page = render_to_string("ui/erreurs/500.html", {"est_demo": settings.INSTANCE == "demo"})
    except Exception:  # the styles' manifest may be what is missing: a plain page is better than none
        logger.exception("page_500_sans_style")
        page = render_to_string("ui/erreurs/500_nue.html")
    return HttpResponseServerError(page)
