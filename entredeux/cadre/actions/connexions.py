"""Who signed in, who failed: written in the journal of the account's structure, else of the instance.

No address is written in clear: a failure carries the keyed hash of what was typed, so that ten failures on
one address can be told from one failure on ten.
"""

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur, acteurs_of
from entredeux.cadre.chiffrement import keyed_hash
from entredeux.cadre.models import Compte


def record_connexion(*, compte: Compte) -> None:
    for by in acteurs_of(compte):
        journal.record_write(by, "cadre.connexion.ouverte", compte)


def record_deconnexion(*, compte: Compte) -> None:
    for by in acteurs_of(compte):
        journal.record_write(by, "cadre.connexion.close", compte)


def record_refus_connexion(*, email: str) -> None:
    """A wrong password, a wrong code, an identity that opens nothing. The person is not the actor: unproven."""
    condense = keyed_hash("journal", f"adresse:{email.strip().lower()}") if email else ""
    compte = Compte.objects.filter(email=email.strip().lower()).first() if email else None
    chains = {by.structure for by in acteurs_of(compte)} if compte else {None}
    for structure in chains:
        journal.record_write(Acteur.inconnu(structure), "cadre.connexion.refusee", compte, condense=condense)
