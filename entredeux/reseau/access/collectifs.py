"""Who reads what among peers. A funder, another service of the employer, the public: nothing at all."""

from django.db.models import Q, QuerySet

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.models import Collectif, MembreCollectif, QuestionPairs, Rencontre
from entredeux.socle.erreurs import Refus

EN_COURS = Q(jusqua__isnull=True)


def visible_collectifs(by: Acteur) -> QuerySet[Collectif]:
    """Every circle's card, for whoever exchanges with peers: one must know that it exists to ask to join."""
    if not by.peut(Permission.ECHANGER_RESEAU):
        return Collectif.objects.none()
    return Collectif.objects.all()


def memberships_of(by: Acteur) -> QuerySet[MembreCollectif]:
    if by.compte is None or not by.peut(Permission.ECHANGER_RESEAU):
        return MembreCollectif.objects.none()
    return MembreCollectif.objects.filter(EN_COURS, compte=by.compte)


def visible_rencontres(by: Acteur) -> QuerySet[Rencontre]:
    """The meetings of the circles one is a member of. Those who lead the network do not read them for that."""
    return Rencontre.objects.filter(collectif__in=memberships_of(by).values("collectif"))


def can_read_collectif(by: Acteur, collectif: Collectif) -> bool:
    return memberships_of(by).filter(collectif=collectif).exists()


def can_manage_collectif(by: Acteur, collectif: Collectif) -> bool:
    """Its own animator, or who leads the network: membership and dates, not what is said."""
    if by.peut(Permission.ANIMER_RESEAU):
        return True
    return memberships_of(by).filter(collectif=collectif, role="animation").exists()


def check_can_manage_collectif(by: Acteur, collectif: Collectif) -> None:
    if not can_manage_collectif(by, collectif):
        raise Refus("Seule la personne qui anime ce collectif fait cela.")


def check_can_read_collectif(by: Acteur, collectif: Collectif) -> None:
    if not can_read_collectif(by, collectif):
        raise Refus("Les rencontres d'un collectif restent entre ses membres.")


def visible_questions(by: Acteur) -> QuerySet[QuestionPairs]:
    """Those put to every peer, those of one's circles, and one's own."""
    if not by.peut(Permission.ECHANGER_RESEAU):
        return QuestionPairs.objects.none()
    reach = Q(collectif__isnull=True) | Q(collectif__in=memberships_of(by).values("collectif"))
    if by.compte is not None:
        reach |= Q(auteur=by.compte)
    return QuestionPairs.objects.filter(reach)


def can_close_question(by: Acteur, question: QuestionPairs) -> bool:
    """Whoever asked tells what came of it."""
    return by.compte is not None and by.peut(Permission.ECHANGER_RESEAU) and question.auteur_id == by.compte.pk


def check_can_close_question(by: Acteur, question: QuestionPairs) -> None:
    if not can_close_question(by, question):
        raise Refus("C'est à la personne qui a posé la question de dire ce que ça a donné.")
