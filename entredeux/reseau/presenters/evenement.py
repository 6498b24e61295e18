"""The page of one event, before and after it took place."""

from collections.abc import Iterable
from collections.abc import Sequence as Suite
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from entredeux.reseau.enums import GenreSequence, RolePrise
from entredeux.reseau.models import Element, Evenement, Prise, Sequence, Serie
from entredeux.reseau.models.base import presente
from entredeux.reseau.models.vocabulaires import label_domaine
from entredeux.reseau.presenters import liens_donnees
from entredeux.reseau.presenters.cartes import Lien, present_themes
from entredeux.reseau.presenters.corps import present_corps, present_moments
from entredeux.reseau.presenters.dates import is_month, iso_of, say_fuseau, say_hours, say_range, say_when
from entredeux.reseau.queries.programme import elements_by_sequence, sequences_of, serie_of
from entredeux.ui.templatetags.ui import INSECABLE, jour, typo


@dataclass(frozen=True)
class Seance:
    """A sequence as the programme shows it."""

    ancre: str
    titre: str
    heures: str
    ligne: str
    domaine: str
    resume: str
    voix: list[SafeString]
    elements: list[Element]
    est_atelier: bool
    est_pause: bool


@dataclass(frozen=True)
class Creneau:
    """What happens at one hour: one sequence, or several in parallel."""

    heures: str
    debut: str
    seances: list[Seance]


@dataclass(frozen=True)
class Journee:
    titre: str
    ancre: str
    creneaux: list[Creneau]


@dataclass(frozen=True)
class Fiche:
    serie: Serie
    quand: str
    iso: str
    heures: str
    genre: str
    est_passe: bool
    a_un_agenda: bool
    themes: list[Lien]
    faits: list[tuple[str, str, str]]
    journees: list[Journee]
    groupes: list[Seance]
    ateliers: list[Seance]
    moments: Any
    corps: list[Any]
    sources: list[Any]
    documents: list[Any]
    noms_caches: bool
    donnees: dict[str, Any] = field(default_factory=dict)


@presente(Evenement)
def present_evenement(evenement: Evenement, request: HttpRequest) -> dict[str, Any]:
    return {"fiche": present_fiche(evenement)}


def present_fiche(evenement: Evenement) -> Fiche:
    sequences = sequences_of(evenement)
    serie, elements = serie_of(evenement), elements_by_sequence(evenement) if has_begun(evenement) else {}
    shown = [(sequence, present_seance(sequence, elements.get(sequence.pk, []))) for sequence in sequences]
    untimed = [(sequence, seance) for sequence, seance in shown if not sequence.heure_debut]
    return Fiche(
        serie=serie,
        quand=say_when(evenement),
        iso=iso_of(evenement),
        heures=" ".join(part for part in (say_hours(evenement), _in_brackets(say_fuseau(evenement))) if part),
        genre=evenement.get_genre_display(),
        est_passe=is_past(evenement),
        a_un_agenda=not is_month(evenement),
        themes=present_themes(evenement.themes),
        faits=[fait for fait in list_faits(evenement, serie) if fait[1]],
        journees=list(present_journees(evenement, shown)),
        groupes=[seance for sequence, seance in untimed if sequence.genre != GenreSequence.ATELIER and seance.voix],
        ateliers=[seance for sequence, seance in untimed if sequence.genre == GenreSequence.ATELIER],
        moments=present_moments(evenement, sequences),
        corps=present_corps(evenement.corps),
        sources=[bloc.value for bloc in evenement.sources],
        documents=list(evenement.documents),
        noms_caches=not settings.RESEAU_MONTRE_NOMS and any(seance.voix for _, seance in shown),
        donnees=liens_donnees.describe(evenement, serie, sequences),
    )


def has_begun(evenement: Evenement) -> bool:
    """Nothing was said in a workshop before its day."""
    return bool(evenement.pk and evenement.date_debut <= timezone.localdate())


def is_past(evenement: Evenement) -> bool:
    today = timezone.localdate()
    return bool(evenement.dernier_jour < (today.replace(day=1) if is_month(evenement) else today))


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""


