"""The list of who joined and left a webinar, as its room exports it: columns, clocks, sections. No query here."""

from entredeux.reseau.connexions.lecture import Lecture, LigneRefusee, Releve, read_connexions

__all__ = ["Lecture", "LigneRefusee", "Releve", "read_connexions"]
