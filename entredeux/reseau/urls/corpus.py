from django.urls import path

from entredeux.reseau.views import corpus, points, restitutions

urlpatterns = [
    path("corpus/", corpus.corpus, name="corpus"),
    path("corpus/corpus.csv", corpus.corpus_csv, name="corpus_csv"),
    path("corpus/corpus.ods", corpus.corpus_ods, name="corpus_ods"),
    path("corpus/comparer/", corpus.comparer, name="corpus_comparer"),
    path("corpus/ce-qui-revient/", corpus.points, name="corpus_points"),
    path("corpus/ce-qui-revient/<uuid:point_id>/", corpus.point, name="corpus_point"),
    path("corpus/ce-qui-revient/<uuid:point_id>/modifier/", points.point_modifier, name="corpus_point_modifier"),
    path("corpus/ce-qui-revient/<uuid:point_id>/supprimer/", points.point_supprimer, name="corpus_point_supprimer"),
    path("corpus/ce-qui-revient/<uuid:point_id>/detacher/<uuid:element_id>/", points.detacher, name="corpus_detacher"),
    path("corpus/rapprochements/", points.rapprochements, name="corpus_rapprochements"),
    path("corpus/rapprochements/<uuid:element_id>/", points.rattacher, name="corpus_rattacher"),
    path("restitutions/<slug:restitution_slug>/restitution.pdf", restitutions.pdf, name="restitution_pdf"),
    path("restitutions/<slug:restitution_slug>/restitution.odt", restitutions.odt, name="restitution_odt"),
]
