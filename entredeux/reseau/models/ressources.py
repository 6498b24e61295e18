"""What the network keeps so that others do it again: fiches d'expérience, references, legal notes, replays, kits.

One page type. Who reread it and who validated it are facts about the page, not words of its text: they do not
travel with drafts (`with_content_json`), and only actions write them.
"""

import datetime
import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page

from entredeux.cadre.chiffrement import TexteChiffreField
from entredeux.cadre.models import Compte
from entredeux.reseau.enums import (
    AudienceRessource,
    GenreReference,
    GenreRessource,
    GenreUsage,
    LicenceRessource,
    ReponseUsage,
    SectionFiche,
    StatutRessource,
)
from entredeux.reseau.models.base import FicheReseau, PageReseau
from entredeux.reseau.models.blocs import blocs
from entredeux.reseau.models.champs import CodesField, CorpsField
from entredeux.reseau.models.evenements import Evenement
from entredeux.reseau.models.vocabulaires import choose_registres, choose_themes
from entredeux.territoires.models import Qpv, Region

# Addresses below /ressources/ that are our own routes.
ADRESSES_RESERVEES = {
    *("suggestions", "epinglees", "epinglees.json", "nouvelle", "importer", "a-relire", "usages", "mes-fiches"),
    *("ressources.bib", "ressources.ris", "ressources.rdf"),
}
MOBILE = re.compile(r"(?<!\d)(?:\+33|0033|0)[\s.]*[67](?:[\s.-]*\d){8}(?!\d)")
SUIVI = ("statut", "relue_par_id", "relue_le", "validee_par_id", "validee_le", "motif_a_revoir")


def paired(who: str, when: str) -> models.CheckConstraint:
    """Who and when are both said, or neither."""
    both_or_none = Q(**{f"{who}__isnull": True, f"{when}__isnull": True}) | Q(
        **{f"{who}__isnull": False, f"{when}__isnull": False}
    )
    return models.CheckConstraint(name=f"ressource_{when}_avec_{who}", condition=both_or_none)


