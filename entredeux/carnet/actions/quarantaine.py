"""What a person decides of an entry that could not be applied: mend it, take it as it is, or put it aside."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import open_without_journal, seal_texte
from entredeux.carnet.access import check_can_manage_carnet
from entredeux.carnet.actions.application import author_of, decide
from entredeux.carnet.enums import A_APPLIQUER, A_EXAMINER, EtatEnveloppe, Geste, Raison
from entredeux.carnet.models import CleCarnet, Enveloppe
from entredeux.carnet.ouverture import open_enveloppe
from entredeux.carnet.scelle import ContenuIllisible, ScelleIllisible
from entredeux.carnet.sortes import find_sorte

MOTIF_MAX = 300
ENCORE = "Cette saisie ne peut toujours pas être enregistrée ; elle est gardée. {detail}"


def read_contenu(enveloppe: Enveloppe, *, by: Acteur) -> dict[str, Any] | None:
    """What the entry says, after writing in the journal who read it; None when nothing opens it."""
    check_can_manage_carnet(by, enveloppe)
    if (
        not enveloppe.scelle
        or not CleCarnet.objects.filter(pk=enveloppe.cle, structure=enveloppe.structure_id).exists()
    ):
        return None
    try:
        said = open_enveloppe(enveloppe)["contenu"]
    except (ScelleIllisible, ContenuIllisible, KeyError):
        return None
    journal.record_read(by, "carnet.saisie.lue", enveloppe, champs=["scelle"])
    return said if isinstance(said, dict) else None


@transaction.atomic
def accept_enveloppe(
    enveloppe: Enveloppe, *, changes: dict[str, Any] | None = None, comme_nouvelle: bool = False, by: Acteur
) -> Enveloppe:
    """Records it, mended by `changes` (field of the content -> value) if any, still under its author's name.
    `comme_nouvelle`: under a new id, beside the entry that holds the same one.

    Raises ValidationError when it still cannot be: it stays where it was, with the new reason. Entries that waited
    for it follow. One already decided is left as it is.
    """
    row = _lock(enveloppe, by)
    if row.etat not in A_EXAMINER:
        return row
    if author_of(row) is None:
        raise ValidationError(Raison.COMPTE_FERME.label + " : écartez-la, ou rouvrez son accès.")
    try:
        said = open_enveloppe(row)["contenu"]
    except (ScelleIllisible, ContenuIllisible, KeyError):
        raise ValidationError("Son contenu ne s'ouvre pas : elle ne peut qu'être écartée.") from None
    if row.raison == Raison.CONTENU_DIFFERENT:
        if not comme_nouvelle or row.geste != Geste.CREER:
            raise ValidationError("Une autre saisie porte le même identifiant : gardez les deux, ou écartez celle-ci.")
        row.fiche = uuid.uuid4()
    if row.geste == Geste.ANNULER:
        row.base, row.apres = None, None  # whoever decides has seen what stands
    decide(row, {**said, **(changes or {})}, force=True)
    if row.etat != EtatEnveloppe.APPLIQUEE:
        raise _Encore(row)
    _close(row, "carnet.saisie.acceptee", by, champs=sorted(changes or {}))
    _release_followers(row)
    return row


class _Encore(ValidationError):
    """Undoes the attempt; the sentence says what still prevents it."""

    def __init__(self, row: Enveloppe) -> None:
        detail = open_without_journal(row, "detail") if row.detail else Raison(row.raison).label
        super().__init__(ENCORE.format(detail=detail))


@transaction.atomic
def discard_enveloppe(enveloppe: Enveloppe, *, motif: str, by: Acteur) -> Enveloppe:
    """Puts it aside: its content is destroyed, its row and the reason stay. What waited for it is tried without it."""
    row = _lock(enveloppe, by)
    text = motif.strip()
    if not text or len(text) > MOTIF_MAX:
        raise ValidationError({"motif": f"Dites pourquoi, en {MOTIF_MAX} caractères au plus."})
    if row.etat not in A_EXAMINER:
        return row
    seal_texte(row, "motif", text)
    row.scelle, row.detail = b"", b""
    row.etat = EtatEnveloppe.ECARTEE
    _close(row, "carnet.saisie.ecartee", by)
    _release_followers(row)
    return row


@transaction.atomic
def settle_conflit(enveloppe: Enveloppe, *, gardes: dict[str, bool], by: Acteur) -> Enveloppe:
    """Same field changed twice: for each field in cause, True keeps the entry's value, False the one that stands."""
    row = _lock(enveloppe, by)
    if row.etat != EtatEnveloppe.CONFLIT or row.raison != Raison.MEME_CHAMP:
        return row
    sorte, author = find_sorte(row.sorte), author_of(row)
    if sorte is None or author is None or row.fiche is None:
        raise ValidationError("Cette saisie ne peut plus qu'être écartée.")
    said = open_enveloppe(row)["contenu"]
    missing = set(row.champs) - gardes.keys()
    if missing:
        raise ValidationError("Choisissez une des deux valeurs pour chaque champ.")
    kept = {name: value for name, value in said.items() if name not in row.champs or gardes[name]}
    row.base, row.apres = None, None
    decide(row, kept, force=True)
    if row.etat != EtatEnveloppe.APPLIQUEE:
        raise _Encore(row)
    _close(row, "carnet.conflit.tranche", by, champs=row.champs)
    _release_followers(row)
    return row


def _lock(enveloppe: Enveloppe, by: Acteur) -> Enveloppe:
    check_can_manage_carnet(by, enveloppe)
    return Enveloppe.objects.select_for_update().get(pk=enveloppe.pk)


def _close(row: Enveloppe, evenement: str, by: Acteur, champs: list[str] | tuple[str, ...] = ()) -> None:
    row.decidee_par, row.decidee_le = by.compte, timezone.now()
    row.version += 1
    row.save()
    journal.record_write(by, evenement, row, champs=champs)


def _release_followers(row: Enveloppe) -> None:
    """Those held behind it, and those that found no record because it was not there."""
    followers = Enveloppe.objects.filter(structure=row.structure_id, apres=row.entree)
    stuck = followers.filter(etat=EtatEnveloppe.QUARANTAINE, raison=Raison.FICHE_ABSENTE)
    for follower in [*followers.filter(etat__in=A_APPLIQUER), *stuck]:
        locked = Enveloppe.objects.select_for_update().get(pk=follower.pk)
        decide(locked)
        if locked.etat == EtatEnveloppe.APPLIQUEE:
            _release_followers(locked)
