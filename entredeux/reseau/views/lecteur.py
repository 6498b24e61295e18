from django.http import HttpRequest

from entredeux.cadre.acteur import Acteur


def lecteur_of(request: HttpRequest) -> Acteur:
    """Who reads an open page: the account in its active membership, else the public."""
    acteur = getattr(request, "acteur", None)
    return acteur if isinstance(acteur, Acteur) else Acteur.public()
