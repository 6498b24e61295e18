"""Who writes, reads and decides about the sheets of workshops, their synthesis and their commitments.

A rapporteur comes by an account or by a signed link (`lien`: the row the link names). A draft exists for the
rapporteurs of its workshop and for who facilitates the event; for anyone else it answers 404.
"""

from django.db.models import QuerySet
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.enums import StatutElement, StatutFeuille, StatutSynthese
from entredeux.reseau.models import Element, Evenement, Feuille, Inscription, Rapporteur, Sequence, Synthese
from entredeux.socle.erreurs import Refus


def can_facilitate(by: Acteur, evenement: Evenement) -> bool:
    """The network's facilitators everywhere, an editor in its own region."""
    if by.peut(Permission.ANIMER_RESEAU):
        return True
    return by.peut(Permission.REDIGER_RESEAU) and bool(by.region) and by.region == evenement.region_de_page


def check_can_facilitate(by: Acteur, evenement: Evenement) -> None:
    if not can_facilitate(by, evenement):
        raise Refus("Cet événement est animé par une autre région, ou votre rôle ne permet pas de l'animer.")


def visible_evenements_animes(by: Acteur) -> QuerySet[Evenement]:
    """The events one facilitates."""
    if by.peut(Permission.ANIMER_RESEAU):
        return Evenement.objects.all()
    if by.peut(Permission.REDIGER_RESEAU) and by.region:
        return Evenement.objects.filter(region=by.region)
    return Evenement.objects.none()


def is_rapporteur(by: Acteur, sequence: Sequence, lien: Rapporteur | None = None) -> bool:
    """By the link they hold, or by their account; not once withdrawn."""
    if lien is not None and lien.retire_le is None and lien.sequence_id == sequence.pk:
        return True
    if by.compte is None:
        return False
    return Rapporteur.objects.filter(sequence=sequence, compte=by.compte, retire_le=None).exists()


def can_write_feuille(by: Acteur, sequence: Sequence, lien: Rapporteur | None = None) -> bool:
    """Its rapporteurs until it is published, and who facilitates the event, then too."""
    if can_facilitate(by, sequence.evenement):
        return True
    return is_rapporteur(by, sequence, lien) and not _is_published(sequence)


def check_can_write_feuille(by: Acteur, sequence: Sequence, lien: Rapporteur | None = None) -> None:
    if can_write_feuille(by, sequence, lien):
        return
    if is_rapporteur(by, sequence, lien):
        raise Refus(
            "Cette feuille est publiée : elle ne se modifie plus d'ici. Demandez la correction à l'animation du réseau."
        )
    raise Refus("Cette feuille appartient à son rapporteur et à l'animation de l'événement.")


def can_read_feuille(by: Acteur, sequence: Sequence, lien: Rapporteur | None = None) -> bool:
    """The sheet as its rapporteurs see it, draft included."""
    return can_facilitate(by, sequence.evenement) or is_rapporteur(by, sequence, lien)


def can_decide_amendement(by: Acteur, sequence: Sequence, lien: Rapporteur | None = None) -> bool:
    """The rapporteurs and who facilitates, after publication too: a proposal is never left without an answer."""
    return can_read_feuille(by, sequence, lien)


def check_can_decide_amendement(by: Acteur, sequence: Sequence, lien: Rapporteur | None = None) -> None:
    if not can_decide_amendement(by, sequence, lien):
        raise Refus("Le rapporteur de l'atelier décide des propositions, et l'animation de l'événement.")


def can_follow_engagement(by: Acteur, sequence: Sequence, lien: Rapporteur | None = None) -> bool:
    """Who noted the commitment, and who facilitates."""
    return can_read_feuille(by, sequence, lien)


def check_can_follow_engagement(by: Acteur, sequence: Sequence, lien: Rapporteur | None = None) -> None:
    if not can_follow_engagement(by, sequence, lien):
        raise Refus("L'engagement se suit par le rapporteur de l'atelier et l'animation de l'événement.")


def _is_published(sequence: Sequence) -> bool:
    return Feuille.objects.filter(sequence=sequence, statut=StatutFeuille.PUBLIEE).exists()


def visible_rapporteurs(by: Acteur) -> QuerySet[Rapporteur]:
    """Those of the events one facilitates."""
    return Rapporteur.objects.filter(sequence__evenement__in=visible_evenements_animes(by))


def visible_elements(by: Acteur) -> QuerySet[Element]:
    """What anyone may read: validated items of published sheets, of events that are public."""
    return Element.objects.filter(
        statut=StatutElement.VALIDE,
        feuille__statut=StatutFeuille.PUBLIEE,
        feuille__sequence__evenement__live=True,
    )


def visible_syntheses(by: Acteur) -> QuerySet[Synthese]:
    """Those published, and the drafts of the events one facilitates."""
    published = Synthese.objects.filter(statut=StatutSynthese.PUBLIEE, evenement__live=True)
    return published | Synthese.objects.filter(evenement__in=visible_evenements_animes(by))


def can_publish_synthese(by: Acteur, evenement: Evenement) -> bool:
    """As for any page of the network: a region's editor writes, the network's facilitators publish."""
    return by.peut(Permission.ANIMER_RESEAU)


def check_can_publish_synthese(by: Acteur, evenement: Evenement) -> None:
    if not can_publish_synthese(by, evenement):
        raise Refus("Une seconde personne publie la synthèse : demandez-le à l'animation du réseau.")


def attended(inscription: Inscription, sequence: Sequence) -> bool:
    """Marked present in this workshop; at the event, when nobody had to choose between workshops."""
    if inscription.evenement_id != sequence.evenement_id:
        return False
    if sequence.choix.exists():
        return inscription.choix.filter(sequence=sequence, est_presente=True).exists()
    return inscription.est_presente


def can_amend(inscription: Inscription, feuille: Feuille) -> bool:
    """Those who were there, while the sheet is being reread."""
    return attended(inscription, feuille.sequence) and _is_being_reread(feuille)


def check_can_amend(inscription: Inscription, feuille: Feuille) -> None:
    if not attended(inscription, feuille.sequence):
        raise Refus("Ce lien sert aux personnes qui ont suivi cet atelier.")
    if not _is_being_reread(feuille):
        raise Refus(
            "La relecture de cet atelier est terminée : votre proposition n'a pas été enregistrée. Écrivez-la à "
            "l'organisation de l'événement, qui peut encore corriger ce qui est publié."
        )


def _is_being_reread(feuille: Feuille) -> bool:
    return (
        feuille.statut == StatutFeuille.RELECTURE
        and feuille.relecture_jusquau is not None
        and timezone.now() <= feuille.relecture_jusquau
    )
