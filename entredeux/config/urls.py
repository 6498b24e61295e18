from django.urls import include, path

from entredeux.cadre.access import ouvert
from entredeux.cadre.views.consentements import retrait
from entredeux.reseau import urls_bureau
from entredeux.socle.sante import show_sante
from entredeux.ui import views as ui

# ui and socle are below cadre and cannot mark their own views: they are marked here.
sante = ouvert("lue par le répartiteur et la supervision ; ne dit ni version, ni nom, ni secret")(show_sante)
planche = ouvert("montre les composants, en démonstration et en test seulement")(ui.show_planche)
choose_apparence = ouvert("clair ou sombre, un témoin du navigateur")(ui.choose_apparence)

urlpatterns = [
    path("compte/", include("entredeux.cadre.urls_connexion")),
    path("", include("entredeux.cadre.urls")),
    path("retrait/", retrait, name="retrait"),
    path("apparence/", choose_apparence, name="apparence"),
    path("ui/planche/", planche, name="planche"),
    path("ui/planche/<slug:cadre>/", planche, name="planche_cadre"),
    path("themes/", include("entredeux.themes.urls")),
    path("enquete/", include("entredeux.themes.urls_enquete")),
    path("territoires/", include("entredeux.territoires.urls")),
    path("partenaires/", include("entredeux.partenaires.urls")),
    path("carnet/", include("entredeux.carnet.urls")),
    path("terrain/", include("entredeux.carnet.urls_telephone")),
    path("terrain/", include("entredeux.terrain.urls")),
    path("situations/", include("entredeux.situations.urls")),
    path("orientations/", include("entredeux.orientations.urls")),
    path("participation/", include("entredeux.participation.urls")),
    path("observatoire/", include("entredeux.observatoire.urls")),
    path("sante", sante, name="sante"),
    path("", include("entredeux.reseau.urls")),
    path("", include("entredeux.reseau.urls_bureau")),
    path("", include(urls_bureau.pages)),  # last: a published page at any address left
]

handler400 = "entredeux.config.erreurs.bad_request"
handler403 = "entredeux.config.erreurs.permission_denied"
handler404 = "entredeux.config.erreurs.page_not_found"
handler500 = "entredeux.config.erreurs.server_error"
