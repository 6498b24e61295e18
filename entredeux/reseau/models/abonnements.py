from django.db import models
from django.db.models import Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.reseau.models.base import FicheReseau
from entredeux.reseau.models.champs import CodeField
from entredeux.reseau.models.vocabulaires import choose_themes
from entredeux.territoires.models import Region


class Abonnement(FicheReseau):
    """The digest of a theme or of a region, by mail: asked for, then confirmed from the mailbox itself.

    `dernier_envoi`: what the next digest starts after, so that nothing is told twice.
    """

    courriel = TexteChiffreField()
    courriel_index = models.CharField(max_length=64)
    theme = CodeField("thème", choix=choose_themes)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="région", related_name="+"
    )
    confirme_le = models.DateTimeField(null=True, blank=True)
    dernier_envoi = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = ("theme", "region", "confirme_le", "dernier_envoi")
        personnels = ("courriel_index",)
        secrets = ("courriel",)

    class Meta:
        ordering = ["cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["courriel_index", "theme"], condition=Q(region__isnull=True), name="abonnement_un_par_theme"
            ),
            models.UniqueConstraint(
                fields=["courriel_index", "region"], condition=Q(region__isnull=False), name="abonnement_un_par_region"
            ),
            models.CheckConstraint(name="abonnement_un_sujet", condition=Q(theme="") | Q(region__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.theme or self.region_id or 'tout'} {self.pk}"
