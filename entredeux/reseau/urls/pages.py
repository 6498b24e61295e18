from django.urls import path

from entredeux.reseau.views import agenda, pages, redaction

urlpatterns = [
    path("", pages.accueil, name="accueil"),
    path("espace/", pages.espace, name="espace"),
    path("programme/", pages.programme, name="programme"),
    path("programme/<slug:serie>/<slug:slug>/", pages.page_d_evenement, name="page_d_evenement"),
    path("le-metier/", pages.metier, name="metier"),
    path("agenda.ics", agenda.agenda, name="agenda"),
    path("agenda.atom", agenda.flux, name="flux"),
    path("evenements/nouvelle-journee/", redaction.nouvelle_journee, name="nouvelle_journee"),
    path("evenements/<slug:slug>/", pages.evenement, name="evenement"),
    path("evenements/<slug:slug>/agenda.ics", agenda.agenda_evenement, name="agenda_evenement"),
    path("intervenants/<slug:intervenant_slug>/", pages.intervenant, name="intervenant"),
    path("organisations/<slug:organisation_slug>/", pages.organisation, name="organisation"),
    path("themes-du-reseau/<slug:theme_code>/", pages.theme, name="theme_du_reseau"),
]
