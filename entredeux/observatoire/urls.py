from django.urls import path

from entredeux.observatoire.views import activite, contexte, evaluation, indicateurs, parutions

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
    path("parutions/<uuid:parution_id>/paraitre/", parutions.paraitre, name="parution_paraitre"),
    path("parutions/<uuid:parution_id>/<int:rang>.csv", parutions.parution_csv, name="parution_csv"),
]
