"""The digest by mail: asked, confirmed from the mailbox, stopped in one click."""

from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites, keyed_hash
from entredeux.cadre.textes import seal_texte
from entredeux.reseau.envois_abonnements import send_confirmation
from entredeux.reseau.models import Abonnement
from entredeux.reseau.models.vocabulaires import THEMES
from entredeux.territoires.models import Region
from entredeux.themes.queries import check_term

DELAI_DE_CONFIRMATION = timedelta(days=7)


def index_courriel(courriel: str) -> str:
    return keyed_hash("reseau.abonnement", courriel.strip().lower())


@transaction.atomic
def subscribe(*, courriel: str, by: Acteur, theme: str = "", region: Region | None = None) -> Abonnement:
    """Asks for a digest. Nothing is sent but the mail that asks to confirm; asking again sends it again.

    What this answers never tells whether the address was known: a stranger may type anybody's.
    """
    courriel = courriel.strip()
    try:
        validate_email(courriel)
    except ValidationError:
        raise ValidationError({"courriel": "Cette adresse n'a pas la forme d'une adresse électronique."}) from None
    if bool(theme) == bool(region):
        raise ValidationError({"theme": "Choisissez un thème, ou une région : une lettre par abonnement."})
    if theme:
        check_term(THEMES, theme, timezone.localdate())
    abonnement = Abonnement.objects.filter(courriel_index=index_courriel(courriel), theme=theme, region=region).first()
    if abonnement is None:
        abonnement = Abonnement(courriel_index=index_courriel(courriel), theme=theme, region=region)
        seal_texte(abonnement, "courriel", courriel)
        abonnement.save(force_insert=True)
        journal.record_write(by, "reseau.abonnement.demande", abonnement)
    if abonnement.confirme_le is None:
        transaction.on_commit(partial(send_confirmation.enqueue, str(abonnement.pk)))
    return abonnement


@transaction.atomic
def confirm_abonnement(*, abonnement: Abonnement, by: Acteur) -> Abonnement:
    """From the mailbox. Twice changes nothing; what is new counts from now."""
    if abonnement.confirme_le is None:
        abonnement.confirme_le = abonnement.dernier_envoi = timezone.now()
        abonnement.save(update_fields=["confirme_le", "dernier_envoi"])
        journal.record_write(by, "reseau.abonnement.confirme", abonnement)
    return abonnement


@transaction.atomic
def unsubscribe(*, abonnement: Abonnement, by: Acteur) -> None:
    """The address goes at once, its key with it."""
    journal.record_write(by, "reseau.abonnement.arrete", abonnement)
    erase_unites([abonnement.unite])
    abonnement.delete()


@transaction.atomic
def forget_unconfirmed(now: datetime | None = None) -> int:
    """Nightly: an address never confirmed is not kept a week."""
    limit = (now or timezone.now()) - DELAI_DE_CONFIRMATION
    late = list(Abonnement.objects.filter(confirme_le=None, cree_le__lt=limit))
    if late:
        erase_unites([abonnement.unite for abonnement in late])
        Abonnement.objects.filter(pk__in=[abonnement.pk for abonnement in late]).delete()
        journal.record_write(Acteur.systeme(), "reseau.abonnement.oublie", nombre=len(late))
    return len(late)
