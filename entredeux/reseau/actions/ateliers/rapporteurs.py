"""The role of rapporteur, for one workshop: given by an address or an account, taken back at once."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import keyed_hash
from entredeux.cadre.models import Compte
from entredeux.cadre.textes import seal_texte
from entredeux.reseau.access.ateliers import check_can_facilitate
from entredeux.reseau.courriels_ateliers import send_rapporteur
from entredeux.reseau.models import Rapporteur, Sequence

NOM_MAX = 120


@transaction.atomic
def designate_rapporteur(
    *, sequence: Sequence, nom: str = "", courriel: str = "", compte: Compte | None = None, by: Acteur
) -> Rapporteur:
    """Gives the sheet to someone, and writes to them: the mail holds a link that opens it, without an account.

    An address that is an account's opens the sheet to that account too. Twice the same person changes nothing and
    sends the link again.
    """
    check_can_facilitate(by, sequence.evenement)
    address = _clean_address(courriel or (compte.email if compte else ""))
    compte = compte or Compte.objects.filter(email__iexact=address, is_active=True).first()
    index = keyed_hash("reseau.rapporteur", address)
    rapporteur = Rapporteur.objects.filter(sequence=sequence, courriel_index=index, retire_le=None).first()
    if rapporteur is None:
        rapporteur = Rapporteur(sequence=sequence, compte=compte, courriel_index=index)
        seal_texte(rapporteur, "courriel", address)
        seal_texte(rapporteur, "nom", " ".join((nom or (compte.nom if compte else "")).split())[:NOM_MAX])
        rapporteur.save(force_insert=True)
    elif rapporteur.courriel_refuse_le is not None:
        rapporteur.courriel_refuse_le = None
        rapporteur.save(update_fields=["courriel_refuse_le"])
    send_rapporteur.enqueue(str(rapporteur.pk))
    journal.record_write(by, "reseau.rapporteur.designe", rapporteur)
    return rapporteur


@transaction.atomic
def withdraw_rapporteur(*, rapporteur: Rapporteur, by: Acteur) -> None:
    """Their link and their account open the sheet no more; what they noted stays."""
    check_can_facilitate(by, rapporteur.sequence.evenement)
    if rapporteur.retire_le is not None:
        return
    rapporteur.retire_le = timezone.now()
    rapporteur.save(update_fields=["retire_le"])
    journal.record_write(by, "reseau.rapporteur.retire", rapporteur)


def _clean_address(courriel: str) -> str:
    address = courriel.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(
            {"courriel": "Cette adresse n'est pas complète : attendu, par exemple, nadia@exemple.fr."}
        ) from None
    return address
