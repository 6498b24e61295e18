from django.urls import path

from entredeux.themes.views import enquetes, themes

app_name = "themes"
urlpatterns = [
    path("", themes.liste, name="liste"),
    path("vocabulaires/", themes.vocabulaires, name="vocabulaires"),
    path("ouvertures/<uuid:ouverture_id>/fermer/", themes.fermer, name="fermer"),
    path("enquetes/", enquetes.liste, name="enquetes"),
    path("enquetes/<uuid:vague_id>/", enquetes.vague, name="enquete"),
    path("enquetes/<uuid:vague_id>/clore/", enquetes.clore, name="enquete_clore"),
    path("enquetes/publics/<int:public_id>/imprimer/", enquetes.imprimer, name="enquete_imprimer"),
    path("enquetes/publics/<int:public_id>/papier/", enquetes.papier, name="enquete_papier"),
    path("cadre/", themes.principes, name="principes"),
    path("cadre/<slug:principe>/", themes.principe, name="principe"),
    path("<slug:code>/enquete/", enquetes.ouvrir, name="enquete_ouvrir"),
    path("<slug:code>/ouvrir/", themes.ouvrir, name="ouvrir"),
    path("<slug:code>/", themes.fiche, name="fiche"),
]
