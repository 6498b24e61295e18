"""What comes in by the same door: a resident, a landlord or a school asks, without an account."""

from django.db import models
from django.db.models import Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte, Enregistrement
from entredeux.orientations.enums import Besoin, EtatDemande, OrigineDemande
from entredeux.situations.models import Situation


class DemandeEntrante(Enregistrement):
    """`recu_index` is the keyed hash of a receipt number that only the asker holds. `unite` is its own."""

    origine = models.CharField("qui demande", max_length=12, choices=OrigineDemande.choices)
    besoin = models.CharField("besoin", max_length=40, choices=Besoin.choices)
    texte = TexteChiffreField("la demande")
    contact = TexteChiffreField("comment joindre qui demande")
    recu_index = models.CharField(max_length=64, unique=True)
    etat = models.CharField("état", max_length=12, choices=EtatDemande.choices, default=EtatDemande.RECUE)
    reponse = TexteChiffreField("réponse de l'équipe")
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    traitee_par = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    situation = models.ForeignKey(Situation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Classement:
        internes = ("origine", "besoin", "etat", "traitee_le", "situation")
        personnels = ("recu_index", "traitee_par")
        secrets = ("texte", "contact", "reponse")

    class Meta:
        verbose_name = "demande entrante"
        ordering = ["-cree_le"]
        indexes = [models.Index(fields=["structure", "etat"], name="demande_etat")]
        constraints = [
            models.CheckConstraint(
                name="demande_traitee_a_une_date",
                condition=Q(etat=EtatDemande.RECUE) | Q(traitee_le__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"demande du {self.cree_le:%d/%m/%Y}"
