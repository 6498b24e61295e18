"""The deontology matrix of a structure, version by version."""

from django.db import models

from entredeux.cadre.models import Enregistrement
from entredeux.orientations.regles import LigneMatrice, line_of, read_lines


class MatriceDeontologique(Enregistrement):
    """One version, kept whole and never changed: each referral keeps the one that was applied to it."""

    numero = models.PositiveIntegerField("version")
    lignes = models.JSONField("lignes")

    class Classement:
        internes = ("numero", "lignes")

    class Meta:
        verbose_name = "matrice déontologique"
        ordering = ["structure", "-numero"]
        constraints = [models.UniqueConstraint(fields=["structure", "numero"], name="matrice_numero_unique")]

    def __str__(self) -> str:
        return f"matrice déontologique, version {self.numero}"

    @property
    def regles(self) -> tuple[LigneMatrice, ...]:
        return read_lines(self.lignes)

    def line(self, profession: str) -> LigneMatrice:
        return line_of(self.regles, profession)
