from django.urls import path

from entredeux.reseau.views.ateliers import animation, feuille, papier, public, relecture, synthese

FEUILLE = "feuilles/<str:cle_feuille>"
urlpatterns = [
    path("feuilles/", animation.mes_feuilles, name="mes_feuilles"),
    path(f"{FEUILLE}/", feuille.feuille, name="feuille"),
    path(f"{FEUILLE}/noter/", feuille.noter, name="feuille_noter"),
    path(f"{FEUILLE}/contributions/", feuille.contributions, name="feuille_contributions"),
    path(f"{FEUILLE}/papier/", papier.papier, name="feuille_papier"),
    path(f"{FEUILLE}/papier.pdf", papier.pdf, name="feuille_pdf"),
    path(f"{FEUILLE}/pleniere/", papier.pleniere, name="feuille_pleniere"),
    path(f"{FEUILLE}/clore/", feuille.clore, name="feuille_clore"),
    path(f"{FEUILLE}/rouvrir/", feuille.rouvrir, name="feuille_rouvrir"),
    path(f"{FEUILLE}/propositions/", relecture.amendements, name="feuille_amendements"),
    path(f"{FEUILLE}/propositions/<uuid:amendement_id>/", relecture.decider, name="feuille_decider"),
    path(f"{FEUILLE}/elements/<uuid:dit_id>/", feuille.modifier, name="feuille_modifier"),
    path(f"{FEUILLE}/elements/<uuid:dit_id>/retirer/", feuille.retirer, name="feuille_retirer"),
    path(f"{FEUILLE}/elements/<uuid:dit_id>/remettre/", feuille.remettre, name="feuille_remettre"),
    path(f"{FEUILLE}/elements/<uuid:dit_id>/place/", feuille.deplacer, name="feuille_deplacer"),
    path("relectures/<uuid:feuille_id>/<str:lien_relecture>/", relecture.relecture, name="relecture"),
    path("rapporteurs/<uuid:rapporteur_id>/retirer/", animation.retirer_rapporteur, name="rapporteur_retirer"),
    path("engagements/", animation.engagements, name="engagements"),
    path("engagements/<uuid:element_id>/", animation.engagement, name="engagement"),
    path("elements/<uuid:element_id>/retirer/", animation.retirer_element, name="element_retirer"),
    path("evenements/<slug:slug>/feuilles/", animation.feuilles, name="feuilles"),
    path("evenements/feuilles/<uuid:feuille_id>/publier/", animation.publier_feuille, name="feuille_publier"),
    path("evenements/<slug:slug>/ateliers/<uuid:sequence_uid>/", public.atelier, name="atelier"),
    path("evenements/<slug:slug>/synthese/", public.synthese, name="synthese"),
    path("evenements/<slug:slug>/synthese.pdf", public.synthese_pdf, name="synthese_pdf"),
    path("evenements/<slug:slug>/synthese/composer/", synthese.composer, name="synthese_composer"),
    path("evenements/<slug:slug>/synthese/publier/", synthese.publier, name="synthese_publier"),
    path("syntheses/passages/<uuid:passage_synthese_id>/", synthese.rediger, name="passage_rediger"),
    path("syntheses/passages/<uuid:passage_synthese_id>/place/", synthese.passage, name="passage_place"),
]
