"""An event, its sequences, and who takes the floor in each: written at the desk, drafts and revisions included."""

import datetime
import uuid
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from entredeux.reseau.enums import GenreEvenement, GenreSequence, PrecisionDate, RolePrise
from entredeux.reseau.models.annuaire import Intervenant, Organisation
from entredeux.reseau.models.base import PageReseau
from entredeux.reseau.models.blocs import blocs
from entredeux.reseau.models.champs import CodeField, CodesField, CorpsField
from entredeux.reseau.models.vocabulaires import choose_domaines, choose_themes
from entredeux.territoires.models import Region

# Where the French territories keep their clocks.
FUSEAUX = [
    ("Europe/Paris", "Paris"),
    ("America/Guadeloupe", "Guadeloupe"),
    ("America/Martinique", "Martinique"),
    ("America/Cayenne", "Guyane"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon"),
    ("Indian/Reunion", "La Réunion"),
    ("Indian/Mayotte", "Mayotte"),
    ("Pacific/Noumea", "Nouvelle-Calédonie"),
    ("Pacific/Tahiti", "Tahiti"),
    ("Pacific/Wallis", "Wallis-et-Futuna"),
]


class Evenement(PageReseau):
    """A webinar, a regional day, a workshop, a circle's meeting. Its slug is unique in the whole programme.

    Days and hours are those of the place (`fuseau`), as people read them on a poster. A date known by its month
    only is the first of that month with `precision_date` « mois »: it is shown, and exported, as a month.
    """

    genre = models.CharField("genre", max_length=20, choices=GenreEvenement.choices)
    date_debut = models.DateField("date")
    date_fin = models.DateField("dernier jour, s'il y en a plusieurs", null=True, blank=True)
    precision_date = models.CharField(
        "précision", max_length=4, choices=PrecisionDate.choices, default=PrecisionDate.JOUR
    )
    heure_debut = models.TimeField("début", null=True, blank=True)
    heure_fin = models.TimeField("fin", null=True, blank=True)
    fuseau = models.CharField("heure de", max_length=40, choices=FUSEAUX, default="Europe/Paris")
    lieu = models.CharField("ville", max_length=80, blank=True)
    adresse = models.CharField("adresse", max_length=240, blank=True)
    lien_visio = models.URLField("lien de la visioconférence, envoyé aux inscrits", blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="région", related_name="+"
    )
    domaine = CodeField("domaine", choix=choose_domaines)
    themes = CodesField("thèmes", choix=choose_themes)
    resume = models.TextField("résumé", max_length=1200, blank=True)
    participants = models.PositiveIntegerField("participants, dit par la source", null=True, blank=True)
    publics = models.TextField("publics, un par ligne", blank=True)
    stand_tenu_par = models.CharField("stand ressources tenu par", max_length=120, blank=True)
    stand_contenu = models.TextField("contenu du stand, un par ligne", blank=True)
    partenaires = ParentalManyToManyField(Organisation, blank=True, related_name="+")
    corps = CorpsField(blocs(), verbose_name="corps", blank=True)
    moments_forts = CorpsField(
        blocs("question", "idee", "pratique", "temoin", "citation", "source"),
        verbose_name="moments forts",
        blank=True,
    )
    documents = CorpsField(blocs("document", "lien"), verbose_name="documents", blank=True)
    sources = CorpsField(blocs("source"), verbose_name="sources", blank=True)
    places = models.PositiveIntegerField("places", null=True, blank=True)
    inscription_du = models.DateTimeField("inscriptions à partir du", null=True, blank=True)
    inscription_au = models.DateTimeField("inscriptions jusqu'au", null=True, blank=True)
    jours_de_relecture = models.PositiveSmallIntegerField(
        "jours laissés aux participants pour relire les comptes rendus", default=15
    )
    est_annule = models.BooleanField("annulé", default=False)
    motif_annulation = models.CharField("motif de l'annulation", max_length=240, blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("genre"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("date_debut"), FieldPanel("date_fin"), FieldPanel("precision_date")]),
                FieldRowPanel([FieldPanel("heure_debut"), FieldPanel("heure_fin"), FieldPanel("fuseau")]),
                FieldRowPanel([FieldPanel("lieu"), FieldPanel("adresse"), FieldPanel("region")]),
                FieldPanel("lien_visio"),
            ],
            heading="Quand et où",
        ),
        FieldPanel("resume"),
        FieldPanel("domaine"),
        FieldPanel("themes"),
        FieldPanel("publics"),
        FieldPanel("partenaires"),
        FieldPanel("participants"),
        InlinePanel("sequences", heading="Séquences", label="Séquence"),
        FieldPanel("corps"),
        FieldPanel("moments_forts"),
        MultiFieldPanel([FieldPanel("stand_tenu_par"), FieldPanel("stand_contenu")], heading="Stand ressources"),
        FieldPanel("documents"),
        FieldPanel("sources"),
        MultiFieldPanel(
            [
                FieldPanel("places"),
                FieldRowPanel([FieldPanel("inscription_du"), FieldPanel("inscription_au")]),
                FieldPanel("jours_de_relecture"),
                FieldRowPanel([FieldPanel("est_annule"), FieldPanel("motif_annulation")]),
            ],
            heading="Inscriptions",
        ),
    ]
    template = "reseau/evenement.html"
    parent_page_types: ClassVar = ["reseau.Serie"]
    subpage_types: ClassVar[list[str]] = []

    class Classement:
        ouverts = (
            *("genre", "date_debut", "date_fin", "precision_date", "heure_debut", "heure_fin", "fuseau", "lieu"),
            *("adresse", "region", "domaine", "themes", "resume", "participants", "publics", "stand_tenu_par"),
            *("stand_contenu", "partenaires", "corps", "moments_forts", "documents", "sources", "places"),
            *("inscription_du", "inscription_au", "jours_de_relecture", "est_annule", "motif_annulation"),
        )
        internes = ("lien_visio",)

    class Meta:
        verbose_name = "événement"
        constraints = [
            models.CheckConstraint(
                name="evenement_jours_dans_l_ordre",
                condition=Q(date_fin__isnull=True) | Q(date_fin__gte=F("date_debut")),
            ),
        ]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.fuseau)

    @property
    def dernier_jour(self) -> datetime.date:
        return self.date_fin or self.date_debut

    @property
    def ateliers(self) -> list["Sequence"]:
        return [sequence for sequence in self.sequences.all() if sequence.genre == GenreSequence.ATELIER]


