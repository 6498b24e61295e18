from django.urls import path

from entredeux.carnet.api import routes
from entredeux.carnet.views import bureau

app_name = "carnet"
urlpatterns = [
    path("quarantaine/", bureau.quarantaine, name="quarantaine"),
    path("quarantaine/<uuid:enveloppe_id>/", bureau.enveloppe, name="enveloppe"),
    path("quarantaine/<uuid:enveloppe_id>/trancher/", bureau.trancher, name="trancher"),
    path("quarantaine/<uuid:enveloppe_id>/ecarter/", bureau.ecarter, name="ecarter"),
    path("telephones/", bureau.telephones, name="telephones"),
    path("telephones/<uuid:telephone_id>/revoquer/", bureau.revoquer, name="revoquer"),
    path("cle/", bureau.tourner_cle, name="tourner_cle"),
    path("", routes),
]
