from django.urls import path

from entredeux.reseau.views import replays as views

REPLAY = "evenements/<slug:slug>/replay/"

urlpatterns = [
    path(REPLAY, views.replay, name="replay"),
    path(f"{REPLAY}sous-titres.vtt", views.sous_titres, name="replay_sous_titres"),
    path(f"{REPLAY}video", views.video, name="replay_video"),
    path(f"{REPLAY}gerer/", views.gerer, name="replay_gerer"),
    path(f"{REPLAY}moments/<int:moment_id>/retirer/", views.retirer_moment, name="replay_retirer_moment"),
]
