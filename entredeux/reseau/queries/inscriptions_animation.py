"""What who facilitates an event sees of its registrations: counts first; names and words only where asked for."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import read_textes
from entredeux.reseau.access import visible_evenements_animes
from entredeux.reseau.enums import StatutEnvoi, StatutInscription
from entredeux.reseau.models import (
    BesoinAccessibilite,
    ChoixAtelier,
    Contribution,
    EnvoiInscription,
    Evenement,
    Inscription,
)

CONFIRMEE, ATTENTE, ANNULEE = StatutInscription.CONFIRMEE, StatutInscription.ATTENTE, StatutInscription.ANNULEE
APRES = timedelta(days=183)


def followed_evenements(by: Acteur) -> QuerySet[Evenement]:
    """Those to come or recent that take registrations, the next one first, with their counts."""
    live = Q(inscriptions__statut=CONFIRMEE), Q(inscriptions__statut=ATTENTE)
    takes = Q(places__isnull=False) | Q(inscription_du__isnull=False) | Q(inscription_au__isnull=False)
    registered = Inscription.objects.filter(evenement=OuterRef("pk"))
    return (
        visible_evenements_animes(by)
        .filter(takes | Exists(registered))
        .annotate(
            dernier=Coalesce("date_fin", "date_debut"),
            confirmees=Count("inscriptions", filter=live[0], distinct=True),
            attendent=Count("inscriptions", filter=live[1], distinct=True),
            refuses=Count("inscriptions", filter=Q(inscriptions__courriel_refuse_le__isnull=False), distinct=True),
            a_confier=Count("contributions", filter=Q(contributions__sequence=None), distinct=True),
        )
        .filter(dernier__gte=timezone.localdate() - APRES)
        .order_by("date_debut", "pk")
    )


@dataclass(frozen=True)
class Comptes:
    confirmees: int
    attendent: int
    annulees: int
    refuses: int
    non_partis: int
    besoins: int
    contributions: int
    a_confier: int


def count_inscriptions(evenement: Evenement) -> Comptes:
    by_statut = dict(
        Inscription.objects.filter(evenement=evenement).order_by().values_list("statut").annotate(nombre=Count("pk"))
    )
    live = Inscription.objects.filter(evenement=evenement).exclude(statut=ANNULEE)
    late = EnvoiInscription.objects.filter(
        inscription__evenement=evenement,
        statut__in=[StatutEnvoi.A_ENVOYER, StatutEnvoi.EN_COURS],
        cree_le__lt=timezone.now() - timedelta(hours=1),
    )
    contributions = Contribution.objects.filter(evenement=evenement)
    return Comptes(
        confirmees=by_statut.get(CONFIRMEE, 0),
        attendent=by_statut.get(ATTENTE, 0),
        annulees=by_statut.get(ANNULEE, 0),
        refuses=live.filter(courriel_refuse_le__isnull=False).count(),
        non_partis=late.count(),
        besoins=BesoinAccessibilite.objects.filter(inscription__in=live).count(),
        contributions=contributions.count(),
        a_confier=contributions.filter(sequence=None).count(),
    )


@dataclass(frozen=True)
class LigneInscription:
    """One person, named: reading the names wrote a line of the journal."""

    inscription: Inscription
    nom: str
    ateliers: list[ChoixAtelier]

    @property
    def retenus(self) -> list[str]:
        return [str(choix.sequence) for choix in self.ateliers if choix.statut == CONFIRMEE]

    @property
    def attendus(self) -> list[str]:
        return [str(choix.sequence) for choix in self.ateliers if choix.statut == ATTENTE]


FILTRES: dict[str, Q] = {
    "confirmees": Q(statut=CONFIRMEE),
    "attente": Q(statut=ATTENTE),
    "annulees": Q(statut=ANNULEE),
    "refuses": Q(courriel_refuse_le__isnull=False) & ~Q(statut=ANNULEE),
}


def read_inscriptions(
    evenement: Evenement, *, by: Acteur, filtre: str = "", atelier: uuid.UUID | None = None
) -> list[LigneInscription]:
    """By name, those who wait in their order. Names are read, in one line of the journal; check the right first."""
    rows = Inscription.objects.filter(evenement=evenement, anonymisee_le=None).filter(FILTRES.get(filtre, Q()))
    if atelier:
        held = ChoixAtelier.objects.filter(sequence__uid=atelier).exclude(statut=ANNULEE)
        rows = rows.filter(pk__in=held.values("inscription"))
    found = list(rows.select_related("evenement"))
    names = read_textes(found, "nom", by=by)
    return sorted(name_lines(found, names), key=_by_rank if filtre == "attente" else _by_name)


def name_lines(inscriptions: list[Inscription], names: dict[uuid.UUID, str]) -> list[LigneInscription]:
    """With the workshops of each, in one query."""
    chosen: dict[uuid.UUID, list[ChoixAtelier]] = {}
    held = ChoixAtelier.objects.filter(inscription__in=inscriptions).exclude(statut=ANNULEE)
    for choix in held.select_related("sequence"):
        chosen.setdefault(choix.inscription_id, []).append(choix)
    return [LigneInscription(each, names[each.pk], chosen.get(each.pk, [])) for each in inscriptions]


def _by_name(line: LigneInscription) -> Any:
    return line.nom.casefold(), line.inscription.cree_le


def _by_rank(line: LigneInscription) -> Any:
    return line.inscription.attend_depuis or line.inscription.cree_le, line.inscription.cree_le


@dataclass(frozen=True)
class LigneBesoin:
    nom: str
    texte: str
    inscription: Inscription


def read_besoins(evenement: Evenement, *, by: Acteur) -> list[LigneBesoin]:
    """Who needs what to take part, for who welcomes them: two lines of the journal, names and needs."""
    found = list(
        BesoinAccessibilite.objects.filter(inscription__evenement=evenement)
        .exclude(inscription__statut=ANNULEE)
        .select_related("inscription")
    )
    texts = read_textes(found, "texte", by=by)
    names = read_textes([each.inscription for each in found], "nom", by=by)
    lines = [LigneBesoin(names[each.inscription_id], texts[each.pk], each.inscription) for each in found]
    return sorted(lines, key=lambda line: line.nom.casefold())


@dataclass(frozen=True)
class LigneContribution:
    contribution: Contribution
    texte: str


def read_contributions(evenement: Evenement, *, by: Acteur) -> list[LigneContribution]:
    """In the order they came, those that no workshop has first. Not who brought them: a workshop needs the words."""
    found = list(Contribution.objects.filter(evenement=evenement).select_related("sequence").order_by("cree_le", "pk"))
    texts = read_textes(found, "texte", by=by)
    lines = [LigneContribution(each, texts[each.pk]) for each in found]
    return sorted(lines, key=lambda line: line.contribution.sequence_id is not None)
