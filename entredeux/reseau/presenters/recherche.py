"""The answers as the page says them: each with where it comes from, the filters with how many there are of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.recherche.analyse import MOT_ECRIT, fold
from entredeux.reseau.recherche.extraits import mark
from entredeux.reseau.recherche.lecture import FACETTES, Filtres, Reponse, Resultat
from entredeux.reseau.recherche.sources import find_source, label_genre
from entredeux.territoires.models import Region

LIBELLES = {"genre": "Genre", "theme": "Thème", "region": "Région", "annee": "Année"}
TOUS = {"genre": "Tous", "theme": "Tous", "region": "Toutes", "annee": "Toutes"}


@dataclass(frozen=True)
class Ligne:
    """One answer. `instant`: when it is said, of a recording."""

    titre: SafeString
    adresse: str
    extrait: SafeString
    precisions: list[str]
    themes: list[str]
    instant: str


@dataclass(frozen=True)
class Choix:
    nom: str
    libelle: str
    tous: str
    valeur: str
    options: list[tuple[str, str, int]]


@dataclass(frozen=True)
class Correction:
    tape: str
    lu: str


def present_lignes(reponse: Reponse) -> list[Ligne]:
    regions = _regions(resultat.document.region for resultat in reponse.resultats)
    return [_present(resultat, reponse, regions) for resultat in reponse.resultats]


def _present(resultat: Resultat, reponse: Reponse, regions: dict[str, str]) -> Ligne:
    document, extrait = resultat.document, resultat.extrait
    said = [label_genre(document.genre), str(document.annee or ""), regions.get(document.region, "")]
    return Ligne(
        titre=mark(document.titre, reponse.raretes.keys(), width=300),
        adresse=address_at(document.url, extrait.ancre),
        extrait=extrait.texte,
        precisions=[part for part in said if part],
        themes=[label for _, label in label_themes(document.themes[:3])],
        instant=say_instant(extrait.ancre),
    )


def address_at(url: str, ancre: int | None) -> str:
    """A recording opens at the second, `?t=751`, and its transcript at the sentence, `#t-751`: no script is needed."""
    if ancre is None:
        return url
    path, _, fragment = url.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'t': ancre})}#{fragment or f't-{ancre}'}"


def say_instant(ancre: int | None) -> str:
    """« 12 min 31 s », « 1 h 02 min 05 s »; "" for what is not recorded."""
    if ancre is None:
        return ""
    minutes, seconds = divmod(ancre, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min {seconds:02d} s" if hours else f"{minutes} min {seconds:02d} s"


def present_choix(reponse: Reponse, filtres: Filtres) -> list[Choix]:
    """The chosen value stays in its list even when nothing has it any more."""
    return [
        _present_choix(name, reponse.facettes.get(name, []), str(getattr(filtres, name) or "")) for name in FACETTES
    ]


def _present_choix(name: str, counts: list[tuple[str, int]], chosen: str) -> Choix:
    if chosen and chosen not in dict(counts):
        counts = [*counts, (chosen, 0)]
    labels = _labels(name, [value for value, _ in counts])
    options = [(value, labels.get(value, value), count) for value, count in counts]
    return Choix(name, LIBELLES[name], TOUS[name], chosen, options)


def _labels(name: str, values: list[str]) -> dict[str, str]:
    if name == "genre":
        return {value: _plural(value) for value in values}
    if name == "theme":
        return dict(label_themes(values))
    return _regions(values) if name == "region" else {}


def _plural(genre: str) -> str:
    source = find_source(genre)
    return source.pluriel if source else genre


def _regions(codes: Iterable[str]) -> dict[str, str]:
    wanted = {code for code in codes if code}
    return dict(Region.objects.filter(pk__in=wanted).values_list("pk", "nom")) if wanted else {}


def present_corrections(reponse: Reponse) -> list[Correction]:
    """With the accents that the answers write, when one of them shows the word."""
    written = {
        fold(word).strip(): word
        for resultat in reponse.resultats
        for word in MOT_ECRIT.findall(f"{resultat.document.titre} {resultat.document.resume} {resultat.extrait.texte}")
    }
    return [Correction(typed, written.get(read, read).lower()) for typed, read in reponse.corrections]
