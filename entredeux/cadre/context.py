from django.http import HttpRequest


def acteur(request: HttpRequest) -> dict:
    return {"acteur": getattr(request, "acteur", None)}
