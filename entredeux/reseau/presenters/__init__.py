"""How the network's records are said. Importing the package registers what each page's template receives."""

from entredeux.reseau.presenters import evenement, pages, ressources, restitutions

__all__ = ["evenement", "pages", "ressources", "restitutions"]
