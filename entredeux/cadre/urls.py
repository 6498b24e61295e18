from django.urls import path

from entredeux.cadre.views import bris_de_glace, comptes, consentements, conservation, droits, journal, profil

app_name = "cadre"
urlpatterns = [
    path("compte/profil/", profil.profil, name="profil"),
    path("compte/structure/", profil.choisir_structure, name="structure"),
    path("compte/sans-acces/", profil.sans_acces, name="sans_acces"),
    path("cadre/roles/", profil.roles, name="roles"),
    path("cadre/comptes/", comptes.comptes, name="comptes"),
    path("cadre/comptes/inviter/", comptes.inviter, name="inviter"),
    path("cadre/comptes/<uuid:pk>/role/", comptes.changer_role, name="changer_role"),
    path("cadre/comptes/<uuid:pk>/fermer/", comptes.fermer, name="fermer"),
    path("cadre/comptes/<uuid:pk>/rouvrir/", comptes.rouvrir, name="rouvrir"),
    path("accords/textes/", consentements.relectures, name="relectures_textes"),
    path("accords/<uuid:consentement_id>/retirer/", consentements.retirer, name="retirer_consentement"),
    path("accords/<str:demande>/", consentements.consentement, name="consentement"),
    path("cadre/ouvertures/", bris_de_glace.ouvertures, name="ouvertures"),
    path("cadre/ouvertures/ouvrir/<slug:sorte>/<uuid:fiche>/", bris_de_glace.ouvrir, name="ouvrir"),
    path("cadre/ouvertures/<uuid:bris_id>/", bris_de_glace.ouverture, name="ouverture"),
    path("cadre/ouvertures/<uuid:bris_id>/refermer/", bris_de_glace.refermer, name="refermer"),
    path("cadre/ouvertures/<uuid:bris_id>/vu/", bris_de_glace.vu, name="ouverture_vue"),
    path("cadre/conservation/", conservation.conservation, name="conservation"),
    path("cadre/conservation/<str:mois>.<slug:extension>", conservation.imprimer, name="conservation_fichier"),
    path("cadre/droits/", droits.demandes, name="demandes_droits"),
    path("cadre/droits/noter/", droits.noter, name="noter_droits"),
    path("cadre/droits/<uuid:demande_droits_id>/", droits.demande, name="demande_droits"),
    path("cadre/droits/<uuid:demande_droits_id>/chercher/", droits.chercher, name="chercher_droits"),
    path("cadre/droits/<uuid:demande_droits_id>/copie.<slug:extension>", droits.copie, name="copie_droits"),
    path("cadre/droits/<uuid:demande_droits_id>/remettre/", droits.remettre, name="remettre_droits"),
    path("cadre/droits/<uuid:demande_droits_id>/effacer/", droits.effacer, name="effacer_droits"),
    path("cadre/droits/<uuid:demande_droits_id>/refuser/", droits.refuser, name="refuser_droits"),
    path("mes-donnees/", droits.suivi, name="suivi_droits"),
    path("compte/mes-donnees.<slug:extension>", droits.ma_copie, name="ma_copie"),
    path("compte/mes-donnees/effacer/", droits.demander_mon_effacement, name="mon_effacement"),
    path("cadre/journal/", journal.journal, name="journal"),
]
