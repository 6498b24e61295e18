"""A consent is recorded, with a receipt that nobody can guess; it is withdrawn by the team, or by whoever holds it."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.access import check_can_record_consentement, check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import keyed_hash
from entredeux.cadre.enums import FormeAccord, Portee
from entredeux.cadre.models import Consentement, RelectureTexte
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes_consentement import Texte, find_texte, langues
from entredeux.socle.codes import draw_code, group_code, is_well_typed, read_code

LONGUEUR_RECU = 12  # 55 bits drawn, and a letter of control
INCONNU = (
    "Ce numéro n'est pas celui d'un reçu. Vérifiez les lettres et les chiffres, ou demandez à l'équipe de médiation : "
    "elle peut retirer l'accord avec vous."
)
DESTINATAIRE_OBLIGATOIRE = (Portee.BESOIN, Portee.CONTACT)

_callbacks: list[Callable[[list[uuid.UUID]], None]] = []


def register_on_withdrawal(callback: Callable[[list[uuid.UUID]], None]) -> None:
    """`callback(ids of the consents that end)` runs in the same transaction: what was shared stops with them."""
    if callback not in _callbacks:
        _callbacks.append(callback)


@transaction.atomic
def record_consentement(
    *,
    by: Acteur,
    sujet: uuid.UUID,
    unite: uuid.UUID,
    portees: Sequence[str],
    forme: str,
    destinataire: str = "",
    langue: str = "fr",
    jusqua: date | None = None,
    numero: str = "",
    id: uuid.UUID | None = None,
) -> tuple[list[Consentement], str]:
    """What this person agreed to at one sitting, and the number of their receipt, which is kept nowhere.

    `numero`: one printed beforehand, on a card whose stub the person holds; refused when mistyped or already used.
    `id` is the first row's, made by the client: a form sent twice is refused the second time. Raises ValidationError:
    nothing agreed to, a sharing with nobody named, a date past or beyond the text's limit."""
    check_can_record_consentement(by)
    if not portees:
        raise ValidationError({"portees": "Dites à quoi la personne est d'accord, ou n'enregistrez rien."})
    if forme not in FormeAccord.values:
        raise ValidationError({"forme": "Dites comment l'accord a été donné."})
    if id and Consentement.objects.filter(pk=id).exists():
        raise ValidationError("Cet accord est déjà enregistré. Son numéro de reçu n'est montré qu'une fois.")
    drawn = _printed(numero) if numero else draw_code(LONGUEUR_RECU)
    given = [_make(by, sujet, unite, portee, forme, destinataire, langue, jusqua, drawn) for portee in portees]
    given[0].id = id or given[0].id
    for row in given:
        row.save(force_insert=True)
        journal.record_write(by, "cadre.consentement.donne", row)
    return given, format_recu(drawn)


def draw_recu() -> str:
    """A number to print before anything is agreed to, as a person reads it. Kept nowhere."""
    return format_recu(draw_code(LONGUEUR_RECU))


def _printed(numero: str) -> str:
    if Consentement.objects.filter(recu_index=index_of_recu(numero)).exists():
        raise ValidationError({"numero": "Ce numéro est déjà celui d'un reçu : cette carte a été saisie."})
    return read_code(numero)


def format_recu(numero: str) -> str:
    return group_code(numero, 4, "-")


def index_of_recu(text: str) -> str:
    """The keyed hash of a receipt's number as typed. Raises ValidationError: mistyped, before any search."""
    numero = read_code(text)
    if not is_well_typed(numero, LONGUEUR_RECU):
        raise ValidationError({"numero": INCONNU})
    return keyed_hash("cadre.recu", numero)


