"""What a report is made of: one YAML file each in `modeles/`. A fault is said with its file, its line and its reason.

A model names indicators and never holds a figure; the words printed come from the file, with their source.
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from django.db.models import TextChoices
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from entredeux.observatoire.rapports.periodes import GenreRapport
from entredeux.themes.lecture import read_model

DOSSIER = Path(__file__).with_name("modeles")
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=900)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,38}$")]


class Portee(TextChoices):
    STRUCTURE = "structure", "Une structure"
    RESEAU = "reseau", "Toutes les structures de l'instance"


class Destination(TextChoices):
    """Who reads a version that is out: whoever reads figures, or the landlord to whom the coordination hands it."""

    LECTEURS = "lecteurs", "Qui lit les figures"
    BAILLEUR = "bailleur", "Un bailleur"


class _Ferme(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Texte(_Ferme):
    genre: Literal["texte"]
    texte: Phrase


class Tableau(_Ferme):
    """An indicator cut by at most two axes: the first makes the rows, the second the columns."""

    genre: Literal["tableau"]
    indicateur: Code
    axes: Annotated[list[str], Field(max_length=2)] = []


class Totaux(_Ferme):
    """Protected totals of several indicators over the period, a row each."""

    genre: Literal["totaux"]
    titre: Phrase
    indicateurs: Annotated[list[Code], Field(min_length=1)]


class Groupes(_Ferme):
    """An indicator of passages by group of at least five residences of the landlord the report is handed to."""

    genre: Literal["groupes"]
    indicateur: Code


class Travail(_Ferme):
    """Our own work, exact: a row a quantity, or one quantity by quarter or by month."""

    genre: Literal["travail"]
    titre: Phrase
    quantites: Annotated[list[Code], Field(min_length=1)]
    par: Literal["", "qpv", "mois"] = ""


class Notes(_Ferme):
    """The note of each quarter of the structure, when one is written."""

    genre: Literal["notes"]


class Dysfonctionnements(_Ferme):
    """Defects by address with the days they took, for one landlord or for all."""

    genre: Literal["dysfonctionnements"]


class Contexte(_Ferme):
    """What public statistics say of the structure's quarters, in words, beside the figures and never among them."""

    genre: Literal["contexte"]


class National(_Ferme):
    """Acts of every structure of the instance, by zone or by theme."""

    genre: Literal["national"]
    titre: Phrase
    axe: Literal["departement", "commune", "qpv", "registre", "domaine"]


class Fiches(_Ferme):
    """What the structures' yearly sheets say together, a table a heading of the block."""

    genre: Literal["fiches"]
    bloc: Literal["emploi", "equipe"]


class Profil(_Ferme):
    """How many structures of each nature."""

    genre: Literal["profil"]
    titre: Phrase


class ACompleter(_Ferme):
    """What the author writes in the ODT file: asked by the reader, and not kept here.

    `fourni` names a provider (fournisseurs.py), whose lines take its place where there is one.
    """

    genre: Literal["a_completer"]
    titre: Phrase
    points: Annotated[list[Phrase], Field(min_length=1)]
    fourni: str = ""


Partie = Annotated[
    Texte
    | Tableau
    | Groupes
    | Totaux
    | Travail
    | Notes
    | Dysfonctionnements
    | Contexte
    | National
    | Fiches
    | Profil
    | ACompleter,
    Field(discriminator="genre"),
]


class Section(_Ferme):
    """`consigne` says what the author may write there; without one, the section takes no comment."""

    code: Code
    titre: Phrase
    consigne: str = ""
    parties: list[Partie] = []


class Modele(_Ferme):
    code: Code
    version: Annotated[int, Field(ge=1)]
    titre: Phrase
    pour: Phrase
    portee: Portee = Portee.STRUCTURE
    destination: Destination = Destination.LECTEURS
    periodes: Annotated[list[GenreRapport], Field(min_length=1)]
    sections: Annotated[list[Section], Field(min_length=1)]
    sources: list[Phrase] = []

    @property
    def sections_a_commenter(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.consigne)

    @property
    def a_des_notes(self) -> bool:
        return any(isinstance(part, Notes) for section in self.sections for part in section.parties)

    @property
    def est_pour_bailleur(self) -> bool:
        return self.destination == Destination.BAILLEUR


ORDRE = ("contrat_de_ville", "annuel", "adulte_relais", "afnor", "bailleur", "national")


@lru_cache(maxsize=1)
def modeles() -> dict[str, Modele]:
    """Every model, in the order of the list. Raises FichierInvalide, whose every line says where and why."""
    found = {model.code: model for model in (read_model(path, Modele) for path in sorted(DOSSIER.glob("*.yaml")))}
    rank = {code: number for number, code in enumerate(ORDRE)}
    return dict(sorted(found.items(), key=lambda item: rank.get(item[0], len(ORDRE))))


def find_modele(code: str) -> Modele:
    """Raises KeyError."""
    return modeles()[code]
