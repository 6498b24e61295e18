"""What of the network goes with an account: its places in circles and its pinned pages; and, when the person asks for
it, the key of what they wrote between peers."""

from django.db.models import QuerySet

from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.models import Compte
from entredeux.reseau.models import FicheEpinglee, MembreCollectif, QuestionPairs, ReponsePairs


def forget_member(compte: Compte) -> None:
    FicheEpinglee.objects.filter(compte=compte).delete()
    MembreCollectif.objects.filter(compte=compte).delete()


def _written(compte: Compte) -> tuple[QuerySet, QuerySet]:
    return QuestionPairs.objects.filter(auteur=compte), ReponsePairs.objects.filter(auteur=compte)


def count_words(compte: Compte) -> int:
    return sum(rows.count() for rows in _written(compte))


def erase_words(compte: Compte) -> int:
    """The key of each text is destroyed: the question and its answers stay, as titles and dates."""
    questions, answers = _written(compte)
    unites = {*questions.values_list("unite", flat=True), *answers.values_list("unite", flat=True)}
    erase_unites(unites)
    return len(unites)
