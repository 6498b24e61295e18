"""The phone's addresses, under /terrain/: the scope of its service worker."""

from django.urls import path

from entredeux.carnet.views import telephone

app_name = "carnet_telephone"
urlpatterns = [
    path("carnet/", telephone.coquille, name="coquille"),
    path("carnet/manifeste.json", telephone.manifeste, name="manifeste"),
    path("carnet/paquet.json", telephone.paquet, name="paquet"),
    path("carnet/telephone/", telephone.enroler, name="enroler"),
    path("service.js", telephone.service, name="service"),
]
