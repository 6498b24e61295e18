"""What a fact is, column by column, and what a cube holds. Nothing else may enter the warehouse.

No text, no name, no contact, no coordinates, no place below the QPV: `extraits` fills these columns and no other,
and a test holds each of them against the classification of the record it comes from.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ACTE, PASSAGE, DEFAUT = "acte", "passage", "defaut"
SITUATION, CLOTURE, ENGAGEMENT, RELAIS = "situation", "cloture", "engagement", "relais"
ORIENTATION, DEMANDE, CONJOINTE = "orientation", "demande", "conjointe"
PAROLE, DEMARCHE, RENCONTRE, PROPOSITION = "parole", "demarche", "rencontre", "proposition"
PRESENCE, PREVU = "presence", "prevu"  # our own work: no person in them, no mediator either
INCONNU = "inconnu"  # a zone nobody knows; an empty code is a place outside every zone of that genre

# name -> (type in the files, what it says). One file a month and group of structures, its rows sorted by all columns
# in this order, structure, mission and QPV first, never by person: the same facts always make the same bytes.
FAITS: dict[str, tuple[str, str]] = {
    "structure": ("VARCHAR", "la structure (identifiant)"),
    "mission": ("VARCHAR", "la mission (identifiant), vide sans mission"),
    "qpv": ("VARCHAR", "QPV de 2024"),
    "genre": ("VARCHAR", "acte, passage, présence, dysfonctionnement, situation, orientation, parole… (GENRES)"),
    "commune": ("VARCHAR", "commune (code INSEE)"),
    "qpv_2015": ("VARCHAR", "QPV de 2015"),
    "contrat": ("VARCHAR", "contrat de ville"),
    "cas": ("BOOLEAN", "l'unité protégée a peut-être d'autres actes"),
    "registre": ("VARCHAR", "registre"),
    "domaine": ("VARCHAR", "domaine ; d'un passage, le groupe de résidences de son lieu cette année-là"),
    "motif": ("VARCHAR", "motif, ou ce qui distingue le fait dans son genre (FILTRES)"),
    "lieu": ("VARCHAR", "type de lieu"),
    "public": ("VARCHAR", "rôle le plus nombreux ; occupation, thème, métier du service ou origine (FILTRES)"),
    "age": ("VARCHAR", "tranche d'âge la plus nombreuse"),
    "issue": ("VARCHAR", "issue, résultat ou état (FILTRES)"),
    "saisine": ("VARCHAR", "mode de saisine"),
    "jour": ("DATE", "jour de service ; le 1er du mois une fois passée l'horloge de la fiche"),
    "creneau": ("VARCHAR", "demi-heure ; vide une fois passée l'horloge de la fiche"),
    "personnes": ("USMALLINT", "personnes rencontrées"),
    "minutes": ("USMALLINT", "durée de l'acte ; de la présence"),
    "effort": ("USMALLINT", "part des minutes de la présence, comptée une seule fois"),
    "mediateur": ("VARCHAR", "jetons du mois de qui a agi, joints par + ; vide quand on l'ignore"),
    "cle": ("UINTEGER", "clé d'enregistrement de l'unité protégée (cellules.record_key)"),
}
NOMS = tuple(FAITS)

# Measure of an indicator -> genre of the facts it counts, and what each of its filters reads in them.
GENRES: dict[str, str] = {
    "actes": ACTE,
    "personnes": ACTE,
    "minutes": ACTE,
    "passages": PASSAGE,
    "dysfonctionnements": DEFAUT,
    "situations": SITUATION,
    "clotures": CLOTURE,
    "engagements": ENGAGEMENT,
    "relais": RELAIS,
    "orientations": ORIENTATION,
    "demandes": DEMANDE,
    "conjointes": CONJOINTE,
    "paroles": PAROLE,
    "demarches": DEMARCHE,
    "participations": RENCONTRE,
    "propositions": PROPOSITION,
}
# What a fact weighs in a count, when it is not one; the column whose mean is taken.
POIDS = {"personnes": "personnes", "participations": "personnes", "minutes": "minutes"}
_DES_ACTES = {name: name for name in ("registre", "domaine", "motif", "lieu", "public", "age", "issue", "saisine")}
_DES_CAS = {"theme": "public", "lieu": "lieu"}
_DES_DEMARCHES = {"type": "motif", "domaine": "domaine"}
FILTRES: dict[str, dict[str, str]] = {
    "actes": _DES_ACTES,
    "personnes": _DES_ACTES,
    "minutes": _DES_ACTES,
    "passages": {"lieu": "lieu", "occupation": "public", "depart": "issue", "raison": "motif"},
    "dysfonctionnements": {"lieu": "lieu", "categorie": "motif", "etat": "issue"},
    "situations": _DES_CAS | {"motif": "motif", "saisine": "saisine"},
    "clotures": _DES_CAS | {"motif": "motif", "saisine": "saisine", "issue": "issue"},
    "engagements": _DES_CAS | {"echeance": "motif", "resultat": "issue"},
    "relais": {"exclusion": "issue"},
    "orientations": {"besoin": "motif", "profession": "public", "resultat": "issue", "lieu": "lieu"},
    "demandes": {"besoin": "motif", "origine": "public", "etat": "issue", "saisine": "saisine"},
    "conjointes": {"profession": "public", "etat": "issue", "lieu": "lieu"},
    "paroles": {"domaine": "domaine", "origine": "motif", "etat": "issue"},
    "demarches": _DES_DEMARCHES | {"niveau": "issue"},
    "participations": _DES_DEMARCHES | {"venue": "issue"},
    "propositions": _DES_DEMARCHES | {"suite": "issue"},
}
# A passage has no domaine: its group of residences, when its place is in one, stands there.
GROUPE_DU_PASSAGE = "domaine"
DIMENSIONS_MAX = 3

# A structure that moves rewrites the file of its group; a small instance has small files, the country eight a month.
GROUPES = 8
_CHIFFRES = {groupe: f"{2 * groupe:x}{2 * groupe + 1:x}" for groupe in range(GROUPES)}


def group_of(structure: uuid.UUID) -> int:
    """By the first hexadecimal digit of its identifier, two digits a group."""
    return structure.int >> 125


def in_groups(groupes: Iterable[int]) -> str:
    """SQL: the structure is of one of these groups."""
    digits = [f"'{digit}'" for groupe in sorted(groupes) for digit in _CHIFFRES[groupe]]
    return f"left(structure, 1) IN ({', '.join(digits) or repr('')})"


CUBE: dict[str, tuple[str, str]] = {
    "coupe": ("VARCHAR", "code de la coupe (COUPES)"),
    "structure": ("VARCHAR", "la structure : la table nationale additionne, une unité n'étant que d'une structure"),
    "a": ("VARCHAR", "valeur du premier axe"),
    "b": ("VARCHAR", "valeur du deuxième axe, ou vide"),
    "c": ("VARCHAR", "valeur du troisième axe, ou vide"),
    "n": ("INTEGER", "actes"),
    "ks": ("UINTEGER", "somme des clés, modulo 2^32"),
    "top": ("INTEGER", "le plus d'actes d'une unité"),
    "unites": ("INTEGER", "unités distinctes"),
    "seuls": ("INTEGER", "parmi elles, celles d'un seul acte pour toujours : elles s'additionnent d'un mois à l'autre"),
    "personnes": ("BIGINT", "personnes rencontrées"),
    "minutes": ("BIGINT", "minutes"),
}


@dataclass(frozen=True)
class CoupeCube:
    """A cut of the report, kept in every cube. `mensuelle`: in the cubes of months alone (a token lives one month)."""

    axes: tuple[str, ...]
    mensuelle: bool = False

    @property
    def code(self) -> str:
        return "-".join(self.axes) or "total"


COUPES: tuple[CoupeCube, ...] = (
    CoupeCube(()),
    CoupeCube(("qpv",)),
    CoupeCube(("qpv", "registre")),
    CoupeCube(("qpv", "domaine")),
    CoupeCube(("qpv", "motif")),
    CoupeCube(("qpv", "lieu")),
    CoupeCube(("qpv", "public")),
    CoupeCube(("qpv", "issue")),
    CoupeCube(("qpv", "public", "lieu")),
    CoupeCube(("commune", "registre")),
    CoupeCube(("commune", "domaine")),
    CoupeCube(("registre", "domaine")),
    CoupeCube(("qpv", "mediateur"), mensuelle=True),
)

# Sums that several cuts share: counted once on the facts, then added up. The first that holds a cut's axes serves it.
SOCLES: tuple[tuple[str, ...], ...] = (
    ("qpv", "public", "lieu"),
    ("qpv", "commune", "registre", "domaine"),
    ("qpv", "motif"),
    ("qpv", "issue"),
    ("qpv", "mediateur"),
)


def base_of(coupe: CoupeCube) -> tuple[str, ...]:
    return next(socle for socle in SOCLES if set(coupe.axes) <= set(socle))


def cuts_of(mensuel: bool) -> Iterator[CoupeCube]:
    """The cuts of a month's cube, or of a quarter's or a year's."""
    return (coupe for coupe in COUPES if mensuel or not coupe.mensuelle)


def schema(columns: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name: kind for name, (kind, _) in columns.items()}
