"""Danger leaves mediation: what remains of it here."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte, Enregistrement
from entredeux.situations.enums import Decision, DestinataireAlerte


class Alerte(Enregistrement):
    """To whom a danger was told, who decided it, and that it was received. Nothing else: no account of the facts, no
    person, no place, no situation, so that it can neither be counted somewhere nor lead to someone.

    `cree_par` is whoever saw the danger: with the coordination and the direction, the only ones who see the row.
    """

    destinataire = models.CharField("à qui", max_length=12, choices=DestinataireAlerte.choices)
    vue_le = models.DateField("danger vu ou appris le", default=timezone.localdate)
    decision = models.CharField("décision", max_length=16, choices=Decision.choices, blank=True)
    decidee_le = models.DateField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidée par"
    )
    transmise_le = models.DateField("transmise le", null=True, blank=True)
    accusee_le = models.DateField("accusé de réception reçu le", null=True, blank=True)
    reference = TexteChiffreField("référence donnée par qui l'a reçue")

    class Classement:
        internes = ("destinataire", "vue_le", "decision", "decidee_le", "transmise_le", "accusee_le")
        personnels = ("decidee_par",)
        secrets = ("reference",)

    class Meta:
        ordering = ["-vue_le", "-cree_le"]
        constraints = [
            models.CheckConstraint(
                name="alerte_decidee_quand_et_par_qui",
                condition=Q(decision="", decidee_le__isnull=True, decidee_par__isnull=True)
                | (~Q(decision="") & Q(decidee_le__isnull=False, decidee_par__isnull=False)),
            ),
            models.CheckConstraint(
                name="alerte_transmise_apres_decision",
                condition=Q(transmise_le__isnull=True) | Q(decision=Decision.ALERTER),
            ),
            models.CheckConstraint(
                name="alerte_accusee_apres_transmission",
                condition=Q(accusee_le__isnull=True) | Q(transmise_le__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"alerte du {self.vue_le:%d/%m/%Y}"

    @property
    def etat(self) -> str:
        if self.decision == Decision.NE_PAS_ALERTER:
            return "sans_alerte"
        if self.accusee_le:
            return "accusee"
        if self.transmise_le:
            return "accuse_attendu"
        return "a_transmettre" if self.decision else "a_decider"
