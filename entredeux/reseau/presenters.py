"""The programme as the pages say it. A speaker's name appears only where the installation shows names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils import formats

from entredeux.reseau.enums import GenreEvenement
from entredeux.reseau.programme import Affichage, Atelier, Evenement, Prise, Serie, Source, load_affichage
from entredeux.ui.templatetags.ui import jour


@dataclass(frozen=True)
class Carte:
    """One line of the public home."""

    slug: str
    date: str
    jour: str
    mois: str
    titre: str
    accroche: str
    ligne: str
    tags: list[str]


@dataclass(frozen=True)
class Groupe:
    """Those who took the floor in one part of the session."""

    titre: str
    voix: list[dict[str, str]]


@dataclass(frozen=True)
class AtelierMontre:
    titre: str
    domaine: str
    animation: str
    intervenants: str
    apports: list[tuple[str, str]]


@dataclass(frozen=True)
class Fiche:
    """The page of one event."""

    evenement: Evenement
    serie: Serie
    genre: str
    quand: str
    animation: str
    themes: list[str]
    groupes: list[Groupe]
    ateliers: list[AtelierMontre]
    sources: list[Source]
    noms_montres: bool
    faits: list[tuple[str, str]] = field(default_factory=list)


def present_carte(serie: Serie, evenement: Evenement) -> Carte:
    affichage = load_affichage()
    day, month = split_date(evenement)
    titre, accroche = split_titre(evenement.titre)
    return Carte(
        slug=evenement.slug,
        date=evenement.date,
        jour=day,
        mois=month,
        titre=titre,
        accroche=accroche,
        ligne=" · ".join(say_line(serie, evenement, affichage)),
        tags=[affichage.themes[theme] for theme in evenement.themes[:3]],
    )


def split_date(evenement: Evenement) -> tuple[str, str]:
    """(« 5 », « déc. 2024 »); (« », « juin 2019 ») when the day is not confirmed."""
    if evenement.jour is None:
        return "", formats.date_format(date.fromisoformat(f"{evenement.date}-01"), "F Y")
    return formats.date_format(evenement.jour, "j"), formats.date_format(evenement.jour, "N Y")


def split_titre(titre: str) -> tuple[str, str]:
    """The subject, then what was asked of it: many titles hold both around « : » or a first « ? »."""
    head, mark, rest = re.match(r"(.*?)( :| \?|$)\s*(.*)", titre).groups()  # type: ignore[union-attr]
    return head + (mark if mark == " ?" else ""), rest[:1].upper() + rest[1:]


def say_line(serie: Serie, evenement: Evenement, affichage: Affichage) -> Iterable[str]:
    yield GenreEvenement(affichage.genres[serie.slug]).label
    if evenement.lieu:
        yield evenement.lieu
    if evenement.participants:
        yield f"{evenement.participants} participants"
    if evenement.ateliers:
        yield f"{len(evenement.ateliers)} ateliers"
    if voices := list(dict.fromkeys(say_organisation(prise) for prise in evenement.interventions)):
        yield "avec " + ", ".join(voice for voice in voices if voice)


def say_organisation(prise: Prise) -> str:
    return f"{prise.organisation} ({prise.lieu})" if prise.organisation and prise.lieu else prise.organisation


def present_fiche(serie: Serie, evenement: Evenement) -> Fiche:
    affichage = load_affichage()
    fiche = Fiche(
        evenement=evenement,
        serie=serie,
        genre=GenreEvenement(affichage.genres[serie.slug]).label,
        quand=say_when(evenement),
        animation=", ".join(map(hide_name, evenement.animation)),
        themes=[affichage.themes[theme] for theme in evenement.themes],
        groupes=list(present_groupes([*evenement.pleniere, *evenement.interventions], affichage)),
        ateliers=[present_atelier(atelier, affichage) for atelier in evenement.ateliers],
        sources=affichage.sources_of(serie, evenement),
        noms_montres=settings.RESEAU_MONTRE_NOMS,
    )
    fiche.faits.extend((nom, valeur) for nom, valeur in list_faits(fiche) if valeur)
    return fiche


def say_when(evenement: Evenement) -> str:
    if evenement.jour is None:
        return f"{split_date(evenement)[1]}, jour non confirmé"
    return jour(evenement.jour)


def list_faits(fiche: Fiche) -> Iterable[tuple[str, str]]:
    evenement = fiche.evenement
    yield "Série", fiche.serie.titre
    yield "Organisation", ", ".join(fiche.serie.organisateurs)
    yield "Animation", fiche.animation
    yield "Lieu", evenement.lieu
    yield "Participants", str(evenement.participants or "")
    yield "Publics", ", ".join(evenement.publics)
    if stand := evenement.stand_ressources:
        yield "Stand ressources", f"tenu par {stand.tenu_par} : {', '.join(stand.contenu)}"


def present_groupes(prises: list[Prise], affichage: Affichage) -> Iterable[Groupe]:
    for segment in dict.fromkeys(prise.segment for prise in prises):
        voices = [present_voix(prise) for prise in prises if prise.segment == segment]
        yield Groupe(affichage.segments[segment], voices)


def present_voix(prise: Prise) -> dict[str, str]:
    name = prise.personne if settings.RESEAU_MONTRE_NOMS else ""
    rest = [part for part in (prise.fonction, say_organisation(prise)) if part]
    return {"nom": name, "qualite": ", ".join(rest), "resume": prise.resume}


def hide_name(texte: str) -> str:
    """« Prénom Nom, organisation » keeps the organisation alone where names are not shown."""
    return texte if settings.RESEAU_MONTRE_NOMS else texte.rpartition(", ")[2]


def present_atelier(atelier: Atelier, affichage: Affichage) -> AtelierMontre:
    return AtelierMontre(
        titre=atelier.titre,
        domaine=affichage.domaines[atelier.domaine],
        animation=" ; ".join(map(hide_name, atelier.animation)),
        intervenants=", ".join(atelier.intervenants),
        apports=[(affichage.apports[apport.type], apport.texte) for apport in atelier.apports],
    )
