"""Reading workshops: their sheets, who attended, what waits, what comes back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.enums import (
    EtatEngagement,
    GenreElement,
    GenreSequence,
    StatutAmendement,
    StatutElement,
    StatutFeuille,
    StatutInscription,
)
from entredeux.reseau.models import Amendement, Element, Evenement, Feuille, Inscription, Rapporteur, Sequence

# The parts of an event where things are said that a sheet may keep.
AVEC_FEUILLE = (
    GenreSequence.ATELIER,
    GenreSequence.PLENIERE,
    GenreSequence.TEMOIGNAGE,
    GenreSequence.ECHANGE,
    GenreSequence.RESTITUTION,
)


def list_presents(sequence: Sequence) -> QuerySet[Inscription]:
    """Those who attended this workshop; the event, when nobody had to choose between workshops (see `attended`)."""
    registered = Inscription.objects.filter(evenement_id=sequence.evenement_id).exclude(
        statut=StatutInscription.ANNULEE
    )
    if sequence.choix.exists():
        return registered.filter(choix__sequence=sequence, choix__est_presente=True)
    return registered.filter(est_presente=True)


def feuille_of(sequence: Sequence) -> Feuille | None:
    return Feuille.objects.filter(sequence=sequence).first()


def list_elements(feuille: Feuille | None) -> list[Element]:
    """What the sheet keeps, in its order."""
    if feuille is None:
        return []
    return list(feuille.elements.exclude(statut=StatutElement.ECARTE))


def list_amendements(feuille: Feuille) -> QuerySet[Amendement]:
    return feuille.amendements.select_related("element")


@dataclass
class AtelierSuivi:
    """A workshop as its facilitator follows it."""

    sequence: Sequence
    feuille: Feuille | None
    nombre_elements: int = 0
    nombre_amendements: int = 0
    contributions: int = 0
    rapporteurs: list = field(default_factory=list)


def follow_ateliers(evenement: Evenement) -> list[AtelierSuivi]:
    """The workshops, then the other parts that a sheet may keep; a few queries, whatever their number."""
    sequences = list(
        Sequence.objects.filter(evenement=evenement, genre__in=AVEC_FEUILLE)
        .annotate(nombre_contributions=Count("contributions", distinct=True))
        .prefetch_related("rapporteurs__compte")
        .order_by("sort_order")
    )
    feuilles = {
        feuille.sequence_id: feuille
        for feuille in Feuille.objects.filter(sequence__in=sequences).annotate(
            gardes=Count("elements", filter=~Q(elements__statut=StatutElement.ECARTE), distinct=True),
            a_decider=Count("amendements", filter=Q(amendements__statut=StatutAmendement.PROPOSE), distinct=True),
        )
    }
    sequences.sort(key=lambda sequence: sequence.genre != GenreSequence.ATELIER)
    return [_follow(sequence, feuilles.get(sequence.pk)) for sequence in sequences]


def _follow(sequence: Sequence, feuille: Feuille | None) -> AtelierSuivi:
    return AtelierSuivi(
        sequence=sequence,
        feuille=feuille,
        nombre_elements=getattr(feuille, "gardes", 0),
        nombre_amendements=getattr(feuille, "a_decider", 0),
        contributions=getattr(sequence, "nombre_contributions", 0),
        rapporteurs=[each for each in sequence.rapporteurs.all() if each.retire_le is None],
    )


def my_feuilles(by: Acteur) -> list[Rapporteur]:
    """The workshops this account reports, the latest first."""
    if by.compte is None:
        return []
    rows = Rapporteur.objects.filter(compte=by.compte, retire_le=None)
    return list(
        rows.select_related("sequence__evenement", "sequence__feuille").order_by("-sequence__evenement__date_debut")
    )


def list_events_with_feuilles(evenements: QuerySet[Evenement]) -> QuerySet[Evenement]:
    """With how many workshops, and how many sheets at each stage; those to come or just past first."""
    ateliers = Q(sequences__genre=GenreSequence.ATELIER)

    def sheets(statut: str) -> Count:
        return Count("sequences__feuille", filter=Q(sequences__feuille__statut=statut), distinct=True)

    return evenements.annotate(
        nombre_ateliers=Count("sequences", filter=ateliers, distinct=True),
        en_cours=sheets(StatutFeuille.BROUILLON),
        en_relecture=sheets(StatutFeuille.RELECTURE),
        publiees=sheets(StatutFeuille.PUBLIEE),
    ).order_by("-date_debut")


def published_elements(evenement: Evenement) -> QuerySet[Element]:
    """The validated items of all the event's workshops, in the workshops' order."""
    return (
        Element.objects.filter(
            feuille__sequence__evenement=evenement,
            feuille__statut=StatutFeuille.PUBLIEE,
            statut=StatutElement.VALIDE,
        )
        .select_related("feuille__sequence")
        .order_by("feuille__sequence__sort_order", "ordre", "cree_le")
    )


# --- commitments that come back


def is_kin(one: Evenement, other: Evenement) -> bool:
    """Meetings that follow each other: of the same series, or of the same region."""
    if one.path[: -one.steplen] == other.path[: -other.steplen]:
        return True
    return one.region_id is not None and one.region_id == other.region_id


@dataclass(frozen=True)
class EngagementRevenu:
    """A commitment of an earlier meeting, with what became of it."""

    element: Element
    origine: Evenement
    suivis: list

    @property
    def est_en_retard(self) -> bool:
        due = self.element.echeance
        return bool(due and due < timezone.localdate() and self.element.etat == EtatEngagement.EN_COURS)


def engagements_for(evenement: Evenement, today: date | None = None) -> list[EngagementRevenu]:
    """The commitments shown on this meeting's page, oldest first.

    Rule: a commitment waits on the page of the next meeting of its series or of its region, that is the first one,
    after the meeting it was made at, that is not over. Past it, if it is still open, it waits on the following one's.
    The page also shows those closed since the meeting before this one. A cancelled meeting does not count.
    """
    today = today or timezone.localdate()
    if evenement.est_annule or evenement.dernier_jour < today:
        return []
    before = _engagements_before(evenement)
    if not before.order_by().exists():  # the usual case, for a tenth of what reading them whole costs
        return []
    promised = [element for element in before if origin_of(element).dernier_jour < evenement.date_debut]
    others = [each for each in _live_events() if each.pk != evenement.pk]
    over = [each.dernier_jour for each in others if each.dernier_jour < today and is_kin(each, evenement)]
    last = max((day for day in over if day < evenement.date_debut), default=None)
    return [
        EngagementRevenu(element, origin_of(element), list(element.suivis.all()))
        for element in promised
        if _comes_back(element, evenement, others, last, today)
    ]


def origin_of(element: Element) -> Evenement:
    return element.feuille.sequence.evenement


def _comes_back(
    element: Element, evenement: Evenement, others: list[Evenement], last: date | None, today: date
) -> bool:
    if element.etat == EtatEngagement.EN_COURS:
        return not any(_stands_between(each, origin_of(element), evenement, today) for each in others)
    closed = [suivi.cree_le.date() for suivi in element.suivis.all() if suivi.etat == element.etat]
    return bool(closed) and (last is None or max(closed) > last)


def _live_events() -> Iterable[Evenement]:
    fields = ("pk", "path", "depth", "title", "slug", "date_debut", "date_fin", "region_id", "precision_date")
    return Evenement.objects.live().filter(est_annule=False).only(*fields)


def _stands_between(each: Evenement, origin: Evenement, evenement: Evenement, today: date) -> bool:
    """Whether this other meeting comes first, and is not over: the commitment waits there."""
    comes_first = (each.date_debut, each.pk) < (evenement.date_debut, evenement.pk)
    return comes_first and each.date_debut > origin.dernier_jour and each.dernier_jour >= today and is_kin(each, origin)


def _engagements_before(evenement: Evenement) -> QuerySet[Element]:
    """Those of the earlier meetings of its series or region, cancelled and hidden ones left out."""
    where = "feuille__sequence__evenement__"
    kin = Q(**{f"{where}path__startswith": evenement.path[: -evenement.steplen]})
    if evenement.region_id is not None:
        kin |= Q(**{f"{where}region": evenement.region_id})
    before = {f"{where}date_debut__lt": evenement.date_debut, f"{where}live": True, f"{where}est_annule": False}
    return list_engagements(Evenement.objects.all()).filter(kin, **before)


def list_engagements(evenements: QuerySet[Evenement]) -> QuerySet[Element]:
    """Every published commitment of these events, the nearest due date first, those without one last."""
    return (
        Element.objects.filter(
            genre=GenreElement.ENGAGEMENT,
            statut=StatutElement.VALIDE,
            feuille__statut=StatutFeuille.PUBLIEE,
            feuille__sequence__evenement__in=evenements,
        )
        .select_related("feuille__sequence__evenement__region")
        .prefetch_related("suivis")
        .order_by(F("echeance").asc(nulls_last=True), "cree_le")
    )