class Ressource(PageReseau):
    genre = models.CharField("genre", max_length=16, choices=GenreRessource.choices, default=GenreRessource.EXPERIENCE)
    statut = models.CharField(
        "statut", max_length=10, choices=StatutRessource.choices, default=StatutRessource.BROUILLON, editable=False
    )
    relue_par = models.ForeignKey(
        Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    relue_le = models.DateTimeField(null=True, blank=True, editable=False)
    validee_par = models.ForeignKey(
        Compte, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    validee_le = models.DateTimeField(null=True, blank=True, editable=False)
    motif_a_revoir = models.CharField("pourquoi elle est à revoir", max_length=240, blank=True, editable=False)

    chapeau = models.TextField("chapô", max_length=600, blank=True)
    licence = models.CharField("licence", max_length=16, choices=LicenceRessource.choices, blank=True)
    audience = models.CharField(
        "qui peut la lire", max_length=10, choices=AudienceRessource.choices, default=AudienceRessource.PUBLIC
    )
    themes = CodesField("thèmes", choix=choose_themes)
    registres = CodesField("registres", choix=choose_registres)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="région", related_name="+"
    )
    annee = models.PositiveSmallIntegerField(
        "année", null=True, blank=True, validators=[MinValueValidator(1800), MaxValueValidator(2100)]
    )
    corps = CorpsField(blocs("section", "paragraphe", "titre", "citation", "lien"), verbose_name="corps", blank=True)
    sources = CorpsField(blocs("source"), verbose_name="sources", blank=True)
    documents = CorpsField(blocs("document", "lien"), verbose_name="documents", blank=True)

    # a fiche d'expérience
    territoire = models.CharField("territoire", max_length=160, blank=True)
    qpv = models.TextField("quartiers prioritaires, un code par ligne (QN06224M)", blank=True)
    porteur = models.CharField("porteur", max_length=160, blank=True)
    partenaires = models.TextField("partenaires, un par ligne", blank=True)
    contact = models.CharField(
        "contact : une fonction et l'adresse ou le standard du service", max_length=200, blank=True
    )
    date_debut = models.DateField("depuis", null=True, blank=True)
    date_fin = models.DateField("jusqu'à", null=True, blank=True)

    # a reference
    genre_reference = models.CharField("document", max_length=16, choices=GenreReference.choices, blank=True)
    cle = models.CharField("clé de citation", max_length=120, blank=True, db_index=True)
    auteurs = models.TextField("auteurs, un par ligne : Nom, Prénom, ou une organisation", blank=True)
    editeur = models.CharField("éditeur", max_length=240, blank=True)
    revue = models.CharField("revue, ouvrage ou site", max_length=240, blank=True)
    volume = models.CharField("volume", max_length=40, blank=True)
    numero = models.CharField("numéro", max_length=40, blank=True)
    pages = models.CharField("pages", max_length=40, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True, db_index=True)
    isbn = models.CharField("ISBN", max_length=40, blank=True, db_index=True)
    issn = models.CharField("ISSN", max_length=20, blank=True)
    url = models.URLField("adresse en ligne", max_length=1000, blank=True)
    langue = models.CharField("langue", max_length=20, blank=True)
    complements = models.JSONField("autres champs, gardés tels quels", default=dict, blank=True, editable=False)

    # a legal note
    a_verifier_le = models.DateField("à vérifier avant le", null=True, blank=True)

    # a replay
    enregistrement_de = models.ForeignKey(
        Evenement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="événement"
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("genre"), FieldPanel("audience"), FieldPanel("licence")]),
        FieldPanel("chapeau"),
        FieldPanel("themes"),
        FieldRowPanel([FieldPanel("region"), FieldPanel("annee")]),
        FieldPanel("corps"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("territoire"), FieldPanel("qpv")]),
                FieldRowPanel([FieldPanel("porteur"), FieldPanel("contact")]),
                FieldPanel("partenaires"),
                FieldRowPanel([FieldPanel("date_debut"), FieldPanel("date_fin")]),
                FieldPanel("registres"),
            ],
            heading="Fiche d'expérience : où, qui, quand",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("genre_reference"), FieldPanel("cle"), FieldPanel("langue")]),
                FieldPanel("auteurs"),
                FieldRowPanel([FieldPanel("revue"), FieldPanel("editeur")]),
                FieldRowPanel([FieldPanel("volume"), FieldPanel("numero"), FieldPanel("pages")]),
                FieldRowPanel([FieldPanel("doi"), FieldPanel("isbn"), FieldPanel("issn")]),
                FieldPanel("url"),
            ],
            heading="Référence bibliographique",
        ),
        MultiFieldPanel([FieldPanel("a_verifier_le")], heading="Note juridique"),
        MultiFieldPanel([PageChooserPanel("enregistrement_de", "reseau.Evenement")], heading="Enregistrement"),
        FieldPanel("documents"),
        FieldPanel("sources"),
    ]
    template = "reseau/ressources/ressource.html"
    parent_page_types: ClassVar = ["reseau.Rubrique"]
    subpage_types: ClassVar[list[str]] = []

    class Classement:
        ouverts = (
            *("genre", "statut", "relue_le", "validee_le", "motif_a_revoir", "chapeau", "licence", "audience"),
            *("themes", "registres", "region", "annee", "corps", "sources", "documents", "territoire", "qpv"),
            *("porteur", "partenaires", "contact", "date_debut", "date_fin", "genre_reference", "cle", "editeur"),
            *("revue", "volume", "numero", "pages", "doi", "isbn", "issn", "url", "langue", "complements"),
            *("a_verifier_le", "enregistrement_de"),
        )
        personnels = ("relue_par", "validee_par", "auteurs")

    class Meta:
        verbose_name = "ressource"
        constraints = [
            paired("relue_par", "relue_le"),
            paired("validee_par", "validee_le"),
            models.CheckConstraint(
                name="ressource_dates_dans_l_ordre",
                condition=Q(date_fin__isnull=True) | Q(date_debut__isnull=False, date_fin__gte=models.F("date_debut")),
            ),
        ]

    def with_content_json(self, content: dict[str, Any]) -> "Ressource":
        page: Ressource = super().with_content_json(content)
        for field in SUIVI:
            setattr(page, field, getattr(self, field))
        return page

    def clean(self) -> None:
        super().clean()
        self.qpv = "\n".join(code.upper() for code in self.codes_qpv)
        faults = {
            "slug": self._fault_of_slug(),
            "contact": self._fault_of_contact(),
            "qpv": self._fault_of_qpv(),
            "date_fin": self._fault_of_dates(),
        }
        if found := {field: words for field, words in faults.items() if words}:
            raise ValidationError(found)
        if self.annee is None and self.date_debut:
            self.annee = self.date_debut.year

    def _fault_of_slug(self) -> str:
        return "Cette adresse est déjà celle d'une page du site." if self.slug in ADRESSES_RESERVEES else ""

    def _fault_of_contact(self) -> str:
        if MOBILE.search(self.contact):
            return "Un numéro de portable est personnel : donnez une fonction et le standard du service."
        return ""

    def _fault_of_qpv(self) -> str:
        codes = self.codes_qpv
        known = set(Qpv.objects.filter(code__in=codes).values_list("code", flat=True)) if codes else set()
        unknown = [code for code in codes if code.upper() not in known]
        return f"Quartier inconnu : {', '.join(unknown)}. Un code par ligne, par exemple QN06224M." if unknown else ""

    def _fault_of_dates(self) -> str:
        if self.date_fin and (self.date_debut is None or self.date_fin < self.date_debut):
            return "La fin vient avant le début, ou le début manque."
        return ""

    @property
    def codes_qpv(self) -> list[str]:
        return list(dict.fromkeys(self.qpv.split()))

    def is_overdue(self, today: datetime.date | None = None) -> bool:
        """A legal note whose check-by date has passed, whether or not the night has already marked it."""
        day = today or timezone.localdate()
        return self.genre == GenreRessource.NOTE_JURIDIQUE and (self.a_verifier_le is None or self.a_verifier_le < day)

    @property
    def statut_du_jour(self) -> str:
        """The status as readers must know it today: never « validée » for law that nobody checked in time."""
        read = self.statut in (StatutRessource.RELUE, StatutRessource.VALIDEE)
        return StatutRessource.A_REVOIR if read and self.is_overdue() else self.statut


