"""What of the network goes with an account: its places in circles and its pinned pages; and, when the person asks for
it, the key of what they wrote between peers."""

from django.db.models import QuerySet

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.droits import Complement, Effet, Rubrique
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


def _copy(by: Acteur, compte: Compte) -> list[Rubrique]:
    questions, answers = _written(compte)
    circles = MembreCollectif.objects.filter(compte=compte).select_related("collectif")
    return [
        Rubrique("Vos collectifs", [f"{each.collectif}, depuis le {each.depuis:%d/%m/%Y}." for each in circles]),
        Rubrique("Vos questions entre pairs", [each.titre for each in questions.order_by("cree_le")]),
        Rubrique(
            "Vos réponses entre pairs",
            [f"À la question « {each.question.titre} »." for each in answers.select_related("question")],
        ),
    ]


def _foresee(compte: Compte, etendue: str) -> Effet:
    count = count_words(compte)
    words = [f"Les textes de ses questions et réponses entre pairs ({count})."] if count else []
    return Effet(["Ses places dans les collectifs et ses fiches épinglées.", *words])


def _erase(by: Acteur, compte: Compte, etendue: str) -> None:
    """Places and pinned pages go as the account is forgotten (forget_member)."""
    erase_words(compte)


COMPTE = Complement("compte", _copy, _foresee, _erase)