class Sequence(ClusterableModel, Orderable):
    """A part of an event. A workshop is one with its room, its seats and its rapporteur.

    `uid` is what other records point to by address; rows keep their key from one revision to the next, so that a
    registration to a workshop survives a correction of its title.
    """

    evenement = ParentalKey(Evenement, on_delete=models.CASCADE, related_name="sequences")
    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    genre = models.CharField("genre", max_length=20, choices=GenreSequence.choices)
    titre = models.CharField("titre", max_length=200, blank=True)
    date = models.DateField("jour, si l'événement en a plusieurs", null=True, blank=True)
    heure_debut = models.TimeField("début", null=True, blank=True)
    heure_fin = models.TimeField("fin", null=True, blank=True)
    salle = models.CharField("salle", max_length=80, blank=True)
    places = models.PositiveIntegerField("places", null=True, blank=True)
    est_sur_inscription = models.BooleanField("à choisir à l'inscription", default=False)
    domaine = CodeField("domaine", choix=choose_domaines)
    themes = CodesField("thèmes", choix=choose_themes)
    resume = models.TextField("résumé", max_length=1200, blank=True)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("genre"), FieldPanel("titre")]),
        FieldRowPanel([FieldPanel("date"), FieldPanel("heure_debut"), FieldPanel("heure_fin")]),
        FieldRowPanel([FieldPanel("salle"), FieldPanel("places"), FieldPanel("est_sur_inscription")]),
        FieldPanel("resume"),
        FieldPanel("domaine"),
        FieldPanel("themes"),
        InlinePanel("prises", heading="Qui prend la parole", label="Personne ou organisation"),
    ]

    class Classement:
        ouverts = (
            *("id", "sort_order", "evenement", "uid", "genre", "titre", "date", "heure_debut", "heure_fin", "salle"),
            *("places", "est_sur_inscription", "domaine", "themes", "resume"),
        )

    class Meta(Orderable.Meta):
        verbose_name = "séquence"

    def __str__(self) -> str:
        return self.titre or self.get_genre_display()

    @property
    def jour(self) -> datetime.date:
        return self.date or self.evenement.date_debut


class Prise(Orderable):
    """Someone, or an organisation, who takes the floor in a sequence; function and town as they were that day."""

    sequence = ParentalKey(Sequence, on_delete=models.CASCADE, related_name="prises")
    role = models.CharField("rôle", max_length=14, choices=RolePrise.choices, default=RolePrise.INTERVENTION)
    intervenant = models.ForeignKey(Intervenant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    fonction = models.CharField("fonction", max_length=160, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lieu = models.CharField("ville", max_length=80, blank=True)
    resume = models.TextField("ce qui est présenté", max_length=600, blank=True)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("role"), FieldPanel("intervenant"), FieldPanel("fonction")]),
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("lieu")]),
        FieldPanel("resume"),
    ]

    class Classement:
        ouverts = ("id", "sort_order", "sequence", "role", "fonction", "organisation", "lieu", "resume")
        personnels = ("intervenant",)

    class Meta(Orderable.Meta):
        verbose_name = "prise de parole"

    def __str__(self) -> str:
        return str(self.intervenant or self.organisation or self.fonction)