def empty_sections() -> list[tuple[str, dict[str, str]]]:
    """The template of a fiche d'expérience: every section, to fill."""
    return [("section", {"section": code, "texte": "", "periode": ""}) for code in SectionFiche.values]


class RessourceDuStand(Orderable):
    """A resource laid out on the stand of an event."""

    evenement = ParentalKey(Evenement, on_delete=models.CASCADE, related_name="stand_ressources")
    ressource = models.ForeignKey(Ressource, on_delete=models.CASCADE, related_name="stands")

    panels: ClassVar = [PageChooserPanel("ressource", "reseau.Ressource")]

    class Classement:
        ouverts = ("id", "sort_order", "evenement", "ressource")

    class Meta(Orderable.Meta):
        verbose_name = "ressource du stand"

    def __str__(self) -> str:
        return str(self.ressource_id)


class FicheEpinglee(models.Model):
    """Kept at hand by someone, for the notebook without network."""

    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="fiches_epinglees")
    ressource = models.ForeignKey(Ressource, on_delete=models.CASCADE, related_name="epingles")
    epinglee_le = models.DateTimeField(default=timezone.now)

    class Classement:
        internes = ("id", "ressource", "epinglee_le")
        personnels = ("compte",)

    class Meta:
        ordering = ["-epinglee_le"]
        constraints = [models.UniqueConstraint(fields=["compte", "ressource"], name="fiche_epinglee_une_fois")]

    def __str__(self) -> str:
        return str(self.pk)


class UsageRessource(FicheReseau):
    """Someone took a resource; two months later they are asked once whether they used it.

    Known by an account or by a confirmed address, never both; once answered, or a month after the question, the row
    forgets who. `courriel_index` recognises an address without keeping it in clear.
    """

    ressource = models.ForeignKey(Ressource, on_delete=models.CASCADE, related_name="usages")
    genre = models.CharField("genre", max_length=12, choices=GenreUsage.choices)
    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    courriel = TexteChiffreField()
    courriel_index = models.CharField(max_length=64, blank=True)
    confirmee_le = models.DateTimeField(null=True, blank=True)
    demandee_le = models.DateTimeField(null=True, blank=True)
    repondue_le = models.DateTimeField(null=True, blank=True)
    reponse = models.CharField("réponse", max_length=14, choices=ReponseUsage.choices, blank=True)
    note = TexteChiffreField()

    class Classement:
        internes = ("ressource", "genre", "confirmee_le", "demandee_le", "repondue_le", "reponse")
        personnels = ("compte", "courriel_index")
        secrets = ("courriel", "note")

    class Meta:
        ordering = ["cree_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["ressource", "compte"], condition=Q(compte__isnull=False), name="usage_un_par_compte"
            ),
            models.UniqueConstraint(
                fields=["ressource", "courriel_index"], condition=~Q(courriel_index=""), name="usage_un_par_adresse"
            ),
            models.CheckConstraint(
                name="usage_reponse_datee",
                condition=Q(repondue_le__isnull=True, reponse="") | (Q(repondue_le__isnull=False) & ~Q(reponse="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.genre} {self.pk}"
