"""An event, its sequences, and who takes the floor in each: written at the desk, drafts and revisions included."""

import datetime
import uuid
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from entredeux.reseau.enums import GenreEvenement, GenreSequence, PrecisionDate, RolePrise
from entredeux.reseau.models import panneaux
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
    date_debut = models.DateField(
        "date", help_text="Le premier jour. Si seul le mois est connu, n'importe quel jour de ce mois."
    )
    date_fin = models.DateField("dernier jour, s'il y en a plusieurs", null=True, blank=True)
    precision_date = models.CharField(
        "précision",
        max_length=4,
        choices=PrecisionDate.choices,
        default=PrecisionDate.JOUR,
        help_text="« Mois seulement » : le site dit « juin 2027 », et l'agenda attend le jour.",
    )
    heure_debut = models.TimeField("début", null=True, blank=True)
    heure_fin = models.TimeField("fin", null=True, blank=True)
    fuseau = models.CharField("heure de", max_length=40, choices=FUSEAUX, default="Europe/Paris")
    lieu = models.CharField("ville", max_length=80, blank=True)
    adresse = models.CharField("adresse", max_length=240, blank=True)
    lien_visio = models.URLField("lien de la visioconférence, envoyé aux inscrits", blank=True)
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="région",
        related_name="+",
        help_text="Qui rédige pour cette région peut changer la page. Vide : la page est à tout le réseau.",
    )
    domaine = CodeField("domaine", choix=choose_domaines)
    themes = CodesField("thèmes", choix=choose_themes)
    resume = models.TextField(
        "résumé", max_length=1200, blank=True, help_text="Deux à quatre phrases : la question posée, et à qui."
    )
    participants = models.PositiveIntegerField(
        "participants, dit par la source", null=True, blank=True, help_text="Laissez vide si aucune source ne le dit."
    )
    publics = models.TextField("publics, un par ligne", blank=True)
    stand_tenu_par = models.CharField("stand ressources tenu par", max_length=120, blank=True)
    stand_contenu = models.TextField("contenu du stand, un par ligne", blank=True)
    partenaires = ParentalManyToManyField(Organisation, blank=True, related_name="+")
    corps = CorpsField(blocs(), verbose_name="corps", blank=True)
    moments_forts = CorpsField(
        blocs("question", "idee", "pratique", "temoin", "citation", "source"),
        verbose_name="moments forts",
        blank=True,
        help_text="La question posée, les idées clés, les pratiques, qui a témoigné ; et d'où cela vient.",
    )
    documents = CorpsField(blocs("document", "lien"), verbose_name="documents", blank=True)
    sources = CorpsField(
        blocs("source"), verbose_name="sources", blank=True, help_text="Où chacun peut vérifier ce que dit la page."
    )
    places = models.PositiveIntegerField(
        "places", null=True, blank=True, help_text="Vide : pas d'inscription en ligne, ou pas de limite."
    )
    inscription_du = models.DateTimeField("inscriptions à partir du", null=True, blank=True)
    inscription_au = models.DateTimeField("inscriptions jusqu'au", null=True, blank=True)
    jours_de_relecture = models.PositiveSmallIntegerField(
        "jours laissés aux participants pour relire les comptes rendus", default=15
    )
    est_annule = models.BooleanField(
        "annulé",
        default=False,
        help_text="La page reste et dit que l'événement n'a pas lieu ; les personnes inscrites sont prévenues.",
    )
    motif_annulation = models.CharField("motif de l'annulation", max_length=240, blank=True)

    edit_handler: ClassVar = panneaux.EVENEMENT
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Two promises that no form can keep alone. A slug is free in the whole programme, also for a copy that the
        desk makes. A workshop that others rely on (registrations, a sheet) stays, whatever an older draft says."""
        if not kwargs.get("update_fields"):
            self.slug = self._free_slug()
            self._keep_held_sequences()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        taken = set(
            Evenement.objects.filter(slug__startswith=self.slug).exclude(pk=self.pk).values_list("slug", flat=True)
        )
        ends = ("", *(f"-{rank}" for rank in range(2, len(taken) + 2)))
        return next(self.slug + end for end in ends if self.slug + end not in taken)

    def _keep_held_sequences(self) -> None:
        if self.pk is None or "sequences" not in getattr(self, "_cluster_related_objects", {}):
            return
        kept = {sequence.pk for sequence in self.sequences.all()}
        for removed in Sequence.objects.filter(evenement=self.pk).exclude(pk__in=kept):
            if removed.is_held():
                self.sequences.add(removed)

    def with_content_json(self, content: Any) -> "Evenement":
        """A version read back. The `uid` of a sequence is its row's, so that the versions of a copied event do not
        claim those of the event it comes from."""
        version: Evenement = super().with_content_json(content)
        sequences = list(version.sequences.all())
        uids = dict(Sequence.objects.filter(evenement=self.pk).values_list("pk", "uid"))
        others = Sequence.objects.exclude(evenement=self.pk).filter(uid__in=[sequence.uid for sequence in sequences])
        taken = set(others.values_list("uid", flat=True))
        for sequence in sequences:
            if sequence.pk in uids:
                sequence.uid = uids[sequence.pk]
            elif sequence.uid in taken:
                sequence.uid = uuid.uuid4()
        return version

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
    est_sur_inscription = models.BooleanField(
        "à choisir à l'inscription", default=False, help_text="Cochez pour un atelier dont les places sont comptées."
    )
    domaine = CodeField("domaine", choix=choose_domaines)
    themes = CodesField("thèmes", choix=choose_themes)
    resume = models.TextField("résumé", max_length=1200, blank=True)

    panels: ClassVar = panneaux.SEQUENCE

    class Classement:
        ouverts = (
            *("id", "sort_order", "evenement", "uid", "genre", "titre", "date", "heure_debut", "heure_fin", "salle"),
            *("places", "est_sur_inscription", "domaine", "themes", "resume"),
        )

    class Meta(Orderable.Meta):
        verbose_name = "séquence"
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.titre or self.get_genre_display()

    @property
    def jour(self) -> datetime.date:
        return self.date or self.evenement.date_debut

    def is_held(self) -> bool:
        """Whether another record needs it: the database would refuse to let it go."""
        relations = (relation for relation in self._meta.related_objects if relation.on_delete is models.PROTECT)
        return any(
            relation.related_model._base_manager.filter(**{relation.field.name: self.pk}).exists()
            for relation in relations
        )

    def copy_cluster(self, exclude_fields: Any = None) -> Any:
        """A copy of an event is another event: its sequences have addresses of their own."""
        return super().copy_cluster([*(exclude_fields or []), "uid"])


class Prise(Orderable):
    """Someone, or an organisation, who takes the floor in a sequence; function and town as they were that day."""

    sequence = ParentalKey(Sequence, on_delete=models.CASCADE, related_name="prises")
    role = models.CharField("rôle", max_length=14, choices=RolePrise.choices, default=RolePrise.INTERVENTION)
    intervenant = models.ForeignKey(Intervenant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    fonction = models.CharField("fonction", max_length=160, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lieu = models.CharField("ville", max_length=80, blank=True)
    resume = models.TextField("ce qui est présenté", max_length=600, blank=True)

    panels: ClassVar = panneaux.PRISE

    class Classement:
        ouverts = ("id", "sort_order", "sequence", "role", "fonction", "organisation", "lieu", "resume")
        personnels = ("intervenant",)

    class Meta(Orderable.Meta):
        verbose_name = "prise de parole"

    def __str__(self) -> str:
        return str(self.intervenant or self.organisation or self.fonction)
