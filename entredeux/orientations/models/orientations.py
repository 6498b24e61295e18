"""Handing over: one need, the services it is put to, what each answered and what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Enregistrement
from entredeux.orientations.enums import Aide, Autonomie, Besoin, Degre, EtatEnvoi, Nature, Profession, RaisonRefus
from entredeux.orientations.models.matrice import MatriceDeontologique
from entredeux.partenaires.models import StructurePartenaire
from entredeux.situations.models import Partie, Situation


class Orientation(Enregistrement):
    """A need. `unite` is the situation's when there is one. A question has no party: nobody is behind it.

    `contact` is only for a referral without a party; a party's contact stays with it.
    """

    nature = models.CharField("nature", max_length=12, choices=Nature.choices, default=Nature.ORIENTATION)
    situation = models.ForeignKey(
        Situation, on_delete=models.CASCADE, null=True, blank=True, related_name="orientations"
    )
    partie = models.ForeignKey(Partie, on_delete=models.CASCADE, null=True, blank=True, related_name="orientations")
    besoin = models.CharField("besoin", max_length=40, choices=Besoin.choices)
    precisions = TexteChiffreField("précisions")
    contact = TexteChiffreField("comment joindre la personne")
    guide = models.CharField("réponses au guide", max_length=40, blank=True)
    matrice = models.ForeignKey(MatriceDeontologique, on_delete=models.PROTECT, related_name="+")

    class Classement:
        internes = ("nature", "situation", "partie", "besoin", "guide", "matrice")
        secrets = ("precisions", "contact")

    class Meta:
        ordering = ["-cree_le"]
        constraints = [
            models.CheckConstraint(
                name="orientation_question_sans_partie",
                condition=~Q(nature=Nature.QUESTION) | Q(partie__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_besoin_display()}, {self.cree_le:%d/%m/%Y}"

    @property
    def sujet(self) -> uuid.UUID:
        """Whose consent is asked: the party's, else that of whoever this referral is for."""
        return self.partie_id or self.pk


class Envoi(Enregistrement):
    """What is put to one service. `unite` is the orientation's; `tour` changes with each link, so that an old one dies.

    `reponse` is what the service wrote (a reason, a precision, an answer); `complement`, what the team added;
    `parole`, what the person says of it, with their agreement.
    """

    orientation = models.ForeignKey(Orientation, on_delete=models.CASCADE, related_name="envois")
    partenaire = models.ForeignKey(StructurePartenaire, on_delete=models.PROTECT, related_name="+")
    profession = models.CharField("profession", max_length=24, choices=Profession.choices)
    degre = models.CharField("ce qui est dit", max_length=8, choices=Degre.choices)
    etat = models.CharField("état", max_length=20, choices=EtatEnvoi.choices, default=EtatEnvoi.PROPOSEE)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    lien_le = models.DateTimeField("lien fait le", null=True, blank=True)
    tour = models.PositiveSmallIntegerField("tour du lien", default=0)
    code_index = models.CharField(max_length=64, blank=True)
    code_le = models.DateTimeField(null=True, blank=True)
    code_essais = models.PositiveSmallIntegerField(default=0)
    ouvert_le = models.DateTimeField("ouvert la première fois le", null=True, blank=True)
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    raison_refus = models.CharField("raison", max_length=12, choices=RaisonRefus.choices, blank=True)
    reponse = TexteChiffreField("réponse du service")
    complement = TexteChiffreField("complément de l'équipe")
    rappels = models.PositiveSmallIntegerField("rappels", default=0)
    rappele_le = models.DateField("dernier rappel", null=True, blank=True)
    rdv_le = models.DateField("rendez-vous le", null=True, blank=True)
    resultat_le = models.DateField("résultat connu le", null=True, blank=True)
    aide = models.CharField("cela a-t-il aidé ?", max_length=12, choices=Aide.choices, blank=True)
    autonomie = models.CharField("autonomie après l'aide", max_length=20, choices=Autonomie.choices, blank=True)
    parole = TexteChiffreField("ce que la personne en dit")

    class Classement:
        internes = (
            "orientation",
            "partenaire",
            "profession",
            "degre",
            "etat",
            "envoye_le",
            "lien_le",
            "tour",
            "code_index",
            "code_le",
            "code_essais",
            "ouvert_le",
            "repondu_le",
            "raison_refus",
            "rappels",
            "rappele_le",
            "rdv_le",
            "resultat_le",
            "aide",
            "autonomie",
        )
        secrets = ("reponse", "complement", "parole")

    class Meta:
        ordering = ["cree_le"]
        indexes = [models.Index(fields=["structure", "etat"], name="envoi_etat")]
        constraints = [
            models.UniqueConstraint(fields=["orientation", "partenaire"], name="envoi_partenaire_unique"),
            models.CheckConstraint(
                name="envoi_parti_a_une_date",
                condition=Q(etat__in=(EtatEnvoi.PROPOSEE, EtatEnvoi.ANNULEE, EtatEnvoi.RETIREE))
                | Q(envoye_le__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partenaire}, {self.get_etat_display().lower()}"
