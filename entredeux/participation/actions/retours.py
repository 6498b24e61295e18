"""The answer is told back in person: told, or not found this time, and after a while given up."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.participation.access import check_can_tell_retour
from entredeux.participation.enums import EtatRetour
from entredeux.participation.models import RetourParole


@transaction.atomic
def record_told(*, retour: RetourParole, by: Acteur, le: date | None = None) -> RetourParole:
    """The person heard the answer. What helped to find them is erased at once."""
    retour = _lock(retour, by)
    end_retour(retour, EtatRetour.REDITE, _past(le))
    journal.record_write(by, "participation.retour.redit", retour)
    return retour


@transaction.atomic
def record_not_found(*, retour: RetourParole, by: Acteur, le: date | None = None) -> RetourParole:
    """Not there this time: it stays to be told, on the next rounds."""
    retour = _lock(retour, by)
    retour.essais, retour.dernier_essai_le, retour.version = retour.essais + 1, _past(le), retour.version + 1
    retour.save(update_fields=["essais", "dernier_essai_le", "version"])
    journal.record_write(by, "participation.retour.pas_trouve", retour)
    return retour


@transaction.atomic
def give_up_retour(*, retour: RetourParole, by: Acteur) -> RetourParole:
    """The team no longer looks for them; the public page still gives the answer to whoever holds the number."""
    retour = _lock(retour, by)
    if not retour.essais:
        raise ValidationError("Cherchez la personne au moins une fois avant de renoncer.")
    end_retour(retour, EtatRetour.NON_RETROUVEE, timezone.localdate())
    journal.record_write(by, "participation.retour.abandonne", retour)
    return retour


def end_retour(retour: RetourParole, etat: str, day: date) -> None:
    """Within an action, or the night: the key of what helped to find the person goes, and the place."""
    erase_unite(retour.unite)
    retour.repere, retour.lieu = b"", None
    retour.etat, retour.fini_le, retour.version = etat, day, retour.version + 1
    retour.save(update_fields=["repere", "lieu", "etat", "fini_le", "version"])


def _lock(retour: RetourParole, by: Acteur) -> RetourParole:
    check_can_tell_retour(by, retour)
    retour = RetourParole.objects.select_for_update(of=("self",)).select_related("structure").get(pk=retour.pk)
    if retour.etat != EtatRetour.A_REDIRE:
        raise ValidationError("Il n'y a rien à redire ici, ou c'est déjà fait. Rien n'a été changé.")
    return retour


def _past(le: date | None) -> date:
    day = le or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"le": "Cette date n'est pas encore passée."})
    return day