def _make(
    by: Acteur,
    sujet: uuid.UUID,
    unite: uuid.UUID,
    portee: str,
    forme: str,
    destinataire: str,
    langue: str,
    jusqua: date | None,
    numero: str,
) -> Consentement:
    texte = _texte_of(portee, langue)
    if portee in DESTINATAIRE_OBLIGATOIRE and not destinataire:
        raise ValidationError({"destinataire": "Dites à qui : un accord pour « n'importe qui » n'en est pas un."})
    today = timezone.localdate()
    until = jusqua or today + timedelta(days=texte.jours)
    if not today <= until <= today + timedelta(days=texte.jours_max):
        raise ValidationError({"jusqua": f"Cet accord vaut au plus {texte.jours_max} jours, à partir d'aujourd'hui."})
    return Consentement(
        structure=by.structure,
        cree_par=by.compte,
        unite=unite,
        sujet=sujet,
        portee=portee,
        destinataire=destinataire if portee in (*DESTINATAIRE_OBLIGATOIRE, Portee.PAROLE) else "",
        texte_code=texte.code,
        texte_version=texte.version,
        texte_empreinte=texte.empreinte,
        langue=langue,
        forme=forme,
        jusqua=until,
        recu_index=keyed_hash("cadre.recu", numero),
    )


def _texte_of(portee: str, langue: str) -> Texte:
    try:
        return find_texte(portee, langue)
    except KeyError:
        raise ValidationError({"langue": "Ce texte n'est pas dans cette langue : choisissez-en une autre."}) from None


def withdraw_consentement(*, consentement: Consentement, by: Acteur) -> Consentement:
    """The person said so to the team. What it had opened is closed at once."""
    check_can_record_consentement(by)
    if by.structure is None or consentement.structure_id != by.structure.pk:
        raise ValidationError("Cet accord n'est pas de votre structure.")
    if consentement.retire_le:
        raise ValidationError("Cet accord est déjà retiré : rien n'a été changé.")
    _withdraw([consentement], by)
    return consentement


def find_by_recu(numero: str) -> list[Consentement]:
    """Those of this receipt, withdrawn ones included. Raises ValidationError: no such receipt."""
    found = list(Consentement.objects.filter(recu_index=index_of_recu(numero)).order_by("portee"))
    if not found:
        raise ValidationError({"numero": INCONNU})
    return found


def withdraw_by_recu(*, numero: str, by: Acteur) -> list[Consentement]:
    """Whoever holds the receipt, without account, mail nor phone. Twice does nothing more."""
    still = [row for row in find_by_recu(numero) if row.retire_le is None]
    _withdraw(still, by)
    return still


def end_consentements_of(*, sujet: uuid.UUID, by: Acteur) -> int:
    """All that this person agreed to ends, because they leave. Check the right first. Returns how many ended."""
    still = list(Consentement.objects.filter(structure=by.structure, sujet=sujet, retire_le__isnull=True))
    _withdraw(still, by)
    return len(still)


@transaction.atomic
def _withdraw(rows: list[Consentement], by: Acteur) -> None:
    for row in rows:
        row.retire_le = timezone.now()
        row.version += 1
        row.save(update_fields=["retire_le", "version"])
        journal.record_write(by, "cadre.consentement.retire", row, structure=row.structure_id)
    if rows:
        for callback in _callbacks:
            callback([row.pk for row in rows])


@transaction.atomic
def record_relecture(*, code: str, langue: str, qualite: str, by: Acteur) -> RelectureTexte:
    """Someone who reads the language found the text right as it is today."""
    check_permission(by, Permission.COORDONNER)
    if by.compte is None:
        raise ValidationError("Une relecture est notée par une personne.")
    if langue not in {each.code for each in langues()}:
        raise ValidationError({"langue": "Cette langue n'est pas proposée."})
    if not qualite.strip():
        raise ValidationError({"qualite": "Dites qui a relu : un métier, un lien avec la langue. Sans nom."})
    texte = _texte_of(code, langue)
    row, _ = RelectureTexte.objects.get_or_create(
        structure=by.structure,
        langue=langue,
        texte_empreinte=texte.empreinte,
        defaults={"texte_code": code, "qualite": qualite.strip(), "note_par": by.compte},
    )
    journal.record_write(by, "cadre.texte.relu", nombre=1)
    return row
