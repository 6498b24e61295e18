"""What public statistics say of a territory: definitions, files, rows. Never a figure of activity."""

from entredeux.territoires.contexte.definitions import Definition, read_definitions

__all__ = ["Definition", "read_definitions"]
