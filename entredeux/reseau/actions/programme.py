"""The programme as a file gives it, made into pages. The facts exactly: nothing added, nothing inferred."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau import programme as fichier
from entredeux.reseau.enums import (
    GenreElement,
    GenreEvenement,
    GenreRubrique,
    GenreSequence,
    PrecisionDate,
    RolePrise,
    StatutElement,
    StatutFeuille,
)
from entredeux.reseau.models import (
    Element,
    Evenement,
    Feuille,
    Intervenant,
    Organisation,
    Prise,
    Rubrique,
    Sequence,
    Serie,
)
from entredeux.socle.erreurs import Refus


@dataclass(frozen=True)
class Bilan:
    """What an import did. What is already there is never overwritten: editors may have worked on it."""

    series: int
    evenements: int
    deja_la: int


@transaction.atomic
def import_programme(programme: fichier.Programme, *, by: Acteur) -> Bilan:
    check_permission(by, Permission.ANIMER_RESEAU)
    rubrique = Rubrique.objects.filter(genre=GenreRubrique.PROGRAMME).first()
    if rubrique is None:
        raise Refus("Aucune rubrique « Programme » où ranger les séries : lancez d'abord `entredeux migrate`.")
    counts = {"series": 0, "evenements": 0, "deja_la": 0}
    for decrite in programme.series:
        serie = Serie.objects.filter(slug=decrite.slug).first()
        if serie is None:
            serie = _add_serie(rubrique, decrite)
            counts["series"] += 1
        for decrit in decrite.evenements:
            if Evenement.objects.filter(slug=decrit.slug).exists():
                counts["deja_la"] += 1
                continue
            _add_evenement(serie, decrite, decrit)
            counts["evenements"] += 1
    bilan = Bilan(**counts)
    if bilan.series or bilan.evenements:
        journal.record_write(by, "reseau.programme.importe", rubrique, nombre=bilan.series + bilan.evenements)
    return bilan


def _add_serie(rubrique: Rubrique, decrite: fichier.Serie) -> Serie:
    affichage = fichier.load_affichage()
    serie: Serie = rubrique.add_child(
        instance=Serie(
            title=decrite.titre,
            slug=decrite.slug,
            genre=affichage.genres.get(decrite.slug, GenreEvenement.AUTRE),
            organisateurs="\n".join(decrite.organisateurs),
            forme="\n".join(decrite.forme),
            precision_forme=affichage.precisions_de_forme.get(decrite.slug, ""),
            participants_du_cycle=decrite.participants_du_cycle,
            est_a_la_une=decrite.slug in affichage.a_la_une,
            sources=_sources(affichage.sources.get(decrite.slug, [])),
        )
    )
    return serie


def _add_evenement(serie: Serie, decrite: fichier.Serie, decrit: fichier.Evenement) -> Evenement:
    stand = decrit.stand_ressources
    evenement = Evenement(
        title=decrit.titre,
        slug=decrit.slug,
        genre=serie.genre,
        date_debut=decrit.jour or date.fromisoformat(f"{decrit.date}-01"),
        precision_date=PrecisionDate.JOUR if decrit.jour else PrecisionDate.MOIS,
        lieu=decrit.lieu,
        domaine=decrit.domaine,
        themes=decrit.themes,
        resume=decrit.resume.strip(),
        participants=decrit.participants,
        publics="\n".join(decrit.publics),
        stand_tenu_par=stand.tenu_par if stand else "",
        stand_contenu="\n".join(stand.contenu) if stand else "",
        corps=[
            *(("message", message) for message in decrit.messages_de_la_matinee),
            *(("suite", suite) for suite in decrit.suites),
        ],
        sources=_sources(fichier.load_affichage().sources_of(decrite, decrit)),
        first_published_at=(now := timezone.now()),
        last_published_at=now,
    )
    evenement.sequences = list(_sequences(decrit))
    serie.add_child(instance=evenement)
    _add_feuilles(evenement, decrit)
    return evenement


def _add_feuilles(evenement: Evenement, decrit: fichier.Evenement) -> None:
    """What a workshop is said to have brought, word for word, as the published items of its sheet: the event's source
    is theirs. No theme, no author, no date that the file does not give."""
    for decrite, sequence in zip(decrit.ateliers, evenement.ateliers, strict=True):
        if not decrite.apports:
            continue
        feuille = Feuille.objects.create(sequence=sequence, statut=StatutFeuille.PUBLIEE, publiee_le=timezone.now())
        for rank, apport in enumerate(decrite.apports, start=1):
            Element.objects.create(
                feuille=feuille,
                ordre=rank,
                genre=GenreElement(apport.type),
                texte=apport.texte,
                statut=StatutElement.VALIDE,
            )


def _sources(sources: Iterable[fichier.Source]) -> list[tuple[str, dict[str, str]]]:
    return [("source", {"titre": source.titre, "url": source.url}) for source in sources]


def _sequences(decrit: fichier.Evenement) -> Iterable[Sequence]:
    """One for who leads, one for each kind of speech in the file's order, one for each workshop."""
    rank = 0
    if decrit.animation:
        yield _sequence(rank, GenreSequence.ANIMATION, [_lead(nom) for nom in decrit.animation])
        rank += 1
    prises = [*decrit.pleniere, *decrit.interventions]
    for segment in dict.fromkeys(prise.segment for prise in prises):
        said = [_prise(prise) for prise in prises if prise.segment == segment]
        yield _sequence(rank, GenreSequence(segment), said)
        rank += 1
    for atelier in decrit.ateliers:
        who = [*map(_lead, atelier.animation), *(_speak(nom) for nom in atelier.intervenants)]
        sequence = _sequence(rank, GenreSequence.ATELIER, who)
        sequence.titre, sequence.domaine = atelier.titre, atelier.domaine
        yield sequence
        rank += 1


def _sequence(rank: int, genre: GenreSequence, prises: list[Prise]) -> Sequence:
    for order, prise in enumerate(prises):
        prise.sort_order = order
    sequence = Sequence(sort_order=rank, genre=genre)
    sequence.prises = prises
    return sequence


def _prise(decrite: fichier.Prise) -> Prise:
    leads = decrite.segment == GenreSequence.ANIMATION
    return Prise(
        role=RolePrise.ANIMATION if leads else RolePrise.INTERVENTION,
        intervenant=_person(decrite.personne),
        fonction=decrite.fonction,
        organisation=_organisation(decrite.organisation),
        lieu=decrite.lieu,
        resume=decrite.resume,
    )


def _lead(nom: str) -> Prise:
    """« IREV », or « Prénom Nom, organisation »."""
    person, comma, organisation = nom.rpartition(", ")
    return Prise(
        role=RolePrise.ANIMATION,
        intervenant=_person(person) if comma else None,
        organisation=_organisation(organisation),
    )


def _speak(nom: str) -> Prise:
    return Prise(role=RolePrise.INTERVENTION, organisation=_organisation(nom))


def _person(nom: str) -> Intervenant | None:
    """Nobody where the installation does not show names: a name that is not stored cannot leak."""
    if not nom or not settings.RESEAU_MONTRE_NOMS:
        return None
    return Intervenant.objects.get_or_create(slug=slugify(nom)[:80], defaults={"nom": nom})[0]


def _organisation(nom: str) -> Organisation | None:
    if not nom:
        return None
    return Organisation.objects.get_or_create(nom=nom, defaults={"slug": slugify(nom)[:80]})[0]
