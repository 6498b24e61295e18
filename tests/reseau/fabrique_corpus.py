"""Published workshops for the tests of the corpus: two days, two regions, two years. Everything is invented."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.enums import GenreEvenement, GenreRubrique, GenreSequence, StatutElement, StatutFeuille
from entredeux.reseau.models import Element, Evenement, Feuille, Point, Restitution, Rubrique, Sequence, Serie
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.territoires.models import Region

SYSTEME = Acteur.systeme()

REGIONS = {"32": "Hauts-de-France", "84": "Auvergne-Rhône-Alpes", "93": "Provence-Alpes-Côte d'Azur"}


def make_serie() -> Serie:
    rubrique = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME)
    found = Serie.objects.filter(slug="journees-fictives").first()
    return found or rubrique.add_child(
        instance=Serie(title="Journées fictives", slug="journees-fictives", genre=GenreEvenement.JOURNEE_REGIONALE)
    )


def make_day(titre: str, jour: datetime.date, region: str = "", lieu: str = "", **champs: Any) -> Evenement:
    if region:
        Region.objects.get_or_create(code=region, defaults={"nom": REGIONS[region]})
    page = Evenement(
        title=titre,
        slug=slugify(f"{jour:%Y-%m}-{titre}"),
        genre=GenreEvenement.JOURNEE_REGIONALE,
        date_debut=jour,
        region_id=region or None,
        lieu=lieu,
        **champs,
    )
    return make_serie().add_child(instance=page)


def make_workshop(
    evenement: Evenement,
    titre: str,
    elements: Iterable[tuple[str, str] | tuple[str, str, dict[str, Any]]] = (),
    *,
    est_publie: bool = True,
    **champs: Any,
) -> list[Element]:
    """A workshop whose sheet was written, given to reread and published; each item is (type, words, what else is
    said of it). `etat`: what became of a commitment."""
    sequence = add_sequence(evenement, titre, **champs)
    given = [(genre, texte, autres[0] if autres else {}) for genre, texte, *autres in elements]
    saisies = [
        SaisieElement(genre, texte, id=uuid.uuid4(), **{nom: said for nom, said in autres.items() if nom != "etat"})
        for genre, texte, autres in given
    ]
    actions.record_feuille(sequence=sequence, elements=saisies, by=SYSTEME)
    feuille = Feuille.objects.get(sequence=sequence)
    if est_publie:
        actions.close_feuille(feuille=feuille, by=SYSTEME)
        actions.publish_feuille(feuille=feuille, by=SYSTEME)
    made = [Element.objects.get(pk=saisie.id) for saisie in saisies]
    for element, (_, _, autres) in zip(made, given, strict=True):
        if etat := autres.get("etat"):
            actions.close_engagement(element=element, etat=etat, raison=autres.get("raison", ""), by=SYSTEME)
    return [Element.objects.get(pk=saisie.id) for saisie in saisies]


def add_sequence(evenement: Evenement, titre: str, **champs: Any) -> Sequence:
    rank = evenement.sequences.count()
    return Sequence.objects.create(
        evenement=evenement, genre=GenreSequence.ATELIER, titre=titre, sort_order=rank, **champs
    )


def fill_workshop(evenement: Evenement, titre: str, textes: Iterable[str]) -> list[Element]:
    """Many published findings at once, as rows: for lists that must bear hundreds of them."""
    feuille = Feuille.objects.create(sequence=add_sequence(evenement, titre), statut=StatutFeuille.PUBLIEE)
    return Element.objects.bulk_create(
        Element(feuille=feuille, ordre=rank, genre="constat", texte=texte, statut=StatutElement.VALIDE)
        for rank, texte in enumerate(textes)
    )


def make_restitution(
    titre: str, corps: list[tuple[str, Any]], *, est_publiee: bool = True, **champs: Any
) -> Restitution:
    """As the desk saves it: a page, a revision, a publication. Its slug is that of its title."""
    rubrique = Rubrique.objects.get(genre=GenreRubrique.RESTITUTIONS)
    page = rubrique.add_child(instance=Restitution(title=titre, slug=slugify(titre), live=False, **champs))
    page.corps = page.corps.stream_block.to_python([{"type": genre, "value": value} for genre, value in corps])
    revision = page.save_revision()
    if est_publiee:
        revision.publish()
    page.refresh_from_db()
    return page


def point_cite(titre: str, elements: Iterable[Element] = (), points: Iterable[Point] = (), texte: str = "") -> Any:
    ids = {"elements": [str(each.pk) for each in elements], "points": [str(each.pk) for each in points]}
    return "point", {"titre": titre, "texte": texte, **ids}
