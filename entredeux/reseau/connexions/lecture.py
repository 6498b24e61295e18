"""From a file to who was there when. What cannot be read is said with its line; a file that is no list is refused."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from pathlib import Path

from entredeux.reseau.connexions.colonnes import Colonnes, read_entete
from entredeux.reseau.connexions.horloge import Horloge, choose_horloge, read_duree
from entredeux.socle.lecture import classeur, limites
from entredeux.socle.lecture.encodage import detect_encodage
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.socle.lecture.nature import Nature, detect_nature, unfold_gzip
from entredeux.socle.lecture.texte import SEPARATEURS, Brut, declared_separator, iterate_records

OCTETS = 5 * 1024 * 1024
LIGNES = 20_000
TITRE = re.compile(r"\d+\. ")
ECART = timedelta(minutes=1)  # between a length and its two hours: rounding, not an absence


@dataclass(frozen=True)
class Releve:
    """One stay in the room. Without hours in the export, `debut` is None and `duree` says how long."""

    ligne: int
    nom: str
    courriel: str
    debut: datetime | None
    duree: timedelta


@dataclass(frozen=True)
class LigneRefusee:
    """`raison` quotes nothing of the row: it is kept, the row is not."""

    ligne: int
    raison: str


@dataclass
class Lecture:
    releves: list[Releve] = field(default_factory=list)
    refusees: list[LigneRefusee] = field(default_factory=list)


@dataclass
class Section:
    """A header and the records under it."""

    ligne: int
    colonnes: Colonnes
    lignes: list[Brut] = field(default_factory=list)


def read_connexions(content: bytes, nom: str, *, jours: tuple[date, ...], zone: tzinfo) -> Lecture:
    """Every stay of the file. Raises FichierRefuse: too big, not a table, no column of hours, nothing readable."""
    if len(content) > OCTETS:
        raise FichierRefuse(
            "Ce fichier dépasse 5 Mo : ce n'est sans doute pas la liste des connexions. Rien n'a été importé."
        )
    sections = _useful(_find_sections(content, nom))
    reading = Lecture()
    for section in sections:
        _read_section(section, jours, zone, reading)
    if not reading.releves:
        raise FichierRefuse(_nothing_read(sections, reading))
    return reading


def _nothing_read(sections: list[Section], reading: Lecture) -> str:
    if not reading.refusees:
        return (
            f"Les colonnes sont reconnues ligne {sections[0].ligne}, mais aucune personne n'est écrite dessous. "
            "Rien n'a été importé."
        )
    first = reading.refusees[0]
    return (
        f"Aucune ligne n'a pu être lue. La première, ligne {first.ligne} : {first.raison}. Rien n'a été importé ; "
        "exportez de nouveau la liste depuis la salle, puis recommencez."
    )


def _find_sections(content: bytes, nom: str) -> list[Section]:
    if not content:
        raise FichierRefuse("Le fichier est vide : rien n'a été importé. Vérifiez l'export, puis recommencez.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "connexions")
        path.write_bytes(content)
        path = unfold_gzip(path, nom, Path(folder))
        found = _sections_of_text(path) if detect_nature(path, nom) is Nature.TEXTE else _sections_of_classeur(path)
    if not found:
        raise FichierRefuse(
            "Aucune ligne ne donne les noms des colonnes (par exemple « Courriel », « Arrivée », « Départ »), lue "
            "depuis la ligne 1. Rien n'a été importé. Choisissez dans la salle l'export qui liste les participants."
        )
    return found


def _sections_of_text(path: Path) -> list[Section]:
    """The separator is the one under which headers appear: commas inside dates cut some lists very regularly."""
    encoding = detect_encodage(path)
    declared = declared_separator(path, encoding)
    tried = [
        _cut(islice(iterate_records(path, encoding, separator), LIGNES))
        for separator in ([declared] if declared else SEPARATEURS)
    ]
    return max(tried, key=lambda sections: (len(sections), sum(map(_width, sections))))


def _width(section: Section) -> int:
    columns = section.colonnes
    return sum(
        rank is not None for rank in (columns.nom, columns.courriel, columns.arrivee, columns.depart, columns.duree)
    )


def _sections_of_classeur(path: Path) -> list[Section]:
    classeur.check_in_another_process(path)
    workbook = classeur.open_classeur(path)
    return [section for sheet in workbook.sheet_names for section in _cut(islice(_records(path, sheet), LIGNES))]


def _records(path: Path, sheet: str) -> Iterator[Brut]:
    return classeur.iterate_records(path, sheet)


def _cut(records: Iterable[Brut]) -> list[Section]:
    """Each header opens a section; a numbered title (« 4. Questions ») closes it. A lone word above a header is its
    title; anywhere else it is a row that says too little, refused like any other."""
    sections: list[Section] = []
    is_open = False
    for record in records:
        _, cells, wrong = record
        if columns := read_entete(cells[: limites.COLONNES]):
            if sections and sections[-1].lignes and _is_lone(sections[-1].lignes[-1]):
                sections[-1].lignes.pop()
            sections.append(Section(record[0], columns))
            is_open = True
        elif _is_lone(record) and TITRE.match(cells[0]):
            is_open = False
        elif is_open and (any(cells) or wrong):
            sections[-1].lignes.append(record)
    return sections


def _is_lone(record: Brut) -> bool:
    return sum(map(bool, record[1])) == 1 and bool(record[1][0]) and not record[2]


def _useful(sections: list[Section]) -> list[Section]:
    """Each joining told one by one says more than a first joining and a last leaving; hours more than lengths."""
    for best in (
        lambda section: section.colonnes.has_hours and not section.colonnes.est_resumee,
        lambda section: section.colonnes.has_hours,
        lambda section: True,
    ):
        chosen = [section for section in sections if best(section)]
        if any(section.lignes for section in chosen):
            return chosen
    return sections


def _read_section(section: Section, jours: tuple[date, ...], zone: tzinfo, reading: Lecture) -> None:
    columns = section.colonnes
    hours = [columns.of(cells, rank) for _, cells, _ in section.lignes for rank in (columns.arrivee, columns.depart)]
    clock = choose_horloge(filter(None, hours), jours, _zone(columns, zone))
    for numero, cells, wrong in section.lignes:
        found = wrong or _read_row(numero, cells, columns, clock)
        if isinstance(found, str):
            reading.refusees.append(LigneRefusee(numero, found))
        else:
            reading.releves.append(found)


def _zone(columns: Colonnes, zone: tzinfo) -> tzinfo:
    return UTC if columns.est_utc else zone


def _read_row(numero: int, cells: list[str], columns: Colonnes, clock: Horloge) -> Releve | str:
    """The stay, or why there is none."""
    courriel = columns.of(cells, columns.courriel)
    nom = columns.full_name(cells)
    if not courriel and not nom:
        return "ni nom ni adresse"
    duration = read_duree(columns.of(cells, columns.duree))
    if not columns.has_hours:
        return Releve(numero, nom, courriel, None, duration) if duration is not None else "durée illisible"
    arrivee, depart = columns.of(cells, columns.arrivee), columns.of(cells, columns.depart)
    if not arrivee and not depart:
        return "aucune heure : cette personne ne s'est pas connectée"
    start = clock.read(arrivee)
    if start is None:
        return "heure d'arrivée illisible" if arrivee else "heure d'arrivée absente"
    end = clock.read(depart)
    if end is None and not duration:
        return "heure de départ illisible" if depart else "heure de départ absente"
    if end is None:
        return Releve(numero, nom, courriel, start, duration or timedelta())
    return _stay(numero, nom, courriel, start, end, duration)


def _stay(
    numero: int, nom: str, courriel: str, start: datetime, end: datetime, duration: timedelta | None
) -> Releve | str:
    """A length shorter than its two hours tells absences in between: the length is right."""
    if end < start and start - end < timedelta(hours=24) and duration is not None:
        end = start + duration
    if end < start:
        return "départ avant l'arrivée"
    span = end - start
    if duration is not None and timedelta() < duration < span - ECART:
        span = duration
    return Releve(numero, nom, courriel, start, span)
