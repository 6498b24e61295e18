"""Our own pages of the network, one file a subject; what editors write is served after them (urls_bureau.py)."""

from entredeux.reseau.urls import (
    abonnements,
    ateliers,
    collectifs,
    corpus,
    inscriptions,
    jour,
    pages,
    recherche,
    replays,
    ressources,
)

urlpatterns = [
    *pages.urlpatterns,
    *inscriptions.urlpatterns,
    *jour.urlpatterns,
    *ateliers.urlpatterns,
    *corpus.urlpatterns,
    *replays.urlpatterns,
    *ressources.urlpatterns,
    *collectifs.urlpatterns,
    *abonnements.urlpatterns,
    *recherche.urlpatterns,
]
