from django.urls import path

from entredeux.situations.views import alertes, ecole, parties, posture, situations

app_name = "situations"
urlpatterns = [
    path("", situations.liste, name="liste"),
    path("nouvelle/", situations.nouvelle, name="nouvelle"),
    path("<uuid:situation_id>/", situations.situation, name="situation"),
    path("<uuid:situation_id>/vers/<slug:vers>/", situations.etape, name="etape"),
    path("<uuid:situation_id>/annuler-etape/", situations.annuler_etape, name="annuler_etape"),
    path("<uuid:situation_id>/planifier/", situations.planifier, name="planifier"),
    path("<uuid:situation_id>/confier/", situations.confier, name="confier"),
    path("<uuid:situation_id>/table-ronde/", situations.table_ronde, name="table_ronde"),
    path("<uuid:situation_id>/parties/ajouter/", parties.ajouter, name="ajouter_partie"),
    path("<uuid:situation_id>/engagements/nouveau/", parties.engagement_nouveau, name="engagement_nouveau"),
    path("engagements/<uuid:engagement_partie_id>/", parties.engagement, name="engagement"),
    path("<uuid:situation_id>/phare/", ecole.transmettre, name="transmettre_phare"),
    path("phare/<uuid:transmission_phare_id>/exclusion/", ecole.exclusion, name="exclusion"),
    path("phare/<uuid:transmission_phare_id>/annuler/", ecole.annuler, name="annuler_phare"),
    path("parties/<uuid:partie_id>/", parties.partie, name="partie"),
    path("parties/<uuid:partie_id>/feuille/", parties.feuille, name="feuille_partie"),
    path("parties/<uuid:partie_id>/contact/", parties.contact, name="contact"),
    path("parties/<uuid:partie_id>/issue/", parties.issue, name="issue_partie"),
    path("parties/<uuid:partie_id>/<slug:geste>/", parties.geste, name="geste_partie"),
    path("<uuid:situation_id>/lien-d-interet/", posture.declarer_lien, name="declarer_lien"),
    path("liens-d-interet/<uuid:recusation_id>/lever/", posture.lever_recusation, name="lever_recusation"),
    path("<uuid:situation_id>/notes/nouvelle/", posture.note_privee_nouvelle, name="note_privee_nouvelle"),
    path("notes/<uuid:note_privee_id>/", posture.note_privee, name="note_privee"),
    path("notes/<uuid:note_privee_id>/effacer/", posture.effacer_note_privee, name="effacer_note_privee"),
    path("alertes/", alertes.alertes, name="alertes"),
    path("alertes/nouvelle/", alertes.alerte_nouvelle, name="alerte_nouvelle"),
    path("alertes/<uuid:alerte_id>/", alertes.alerte, name="alerte"),
    path("alertes/<uuid:alerte_id>/decider/", alertes.alerte_decider, name="alerte_decider"),
    path("alertes/<uuid:alerte_id>/transmettre/", alertes.alerte_transmettre, name="alerte_transmettre"),
    path("alertes/<uuid:alerte_id>/accuser/", alertes.alerte_accuser, name="alerte_accuser"),
    path("alertes/<uuid:alerte_id>/annuler/", alertes.alerte_annuler, name="alerte_annuler"),
    path("propos/<uuid:propos_id>/<slug:geste>/", parties.geste_propos, name="geste_propos"),
]
