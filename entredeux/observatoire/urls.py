from django.urls import path

from entredeux.observatoire.api import nothing_here, routes
from entredeux.observatoire.views import activite, cles, contexte, donnees, evaluation, indicateurs, parutions

app_name = "observatoire"
urlpatterns = [
    path("activite/", activite.activite, name="activite"),
    path("activite.csv", activite.activite_csv, name="activite_csv"),
    path("activite/exacte/", activite.exacte, name="exacte"),
    path("methode/", activite.methode, name="methode"),
    path("contexte/", contexte.contexte, name="contexte"),
    path("contexte.csv", contexte.contexte_csv, name="contexte_csv"),
    path("indicateurs/", indicateurs.indicateurs, name="indicateurs"),
    path("halls/", evaluation.actions_halls, name="actions_halls"),
    path("halls/declarer/", evaluation.declarer, name="action_declarer"),
    path("halls/<uuid:action_id>/", evaluation.action_hall, name="action_hall"),
    path("halls/<uuid:action_id>/retirer/", evaluation.retirer, name="action_retirer"),
    path("conventions/", parutions.conventions, name="conventions"),
    path("parutions/", parutions.parutions, name="parutions"),
    path("parutions/preparer/", parutions.preparer, name="parutions_preparer"),
    path("parutions/<uuid:parution_id>/", parutions.parution, name="parution"),
    path("parutions/<uuid:parution_id>/relire/", parutions.relire, name="parution_relire"),
    path("parutions/<uuid:parution_id>/paraitre/", parutions.paraitre, name="parution_paraitre"),
    path("parutions/<uuid:parution_id>/donnees/<slug:indicateur>.csv", donnees.indicateur_csv, name="donnees_csv"),
    path("parutions/<uuid:parution_id>/schema.json", donnees.schema, name="donnees_schema"),
    path("parutions/<uuid:parution_id>/datapackage.json", donnees.datapackage, name="donnees_paquet"),
    path("parutions/<uuid:parution_id>/vocabulaire.csv", donnees.vocabulaire, name="donnees_vocabulaire"),
    path("parutions.atom", donnees.atom, name="atom"),
    path("cles/", cles.cles, name="cles"),
    path("cles/<uuid:cle_id>/retirer/", cles.retirer, name="cle_retirer"),
    path("api/", cles.api_page, name="api"),
    path("api/v1/", routes),
    path("api/v1/<path:reste>", nothing_here),
]
