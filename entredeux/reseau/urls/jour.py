from django.urls import path

from entredeux.reseau.views import accueil, attestations, presences

ACCUEIL = "evenements/<slug:journee>/accueil-du-jour/"
PRESENCES = "evenements/<slug:journee>/presences/"

urlpatterns = [
    path("accueils/", presences.accueils, name="accueils"),
    path(ACCUEIL, accueil.liste, name="accueil_du_jour"),
    path(f"{ACCUEIL}lien/<str:jeton>/", accueil.enter, name="accueil_lien"),
    path(f"{ACCUEIL}gestes/", accueil.tap, name="accueil_geste"),
    path(f"{ACCUEIL}une-personne-de-plus/", accueil.welcome, name="accueil_sur_place"),
    path(f"{ACCUEIL}liste.json", accueil.download, name="accueil_liste"),
    path(f"{ACCUEIL}envois/", accueil.receive, name="accueil_envois"),
    path(f"{ACCUEIL}hors-ligne/", accueil.offline, name="accueil_hors_ligne"),
    path(f"{ACCUEIL}service.js", accueil.service_worker, name="accueil_service"),
    path(f"{ACCUEIL}papier/", accueil.paper, name="accueil_papier"),
    path(f"{ACCUEIL}ressaisie/", accueil.reenter, name="accueil_ressaisie"),
    path(f"{ACCUEIL}terminer/", accueil.finish, name="accueil_terminer"),
    path(PRESENCES, presences.show, name="presences"),
    path(f"{PRESENCES}liens/", presences.open_link, name="presences_lien"),
    path(f"{PRESENCES}liens/<uuid:lien_id>/revoquer/", presences.revoke_link, name="presences_revoquer"),
    path(f"{PRESENCES}connexions/", presences.receive_file, name="connexions"),
    path(f"{PRESENCES}connexions/<uuid:connexions_id>/", presences.show_file, name="connexions_apercu"),
    path(f"{PRESENCES}connexions/<uuid:connexions_id>/appliquer/", presences.apply_file, name="connexions_appliquer"),
    path(f"{PRESENCES}connexions/<uuid:connexions_id>/abandonner/", presences.drop_file, name="connexions_abandonner"),
    path(f"{PRESENCES}attestations/", presences.issue, name="attestations_emettre"),
    path(f"{PRESENCES}attestations/<uuid:attestation_id>.pdf", presences.print_one, name="attestation_imprimer"),
    path("attestations/verifier/", attestations.verify, name="verifier_attestation"),
    path("attestations/lien/<str:jeton>/", attestations.show, name="attestation"),
    path("attestations/lien/<str:jeton>/attestation.pdf", attestations.download, name="attestation_pdf"),
    path("attestations/lien/<str:jeton>/retirer/", attestations.withdraw, name="attestation_retirer"),
]
