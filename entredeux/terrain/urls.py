from django.urls import path

from entredeux.terrain.views import champ, coordination, dysfonctionnements, equipe, missions

app_name = "terrain"
urlpatterns = [
    path("", champ.accueil, name="accueil"),
    path("commencer/", champ.commencer, name="commencer"),
    path("presences/<uuid:presence_id>/arreter/", champ.arreter, name="arreter"),
    path("presences/<uuid:presence_id>/lieux/", champ.autre_lieu, name="autre_lieu"),
    path("presences/<uuid:presence_id>/lieux/<uuid:lieu_id>/", champ.etat_lieu, name="etat_lieu"),
    path("presences/<uuid:presence_id>/lieux/<uuid:lieu_id>/rien/", champ.rien_a_signaler, name="rien_a_signaler"),
    path("passages/<uuid:passage_id>/annuler/", champ.annuler_passage, name="annuler_passage"),
    path("intervention/", champ.intervention, name="intervention"),
    path("interventions/<uuid:intervention_id>/annuler/", champ.annuler_intervention, name="annuler_intervention"),
    path("dysfonctionnement/", champ.dysfonctionnement, name="dysfonctionnement"),
    path("consignes/", equipe.consignes, name="consignes"),
    path("consignes/<uuid:consigne_id>/", equipe.consigne, name="consigne"),
    path("consignes/<uuid:consigne_id>/lu/", equipe.accuser, name="accuser"),
    path("incident/", equipe.incident, name="incident"),
    path("incidents/", equipe.incidents, name="incidents"),
    path("incidents/<uuid:incident_id>/", equipe.incident_detail, name="incident_detail"),
    path("urgence/", equipe.urgence, name="urgence"),
    path("aujourdhui/", coordination.aujourdhui, name="aujourdhui"),
    path("semaine/", coordination.semaine, name="semaine"),
    path("interventions/", coordination.interventions, name="interventions"),
    path("interventions/export.csv", coordination.export, name="export"),
    path("interventions/<uuid:intervention_id>/", coordination.intervention_detail, name="intervention_detail"),
    path("interventions/<uuid:intervention_id>/note/", coordination.intervention_note, name="intervention_note"),
    path("interventions/<uuid:intervention_id>/corriger/", coordination.corriger, name="corriger"),
    path("dysfonctionnements/", dysfonctionnements.dysfonctionnements, name="dysfonctionnements"),
    path(
        "dysfonctionnements/<uuid:dysfonctionnement_id>/",
        dysfonctionnements.dysfonctionnement_detail,
        name="dysfonctionnement_detail",
    ),
    path("dysfonctionnements/<uuid:dysfonctionnement_id>/photo/", dysfonctionnements.photo, name="photo"),
    path("missions/", missions.missions, name="missions"),
    path("missions/nouvelle/", missions.mission_nouvelle, name="mission_nouvelle"),
    path("missions/<uuid:mission_id>/", missions.mission, name="mission"),
    path("fiche-papier/", missions.fiche_papier, name="fiche_papier"),
    path("ressaisie/", missions.ressaisie, name="ressaisie"),
]
