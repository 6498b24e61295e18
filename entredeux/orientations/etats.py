"""In which state an envoi may go to which: the one table. actions ask it, the guide draws it."""

from django.core.exceptions import ValidationError

from entredeux.orientations.enums import EtatEnvoi as E

_FINS = frozenset({E.ANNULEE, E.RETIREE})

SUITES: dict[E, frozenset[E]] = {
    E.PROPOSEE: frozenset({E.ENVOYEE}) | _FINS,
    E.ENVOYEE: frozenset({E.ACCEPTEE, E.REFUSEE, E.PRECISION, E.REPONDUE, E.EXPIREE}) | _FINS,
    E.PRECISION: frozenset({E.ENVOYEE, E.ACCEPTEE, E.REFUSEE, E.REPONDUE, E.EXPIREE}) | _FINS,
    E.ACCEPTEE: frozenset({E.RDV, E.RECUE, E.NON_VENUE, E.SANS_NOUVELLE}) | _FINS,
    E.RDV: frozenset({E.RECUE, E.NON_VENUE, E.SANS_NOUVELLE}) | _FINS,
    E.SANS_NOUVELLE: frozenset({E.RECUE, E.NON_VENUE}),
    **{end: frozenset() for end in (E.REFUSEE, E.REPONDUE, E.RECUE, E.NON_VENUE, E.EXPIREE, E.ANNULEE, E.RETIREE)},
}
EN_ATTENTE = (E.ENVOYEE, E.PRECISION)  # the partner owes an answer: reminded, then expired
CONTACT_MONTRE = (E.ACCEPTEE, E.RDV)  # the partner took it on, and the referral is not over
VIVANTS = (*EN_ATTENTE, *CONTACT_MONTRE)  # a link opens in these states only
RESULTATS = (E.RECUE, E.NON_VENUE, E.SANS_NOUVELLE)  # what the team records afterwards


def can_go(de: str, vers: str) -> bool:
    return E(vers) in SUITES[E(de)]


def check_can_go(de: str, vers: str) -> None:
    """Raises ValidationError: a step out of order changes nothing."""
    if not can_go(de, vers):
        raise ValidationError(
            f"Cette orientation est « {E(de).label.lower()} » : elle ne peut pas devenir « {E(vers).label.lower()} ». "
            "Rien n'a changé."
        )
