import logging
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("entredeux.requete")


class RequestLogMiddleware:
    """One line per request: the route's pattern, never the path (a search term or a token is in it)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start, number = time.monotonic(), uuid.uuid4().hex[:12]
        response = self.get_response(request)
        match = request.resolver_match
        logger.info(
            "requete",
            extra={
                "requete": number,
                "methode": request.method,
                "route": match.route if match else "",
                "statut": response.status_code,
                "duree_ms": round((time.monotonic() - start) * 1000, 1),
            },
        )
        response["X-Requete"] = number
        return response
