from django.urls import include, path

from entredeux.cadre.access import ouvert
from entredeux.ui import views as ui

# ui is below cadre and cannot mark its own views: they are marked here.
planche = ouvert("montre les composants, en démonstration et en test seulement")(ui.show_planche)
choose_apparence = ouvert("clair ou sombre, un témoin du navigateur")(ui.choose_apparence)

urlpatterns = [
    path("compte/", include("entredeux.cadre.urls_connexion")),
    path("", include("entredeux.cadre.urls")),
    path("apparence/", choose_apparence, name="apparence"),
    path("ui/planche/", planche, name="planche"),
    path("ui/planche/<slug:cadre>/", planche, name="planche_cadre"),
    path("themes/", include("entredeux.themes.urls")),
    path("terrain/", include("entredeux.terrain.urls")),
    path("observatoire/", include("entredeux.observatoire.urls")),
    path("", include("entredeux.reseau.urls")),
]

handler400 = "entredeux.config.erreurs.bad_request"
handler403 = "entredeux.config.erreurs.permission_denied"
handler404 = "entredeux.config.erreurs.page_not_found"
handler500 = "entredeux.config.erreurs.server_error"
