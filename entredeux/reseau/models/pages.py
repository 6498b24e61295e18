"""The few page types: home, index, plain page, series, event. Resources and restitutions have their own modules."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from entredeux.reseau.enums import GenreEvenement, GenreRubrique
from entredeux.reseau.models.base import PageReseau
from entredeux.reseau.models.blocs import blocs
from entredeux.reseau.models.champs import CorpsField


class Accueil(PageReseau):
    """The instance's home: the network's programme."""

    chapeau = models.TextField("chapeau", max_length=600, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("chapeau")]
    template = "reseau/accueil.html"
    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]

    class Classement:
        ouverts = ("chapeau",)

    class Meta:
        verbose_name = "accueil"


class Rubrique(PageReseau):
    """An index: the programme, the resources, the restitutions."""

    genre = models.CharField("ce qu'elle range", max_length=20, choices=GenreRubrique.choices)
    chapeau = models.TextField("chapeau", max_length=600, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("genre"), FieldPanel("chapeau")]
    parent_page_types: ClassVar = ["reseau.Accueil"]

    class Classement:
        ouverts = ("genre", "chapeau")

    class Meta:
        verbose_name = "rubrique"

    def get_template(self, request: object, *args: object, **kwargs: object) -> str:
        return f"reseau/rubriques/{self.genre}.html"


class PageLibre(PageReseau):
    """A page written freely, its sources beside it: « Le métier », legal notices."""

    chapeau = models.TextField("chapeau", max_length=600, blank=True)
    corps = CorpsField(blocs(), verbose_name="corps", blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("chapeau"), FieldPanel("corps")]
    template = "reseau/page_libre.html"
    parent_page_types: ClassVar = ["reseau.Accueil", "reseau.PageLibre"]

    class Classement:
        ouverts = ("chapeau", "corps")

    class Meta:
        verbose_name = "page"


class Serie(PageReseau):
    """Events that belong together: a cycle of webinars, the regional days of a year."""

    genre = models.CharField("genre des séances", max_length=20, choices=GenreEvenement.choices)
    organisateurs = models.TextField("organisation, un nom par ligne", blank=True)
    forme = models.TextField("forme des séances, un temps par ligne", blank=True)
    precision_forme = models.CharField("précision sur la forme", max_length=200, blank=True)
    participants_du_cycle = models.PositiveIntegerField("participants sur tout le cycle", null=True, blank=True)
    est_a_la_une = models.BooleanField(
        "à la une", default=False, help_text="Montrée sur l'accueil avant les séries plus récentes."
    )
    chapeau = models.TextField("chapeau", max_length=600, blank=True)
    sources = CorpsField(blocs("source"), verbose_name="sources", blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("genre"),
        FieldPanel("est_a_la_une"),
        FieldPanel("chapeau"),
        FieldPanel("organisateurs"),
        FieldPanel("forme"),
        FieldPanel("precision_forme"),
        FieldPanel("participants_du_cycle"),
        FieldPanel("sources"),
    ]
    template = "reseau/serie.html"
    parent_page_types: ClassVar = ["reseau.Rubrique"]
    subpage_types: ClassVar = ["reseau.Evenement"]

    class Classement:
        ouverts = (
            *("genre", "organisateurs", "forme", "precision_forme", "participants_du_cycle", "chapeau", "sources"),
            "est_a_la_une",
        )

    class Meta:
        verbose_name = "série"
