"""What a workshop leaves: its rapporteur, its sheet, its items, and the amendments of those who were there."""

from django.db import models
from django.db.models import Q

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte
from entredeux.reseau.enums import (
    EtatEngagement,
    GenreElement,
    StatutAmendement,
    StatutElement,
    StatutFeuille,
)
from entredeux.reseau.models.base import FicheReseau
from entredeux.reseau.models.champs import CodeField
from entredeux.reseau.models.evenements import Sequence
from entredeux.reseau.models.inscriptions import Inscription
from entredeux.reseau.models.vocabulaires import choose_themes


class Rapporteur(FicheReseau):
    """A role for one workshop: by a signed link sent to an address, or by an account, or both."""

    sequence = models.ForeignKey(Sequence, on_delete=models.PROTECT, related_name="rapporteurs")
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    nom = TexteChiffreField()
    courriel = TexteChiffreField()
    courriel_index = models.CharField(max_length=64, blank=True)
    retire_le = models.DateTimeField(null=True, blank=True)
    courriel_refuse_le = models.DateTimeField("courriel refusé le", null=True, blank=True)

    class Classement:
        internes = ("sequence", "retire_le", "courriel_refuse_le")
        personnels = ("compte", "courriel_index")
        secrets = ("nom", "courriel")

    def __str__(self) -> str:
        return str(self.pk)


class Feuille(FicheReseau):
    """The sheet of one workshop. `relecture_jusquau`: until when those who attended may amend it."""

    sequence = models.OneToOneField(Sequence, on_delete=models.PROTECT, related_name="feuille")
    statut = models.CharField("statut", max_length=12, choices=StatutFeuille.choices, default=StatutFeuille.BROUILLON)
    est_de_papier = models.BooleanField("reprise d'une feuille de papier", default=False)
    relecture_jusquau = models.DateTimeField(null=True, blank=True)
    publiee_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        ouverts = ("sequence", "statut", "publiee_le")
        internes = ("est_de_papier", "relecture_jusquau")

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence_id} {self.statut}"


class Element(FicheReseau):
    """One thing said in a workshop, of one type, under one theme. Published, it is the corpus's unit.

    A quote keeps who said it only with consent. A commitment says who (an organisation or a function, not a
    name), what, until when, and what became of it. `ecarte`: taken out; once its sheet is published its words are
    gone too, and the row stays so that what cites it can say so (`ecarte_le`).
    """

    feuille = models.ForeignKey(Feuille, on_delete=models.CASCADE, related_name="elements")
    ordre = models.PositiveIntegerField(default=0)
    est_majeur = models.BooleanField("à dire en plénière", default=False)
    genre = models.CharField("type", max_length=14, choices=GenreElement.choices)
    texte = models.TextField("texte", max_length=1200)
    theme = CodeField("thème", choix=choose_themes)
    statut = models.CharField("statut", max_length=10, choices=StatutElement.choices, default=StatutElement.PROPOSE)
    auteur_citation = models.CharField("qui parle, avec son accord", max_length=160, blank=True)
    a_consenti = models.BooleanField("accord pour être cité", default=False)
    qui = models.CharField("qui s'engage (organisation ou fonction)", max_length=160, blank=True)
    echeance = models.DateField("pour quand", null=True, blank=True)
    etat = models.CharField("où en est l'engagement", max_length=10, choices=EtatEngagement.choices, blank=True)
    raison = models.CharField("pourquoi il est abandonné", max_length=240, blank=True)
    corrige_le = models.DateTimeField("corrigé après publication", null=True, blank=True)
    ecarte_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        ouverts = (
            *("ordre", "genre", "texte", "theme", "statut", "qui", "echeance", "etat", "raison"),
            *("corrige_le", "ecarte_le"),
        )
        internes = ("feuille", "a_consenti", "est_majeur")
        personnels = ("auteur_citation",)

    class Meta:
        ordering = ["feuille", "ordre", "cree_le"]
        constraints = [
            models.CheckConstraint(
                name="citation_nommee_avec_accord", condition=Q(auteur_citation="") | Q(a_consenti=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} : {self.texte[:60]}"


class Amendement(FicheReseau):
    """What someone who attended would change in an item (or add: `element` empty). The rapporteur decides, and may
    answer in a sentence."""

    feuille = models.ForeignKey(Feuille, on_delete=models.CASCADE, related_name="amendements")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, null=True, blank=True, related_name="amendements")
    inscription = models.ForeignKey(Inscription, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    genre = models.CharField("type d'un ajout", max_length=14, choices=GenreElement.choices, blank=True)
    texte = TexteChiffreField()
    reponse = TexteChiffreField()
    statut = models.CharField(
        "statut", max_length=10, choices=StatutAmendement.choices, default=StatutAmendement.PROPOSE
    )
    decide_le = models.DateTimeField(null=True, blank=True)

    class Classement:
        internes = ("feuille", "element", "genre", "statut", "decide_le")
        personnels = ("inscription",)
        secrets = ("texte", "reponse")

    class Meta:
        ordering = ["feuille", "cree_le"]

    def __str__(self) -> str:
        return f"{self.statut} {self.pk}"


class SuiviEngagement(FicheReseau):
    """What became of a commitment, step by step: put off to a later day, kept, dropped with its reason, taken up
    again. Public, like the commitment."""

    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="suivis")
    etat = models.CharField("état", max_length=10, choices=EtatEngagement.choices)
    echeance = models.DateField("pour quand", null=True, blank=True)
    raison = models.CharField("ce qui s'est passé", max_length=240, blank=True)

    class Classement:
        ouverts = ("element", "etat", "echeance", "raison")

    class Meta:
        ordering = ["element", "cree_le"]

    def __str__(self) -> str:
        return f"{self.get_etat_display()} {self.element_id}"
