"""What comes back from one workshop to the next, named by people."""

from django.db import models

from entredeux.reseau.models.ateliers import Element
from entredeux.reseau.models.base import FicheReseau
from entredeux.reseau.models.champs import CodeField
from entredeux.reseau.models.vocabulaires import choose_themes
from entredeux.territoires.models import Region


class Point(FicheReseau):
    """One thing several workshops said, in a sentence. Someone puts items behind it, a machine only proposes; how
    many workshops, regions and years are behind it is counted, never typed.

    `region`: whose editors may reword it; empty, the network's facilitators alone.
    """

    titre = models.CharField("ce qui revient, en une phrase", max_length=240, unique=True)
    theme = CodeField("thème", choix=choose_themes)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Classement:
        ouverts = ("titre", "theme")
        internes = ("region",)

    class Meta:
        ordering = ["titre"]

    def __str__(self) -> str:
        return self.titre


class Rattachement(FicheReseau):
    """An item put behind a point. An item may stand behind several."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="rattachements")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="rattachements")

    class Classement:
        ouverts = ("point", "element")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "element"], name="rattachement_unique")]

    def __str__(self) -> str:
        return str(self.pk)
