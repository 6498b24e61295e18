"""A regional day from its template: what the network's days have in common, to be corrected at the desk."""

import datetime
from collections.abc import Sequence as Suite
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from entredeux.cadre import journal
from entredeux.cadre.access import can_write_region, check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.enums import GenreEvenement, GenreSequence
from entredeux.reseau.models import Evenement, Sequence, Serie
from entredeux.socle.erreurs import Refus
from entredeux.territoires.models import Region

ATELIERS = 5
PLACES_PAR_ATELIER = 50


@dataclass(frozen=True)
class Temps:
    genre: GenreSequence
    debut: str
    fin: str
    titre: str = ""


# The form of the regional days: what was said of Liévin's in 2019, with hours to be corrected.
MATIN = (
    Temps(GenreSequence.OUVERTURE, "09:30", "10:00"),
    Temps(GenreSequence.PLENIERE, "10:00", "11:00"),
    Temps(GenreSequence.INITIATIVE, "11:00", "12:00", "Initiatives des territoires"),
    Temps(GenreSequence.PAUSE, "12:00", "13:30", "Déjeuner et stand ressources"),
)
APRES_MIDI = (
    Temps(GenreSequence.RESTITUTION, "15:30", "16:15", "Restitution des ateliers"),
    Temps(GenreSequence.ECHANGE, "16:15", "16:30", "Suites et clôture"),
)
HEURE_DES_ATELIERS = ("13:30", "15:15")


@transaction.atomic
def create_journee_from_template(
    *,
    serie: Serie,
    titre: str,
    date: datetime.date,
    ville: str,
    region: Region | None,
    by: Acteur,
    ateliers: Suite[str] = (),
    places_par_atelier: int | None = PLACES_PAR_ATELIER,
) -> Evenement:
    """A draft, its workshops in parallel and to be chosen at registration. Nobody sees it until it is published.

    `ateliers`: their titles; without any, five to be named. Raises Refus for a region that is not the editor's.
    """
    check_permission(by, Permission.REDIGER_RESEAU)
    if by.compte is not None and not can_write_region(by.compte, region.code if region else ""):
        raise Refus("Vous écrivez pour votre région seulement : choisissez-la pour cette journée.")
    titres = [titre.strip() for titre in ateliers if titre.strip()] or name_ateliers()
    evenement = Evenement(
        title=titre,
        slug=f"{date.isoformat()}-{slugify(titre)}"[:80].rstrip("-"),
        genre=GenreEvenement.JOURNEE_REGIONALE,
        date_debut=date,
        heure_debut=_at(MATIN[0].debut),
        heure_fin=_at(APRES_MIDI[-1].fin),
        lieu=ville,
        region=region,
        live=False,
        has_unpublished_changes=True,
        owner=by.compte,
    )
    evenement.sequences = list(_sequences(titres, places_par_atelier))
    serie.add_child(instance=evenement)
    evenement.save_revision(user=by.compte, log_action=True)
    journal.record_write(by, "reseau.journee.preparee", evenement)
    return evenement


def name_ateliers() -> list[str]:
    return [f"Atelier {rank}, à nommer" for rank in range(1, ATELIERS + 1)]


def _sequences(titres: list[str], places: int | None) -> list[Sequence]:
    debut, fin = map(_at, HEURE_DES_ATELIERS)
    found = [_sequence(temps) for temps in MATIN]
    found += [
        Sequence(
            genre=GenreSequence.ATELIER,
            titre=titre,
            heure_debut=debut,
            heure_fin=fin,
            salle=f"Salle {rank}",
            places=places,
            est_sur_inscription=True,
        )
        for rank, titre in enumerate(titres, start=1)
    ]
    found += [_sequence(temps) for temps in APRES_MIDI]
    for rank, sequence in enumerate(found):
        sequence.sort_order = rank
    return found


def _sequence(temps: Temps) -> Sequence:
    return Sequence(genre=temps.genre, titre=temps.titre, heure_debut=_at(temps.debut), heure_fin=_at(temps.fin))


def _at(hour: str) -> datetime.time:
    return datetime.time.fromisoformat(hour)
