from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class WordlessAnswerMiddleware:
    """A 405 comes out of Django with an empty body, which a browser shows as its own failure: give it our words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "ui/erreurs/405.html", status=405)
        page["Allow"] = response.get("Allow", "")
        return page
