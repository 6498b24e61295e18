"""The network's real programme, 2019-2024, read from two files: the facts, and what display adds to them.

A field the schema does not know, a label missing, two events at one address: loading stops and says where.
"""

import datetime
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import slugify
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator


class Contenu(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Contenu):
    titre: str
    url: str


class Prise(Contenu):
    """Someone, or an organisation, who takes the floor. Never more than the public source says."""

    segment: str
    personne: str = ""
    fonction: str = ""
    organisation: str = ""
    lieu: str = ""
    resume: str = ""


class Apport(Contenu):
    type: str
    texte: str


class Atelier(Contenu):
    titre: str
    domaine: str
    animation: list[str] = []
    intervenants: list[str] = []
    apports: list[Apport] = []


class StandRessources(Contenu):
    tenu_par: str
    contenu: list[str]


class Evenement(Contenu):
    """`date` is a day, or a month (« 2019-06 ») when the source does not confirm the day."""

    date: str
    titre: str
    domaine: str = ""
    lieu: str = ""
    animation: list[str] = []
    themes: list[str] = []
    resume: str = ""
    participants: int | None = None
    publics: list[str] = []
    interventions: list[Prise] = []
    pleniere: list[Prise] = []
    stand_ressources: StandRessources | None = None
    messages_de_la_matinee: list[str] = []
    ateliers: list[Atelier] = []
    suites: list[str] = []

    @field_validator("date", mode="before")
    @classmethod
    def read_date(cls, value: Any) -> str:
        text = value.isoformat() if isinstance(value, datetime.date) else str(value)
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])(-\d{2})?", text):
            raise ValueError(f"date « {text} » : attendu AAAA-MM ou AAAA-MM-JJ")
        return text

    @property
    def jour(self) -> datetime.date | None:
        return datetime.date.fromisoformat(self.date) if len(self.date) == 10 else None

    @property
    def slug(self) -> str:
        words = slugify(self.titre)[:60]
        return f"{self.date}-{words[: words.rfind('-')] if len(words) == 60 else words}"


class Serie(Contenu):
    slug: str
    titre: str
    organisateurs: list[str]
    forme: list[str] = []
    participants_du_cycle: int | None = None
    evenements: list[Evenement] = Field(min_length=1)


class Programme(Contenu):
    series: list[Serie]

    def find(self, slug: str) -> tuple[Serie, Evenement] | None:
        pairs = ((serie, evenement) for serie in self.series for evenement in serie.evenements)
        return next((pair for pair in pairs if pair[1].slug == slug), None)


class Affichage(Contenu):
    genres: dict[str, str]
    precisions_de_forme: dict[str, str]
    sources: dict[str, list[Source]]
    a_la_une: list[str] = []

    def sources_of(self, serie: Serie, evenement: Evenement) -> list[Source]:
        """The event's own, else its series'."""
        return self.sources.get(f"{serie.slug}/{evenement.date}", self.sources.get(serie.slug, []))


def read_yaml(name: str) -> Any:
    return yaml.safe_load(files("entredeux.reseau").joinpath("contenu", name).read_text(encoding="utf-8"))


class ProgrammeIllisible(Exception):
    """What is wrong with the file, and where."""


def read_programme(path: Path) -> Programme:
    """The programme of a file. Raises ProgrammeIllisible: line of a broken YAML, or path of a field out of shape."""
    try:
        return parse_programme(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError:
        raise ProgrammeIllisible(f"{path} : ce fichier ne se lit pas.") from None
    except UnicodeDecodeError:
        raise ProgrammeIllisible(f"{path} : ce fichier n'est pas en UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise ProgrammeIllisible(f"{path}, ligne {line} : {error.problem or 'YAML mal formé'}.") from None
    except ValidationError as error:
        told = [f"{'.'.join(map(str, found['loc']))} : {found['msg']}" for found in error.errors()]
        raise ProgrammeIllisible(f"{path} : " + " ; ".join(told)) from None


def parse_programme(read: Any) -> Programme:
    programme = Programme.model_validate(read)
    slugs = [evenement.slug for serie in programme.series for evenement in serie.evenements]
    if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        raise ProgrammeIllisible(f"Deux événements à la même adresse : {', '.join(twice)}")
    return programme


@cache
def load_programme() -> Programme:
    return parse_programme(read_yaml("evenements.yaml"))


@cache
def load_affichage() -> Affichage:
    return Affichage.model_validate(read_yaml("affichage.yaml"))
