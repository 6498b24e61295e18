"""One file of routes by subject, so that each reads whole."""

from django.urls import URLPattern, URLResolver, path

from entredeux.participation.views import demarches, groupes, paroles, public, retours

app_name = "participation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", demarches.accueil, name="accueil"),
    path("paroles/nouvelle/", paroles.nouvelle, name="parole_nouvelle"),
    path("paroles/cartes/", paroles.cartes, name="cartes"),
    path("paroles/<uuid:parole_id>/", paroles.parole, name="parole"),
    path("paroles/<uuid:parole_id>/retirer/", paroles.retirer, name="parole_retirer"),
    path("paroles/<uuid:parole_id>/detacher/", groupes.detacher, name="parole_detacher"),
    path("regrouper/", groupes.regrouper, name="regrouper"),
    path("groupes/", groupes.groupes, name="groupes"),
    path("groupes/<uuid:groupe_id>/", groupes.groupe, name="groupe"),
    path("groupes/<uuid:groupe_id>/envoyer/", groupes.envoyer, name="groupe_envoyer"),
    path("groupes/<uuid:groupe_id>/feuille/", groupes.feuille, name="groupe_feuille"),
    path("groupes/<uuid:groupe_id>/rappeler/", groupes.rappeler, name="groupe_rappeler"),
    path("groupes/<uuid:groupe_id>/sans-reponse/", groupes.sans_reponse, name="groupe_sans_reponse"),
    path("groupes/<uuid:groupe_id>/reponse/", groupes.reponse, name="groupe_reponse"),
    path("a-redire/", retours.a_redire, name="a_redire"),
    path("a-redire/<uuid:retour_id>/", retours.retour, name="retour"),
    path("demarches/", demarches.demarches, name="demarches"),
    path("demarches/nouvelle/", demarches.nouvelle, name="demarche_nouvelle"),
    path("demarches/<uuid:demarche_id>/", demarches.demarche, name="demarche"),
    path("demarches/<uuid:demarche_id>/clore/", demarches.clore, name="demarche_clore"),
    path("demarches/<uuid:demarche_id>/rencontre/", demarches.rencontre, name="rencontre_nouvelle"),
    path("demarches/<uuid:demarche_id>/proposition/", demarches.proposition, name="proposition_nouvelle"),
    path("rencontres/<uuid:rencontre_comptee_id>/retirer/", demarches.retirer_rencontre, name="rencontre_retirer"),
    path("propositions/<uuid:proposition_id>/", demarches.suite, name="suite"),
    path("propositions/<uuid:proposition_id>/retirer/", demarches.retirer, name="proposition_retirer"),
    path("portee/", demarches.portee, name="portee"),
    # without an account
    path("recu/", public.recu, name="recu"),
    path("repondre/<str:jeton>/", public.repondre, name="repondre"),
]
