"""The catalogue of indicators: one YAML file a register of the utility guide, checked, kept version by version."""

from entredeux.observatoire.indicateurs.lecture import Catalogue, Faute, read_catalogue
from entredeux.observatoire.indicateurs.schema import Indicateur

__all__ = ["Catalogue", "Faute", "Indicateur", "read_catalogue"]
