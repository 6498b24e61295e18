"""The steps of a situation and what leads from one to the next: one table, that pages, actions, the diagram of
docs/situations.md and the tests all read. Codes are those of the vocabulary `etapes`.

Refusing and withdrawing are possible from every open step, by a party or by the mediator, with the same weight.
"""

from dataclasses import dataclass
from datetime import timedelta

from entredeux.situations.enums import Exigence, FinSansAccord, Forme

E = Exigence
CLOSES = ("close", "refusee", "retiree", "issue")
PREMIERE = {Forme.DIFFERE: "signalee", Forme.REEL: "constatee"}

# How a situation may end once its parties have agreed to nothing together (codes of the vocabulary `issues`).
ISSUES_SANS_ENGAGEMENT = (
    "apaisee_sur_place",
    "information_donnee",
    "demarche_faite",
    "reorientee",
    "sans_suite",
    "hors_mediation",
    "persistante",
)
ISSUES_APRES_ACCORD = ("accord", "accord_partiel", "persistante")
FINS = {
    "refusee": (FinSansAccord.REFUS_PARTIE, FinSansAccord.REFUS_MEDIATEUR),
    "retiree": (FinSansAccord.RETRAIT_PARTIE, FinSansAccord.RETRAIT_MEDIATEUR),
}


@dataclass(frozen=True)
class Transition:
    """`exige`: what is asked first. `issues`: the reasons among which one must be said, when it ends there."""

    depuis: str
    vers: str
    exige: tuple[Exigence, ...] = ()
    issues: tuple[str, ...] = ()


ACCUEIL = (E.UNE_PARTIE, E.ROLE_EXPLIQUE)
TOUTES = (E.ROLE_A_CHACUNE, E.ACCORD_DE_CHACUNE)
AUTOUR_DE_LA_TABLE = (*TOUTES, E.DEUX_PARTIES)

_PAS_A_PAS = (
    Transition("signalee", "accueillie", ACCUEIL),
    Transition("accueillie", "accord_partie_1", (E.UN_ACCORD,)),
    Transition("accord_partie_1", "accord_partie_2", TOUTES),
    Transition("accord_partie_2", "rencontre_separee", TOUTES),
    Transition("accord_partie_2", "table_ronde", AUTOUR_DE_LA_TABLE),
    Transition("rencontre_separee", "table_ronde", AUTOUR_DE_LA_TABLE),
    Transition("rencontre_separee", "accord_trouve", (E.UN_ENGAGEMENT,)),
    Transition("table_ronde", "rencontre_separee", TOUTES),
    Transition("table_ronde", "accord_trouve", (E.UN_ENGAGEMENT,)),
    Transition("accord_trouve", "suivi_1_mois", (E.TENUE_A_1_MOIS,)),
    Transition("suivi_1_mois", "suivi_3_mois", (E.TENUE_A_3_MOIS,)),
    # What does not hold goes back to the shuttle.
    Transition("suivi_1_mois", "rencontre_separee", TOUTES),
    Transition("suivi_3_mois", "rencontre_separee", TOUTES),
    Transition("suivi_3_mois", "close", issues=ISSUES_APRES_ACCORD),
    # Real time: what is seen, spoken to, and how it ended.
    Transition("constatee", "contact"),
    Transition("contact", "issue", issues=("accord", *ISSUES_SANS_ENGAGEMENT)),
)
# Many situations need no second party (a right, a screen, a referral) and end without an agreement to follow.
_SANS_ENGAGEMENT = ("accueillie", "accord_partie_1", "accord_partie_2", "rencontre_separee", "table_ronde")
OUVERTES = tuple(dict.fromkeys(each.depuis for each in _PAS_A_PAS))
TRANSITIONS: tuple[Transition, ...] = (
    *_PAS_A_PAS,
    *(Transition(code, "close", issues=ISSUES_SANS_ENGAGEMENT) for code in _SANS_ENGAGEMENT),
    *(Transition(code, fin, issues=reasons) for code in OUVERTES for fin, reasons in FINS.items()),
)

# When to come back to it, if nobody says otherwise.
RETOUR = {"accord_trouve": timedelta(days=30), "suivi_1_mois": timedelta(days=61), "contact": timedelta(days=2)}
RETOUR_HABITUEL = timedelta(days=14)


def transitions_from(code: str) -> list[Transition]:
    return [each for each in TRANSITIONS if each.depuis == code]


def find_transition(depuis: str, vers: str) -> Transition | None:
    return next((each for each in TRANSITIONS if (each.depuis, each.vers) == (depuis, vers)), None)


def steps_before(code: str) -> list[str]:
    """The steps from which this one is reached, in the order of the table: what to say to whoever jumps ahead."""
    return [each.depuis for each in _PAS_A_PAS if each.vers == code]


def delay_after(code: str) -> timedelta:
    return RETOUR.get(code, RETOUR_HABITUEL)
