"""A resident's word, the others it left with, and the answer brought back in person."""

from django.db import models
from django.db.models import Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Enregistrement
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation.enums import Decision, EtatGroupe, EtatRetour, Origine
from entredeux.territoires.models import Lieu

MINIMUM = 5  # below it a word is alone: it is shown to nobody outside the structure


class GroupeParoles(Enregistrement):
    """Words that a person found alike, sent together to one body, once. `titre` is the team's, not a resident's.

    Once sent, no word joins it (triggers.py): a body that reads it twice would see which one is new.
    `tour` changes with each link, so that an older one dies.
    """

    titre = models.CharField("ce dont il s'agit", max_length=120)
    domaine = models.CharField("domaine", max_length=40)
    etat = models.CharField("état", max_length=12, choices=EtatGroupe.choices, default=EtatGroupe.OUVERT)
    destinataire = models.ForeignKey(
        StructurePartenaire,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="qui répond",
    )
    reponse_due_le = models.DateField("réponse due le", null=True, blank=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    nombre_envoye = models.PositiveSmallIntegerField("paroles envoyées", null=True, blank=True)
    est_par_courriel = models.BooleanField("envoyé par courriel", default=True)
    tour = models.PositiveSmallIntegerField("tour du lien", default=0)
    rappels = models.PositiveSmallIntegerField("rappels", default=0)
    decision = models.CharField("ce qui est décidé", max_length=12, choices=Decision.choices, blank=True)
    reponse = TexteChiffreField("réponse")
    repondu_le = models.DateField("répondu le", null=True, blank=True)
    est_oublie = models.BooleanField("ses textes sont effacés", default=False, editable=False)

    class Classement:
        internes = (
            "titre",
            "domaine",
            "etat",
            "destinataire",
            "reponse_due_le",
            "envoye_le",
            "nombre_envoye",
            "est_par_courriel",
            "tour",
            "rappels",
            "decision",
            "repondu_le",
            "est_oublie",
        )
        secrets = ("reponse",)

    class Meta:
        verbose_name = "groupe de paroles"
        ordering = ["-cree_le"]
        indexes = [models.Index(fields=["structure", "etat"], name="groupe_paroles_etat")]
        constraints = [
            models.CheckConstraint(
                name="groupe_paroles_parti_par_cinq",
                condition=Q(envoye_le__isnull=True, nombre_envoye__isnull=True)
                | Q(
                    envoye_le__isnull=False,
                    nombre_envoye__gte=MINIMUM,
                    destinataire__isnull=False,
                    reponse_due_le__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="groupe_paroles_etat_et_envoi",
                condition=Q(etat=EtatGroupe.OUVERT, envoye_le__isnull=True)
                | (~Q(etat=EtatGroupe.OUVERT) & Q(envoye_le__isnull=False)),
            ),
            models.CheckConstraint(
                name="groupe_paroles_repondu_a_une_date",
                condition=Q(etat__in=(EtatGroupe.OUVERT, EtatGroupe.ENVOYE), repondu_le__isnull=True)
                | (Q(etat__in=(EtatGroupe.REPONDU, EtatGroupe.SANS_REPONSE)) & Q(repondu_le__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.titre


class Parole(Enregistrement):
    """What a resident said or wrote, without their name. `unite` is its own: one word is erased alone.

    `recu_index` is the keyed hash of the number they hold, the same as that of their agreement: one number tells
    what became of it and takes it back. `partie_le`: it left with its group, to that body only.
    """

    texte = TexteChiffreField("la parole")
    origine = models.CharField("comment", max_length=8, choices=Origine.choices, default=Origine.ORAL)
    domaine = models.CharField("domaine", max_length=40)
    dite_le = models.DateField("dite le (jour de service)")
    recu_index = models.CharField(max_length=64, blank=True)
    groupe = models.ForeignKey(
        GroupeParoles, on_delete=models.PROTECT, null=True, blank=True, related_name="paroles", verbose_name="groupe"
    )
    partie_le = models.DateTimeField("partie le", null=True, blank=True)
    retiree_le = models.DateField("retirée le", null=True, blank=True)
    est_oubliee = models.BooleanField("son texte est effacé", default=False, editable=False)

    class Classement:
        internes = ("origine", "domaine", "dite_le", "groupe", "partie_le", "retiree_le", "est_oubliee")
        personnels = ("recu_index",)
        secrets = ("texte",)

    class Meta:
        ordering = ["-dite_le", "-cree_le"]
        indexes = [models.Index(fields=["structure", "groupe"], name="parole_groupe")]
        constraints = [
            models.UniqueConstraint(fields=["recu_index"], condition=~Q(recu_index=""), name="parole_recu_unique"),
            models.CheckConstraint(
                name="parole_partie_avec_un_groupe", condition=Q(partie_le__isnull=True) | Q(groupe__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"parole du {self.dite_le:%d/%m/%Y}"


class RetourParole(Enregistrement):
    """To whom the answer is told back, in person. Apart from the word and under a key of its own, so that what helps
    to find someone goes as soon as they are told. `repere` is where and when, never a name."""

    parole = models.OneToOneField(Parole, on_delete=models.CASCADE, related_name="retour")
    lieu = models.ForeignKey(
        Lieu, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="où la retrouver"
    )
    repere = TexteChiffreField("comment la retrouver")
    etat = models.CharField("état", max_length=16, choices=EtatRetour.choices, default=EtatRetour.ATTENTE)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    dernier_essai_le = models.DateField("dernier essai le", null=True, blank=True)
    fini_le = models.DateField("redite ou abandonnée le", null=True, blank=True)

    class Classement:
        internes = ("parole", "lieu", "etat", "essais", "dernier_essai_le", "fini_le")
        secrets = ("repere",)

    class Meta:
        verbose_name = "réponse à redire"
        verbose_name_plural = "réponses à redire"
        ordering = ["cree_le"]
        indexes = [models.Index(fields=["structure", "etat"], name="retour_parole_etat")]
        constraints = [
            models.CheckConstraint(
                name="retour_parole_fini_a_une_date",
                condition=Q(etat__in=(EtatRetour.ATTENTE, EtatRetour.A_REDIRE), fini_le__isnull=True)
                | (Q(etat__in=(EtatRetour.REDITE, EtatRetour.NON_RETROUVEE)) & Q(fini_le__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.get_etat_display()