def list_faits(evenement: Evenement, serie: Serie) -> Iterable[tuple[str, str, str]]:
    """(name, value, address or nothing)."""
    yield "Série", serie.title, serie.chemin
    yield "Organisation", ", ".join(serie.organisateurs.splitlines()), ""
    yield "Lieu", ", ".join(part for part in (evenement.adresse, evenement.lieu) if part), ""
    yield "Région", evenement.region.nom if evenement.region else "", ""
    yield "Domaine", label_domaine(evenement.domaine) if evenement.domaine else "", ""
    yield "Participants", str(evenement.participants or ""), ""
    yield "Publics", ", ".join(evenement.publics.splitlines()), ""
    yield "Partenaires", ", ".join(partenaire.nom for partenaire in evenement.partenaires.all()), ""
    yield "Stand ressources", say_stand(evenement), ""


def say_stand(evenement: Evenement) -> str:
    contenu = ", ".join(evenement.stand_contenu.splitlines())
    if not evenement.stand_tenu_par:
        return contenu
    return f"tenu par {evenement.stand_tenu_par}" + (f" : {contenu}" if contenu else "")


# --- sequences


def present_journees(evenement: Evenement, shown: Suite[tuple[Sequence, Seance]]) -> Iterable[Journee]:
    """The timed sequences by day, then by hour; those that begin together share a line."""
    timed = sorted(
        (pair for pair in shown if pair[0].heure_debut), key=lambda pair: (pair[0].jour, pair[0].heure_debut)
    )
    days = groupby(timed, key=lambda pair: pair[0].jour)
    for day, pairs in days:
        yield Journee(jour(day).capitalize(), f"jour-{day:%Y-%m-%d}", list(_creneaux(list(pairs))))


def _creneaux(pairs: list[tuple[Sequence, Seance]]) -> Iterable[Creneau]:
    for (_, _), found in groupby(pairs, key=lambda pair: (pair[0].heure_debut, pair[0].heure_fin)):
        together = list(found)
        first = together[0][0]
        yield Creneau(
            heures=say_range(first),
            debut=f"{first.jour.isoformat()}T{first.heure_debut:%H:%M}",
            seances=[seance for _, seance in together],
        )


def present_seance(sequence: Sequence, elements: list[Element]) -> Seance:
    return Seance(
        ancre=f"sequence-{sequence.uid.hex[:8]}",
        titre=str(sequence),
        heures=say_range(sequence),
        ligne=" · ".join(_say_line(sequence)),
        domaine=label_domaine(sequence.domaine) if sequence.domaine else "",
        resume=sequence.resume,
        voix=[present_voix(prise) for prise in sequence.prises.all()],
        elements=elements,
        est_atelier=sequence.genre == GenreSequence.ATELIER,
        est_pause=sequence.genre == GenreSequence.PAUSE,
    )


def _say_line(sequence: Sequence) -> Iterable[str]:
    """« Atelier », when the title does not say it; the room; the seats."""
    if sequence.titre and sequence.heure_debut:
        yield sequence.get_genre_display()
    if sequence.salle:
        yield sequence.salle
    if sequence.places:
        yield f"{sequence.places} places"


def present_voix(prise: Prise) -> SafeString:
    """« Rachid Boubekeur, médiateur social, Optima (Rennes) », with its links. Without a stored name, function and
    organisation remain. Written here and not in a template: a conference has a hundred of them."""
    person, organisation = prise.intervenant, prise.organisation
    parts = [_link("intervenant", person.slug, format_html("<strong>{}</strong>", person.nom))] if person else []
    if prise.fonction:
        parts.append(escape(prise.fonction if person else capfirst(prise.fonction)))
    if organisation:
        parts.append(_link("organisation", organisation.slug, escape(organisation.nom)))
    said = f"{', '.join(parts)} ({escape(prise.lieu)})" if prise.lieu else ", ".join(parts)
    if prise.role == RolePrise.ANIMATION and prise.sequence.genre == GenreSequence.ATELIER:
        said = f"Animation{INSECABLE}: {said}"
    if prise.resume:
        said += f'<br><span class="discret">{escape(typo(capfirst(prise.resume)))}</span>'
    return mark_safe(said)


def _link(route: str, slug: str, words: SafeString) -> SafeString:
    return mark_safe(f'<a href="{_address_before(route)}{slug}/">{words}</a>')  # a slug holds nothing to escape


@cache
def _address_before(route: str) -> str:
    """« /intervenants/ »: `reverse` is asked once, and not for each voice of a conference."""
    return reverse(route, args=["x"]).removesuffix("x/")
