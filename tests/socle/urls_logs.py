"""Views that fail with a person's words, for the tests of the logs."""

import logging
import smtplib

from django.core.exceptions import SuspiciousOperation
from django.core.mail import EmailMessage
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from entredeux.cadre.access import ouvert
from entredeux.cadre.models import Structure
from entredeux.config import urls

MOTS = "Kowalska"


@ouvert("essai")
def crash(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"{MOTS} n'est pas un motif")


@ouvert("essai")
def violate(request: HttpRequest) -> HttpResponse:
    Structure.objects.create(nom=MOTS, nature="association")
    Structure.objects.create(nom=MOTS, nature="association")
    raise AssertionError(connection.vendor)


@ouvert("essai")
def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(f"chemin de {MOTS}")


@ouvert("essai")
def mail(request: HttpRequest) -> HttpResponse:
    try:
        EmailMessage(MOTS, MOTS, to=[f"{MOTS}@exemple.fr"]).send()
    except smtplib.SMTPException:
        logging.getLogger("entredeux.essai").exception("envoi manqué de %s", MOTS)
        raise
    raise AssertionError


@ouvert("essai")
def careless(request: HttpRequest) -> HttpResponse:
    logging.getLogger("bibliotheque").error("refus de " + request.GET.get("q", MOTS))
    logging.getLogger("bibliotheque").error("refus de %s", MOTS)
    logging.getLogger("entredeux.essai").warning("refus de %s", MOTS, extra={"note": MOTS})
    return HttpResponse("fait")


@ouvert("essai")
def search(request: HttpRequest, mot: str) -> HttpResponse:
    return HttpResponse(f"rien pour {mot}")


urlpatterns = [
    path("plante/", crash),
    path("viole/", violate),
    path("suspect/", suspect),
    path("mail/", mail),
    path("negligent/", careless),
    path("recherche/<str:mot>/", search),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
