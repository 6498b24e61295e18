"""Sensitive themes, opened and closed by the direction."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.themes.access import check_can_open_theme
from entredeux.themes.models import OuvertureTheme
from entredeux.themes.queries import opened_themes, packs


@transaction.atomic
def open_theme(*, theme: str, signee_le: datetime.date, reference: str, by: Acteur) -> OuvertureTheme:
    """The direction declares that the structure's impact assessment covers it. Raises ValidationError: a theme that is
    not sensitive or already open, an assessment signed in the future or without a reference."""
    check_can_open_theme(by)
    pack = packs().get(theme)
    if pack is None or not pack.est_sensible:
        raise ValidationError({"theme": "Ce thème n'est pas sensible : il est ouvert à toutes les structures."})
    if theme in opened_themes(by.chaine):
        raise ValidationError({"theme": "Ce thème est déjà ouvert."})
    if signee_le > timezone.localdate():
        raise ValidationError({"signee_le": "Cette date est à venir : le thème s'ouvre une fois l'analyse signée."})
    if not reference.strip():
        raise ValidationError({"reference": "Donnez de quoi retrouver le document signé : un numéro, une version."})
    row = OuvertureTheme(
        structure=by.structure, cree_par=by.compte, theme=theme, signee_le=signee_le, reference=reference.strip()
    )
    row.save(force_insert=True)
    journal.record_write(by, "themes.theme.ouvert", row)
    return row


@transaction.atomic
def close_theme(*, ouverture: OuvertureTheme, by: Acteur) -> OuvertureTheme:
    """New entries stop; what was recorded stays."""
    check_can_open_theme(by)
    if by.structure is None or ouverture.structure_id != by.structure.pk:
        raise ValidationError("Ce thème n'est pas ouvert par votre structure.")
    if ouverture.fermee_le:
        raise ValidationError("Ce thème est déjà refermé.")
    ouverture.fermee_le = timezone.localdate()
    ouverture.save(update_fields=["fermee_le"])
    journal.record_write(by, "themes.theme.referme", ouverture, champs=["fermee_le"])
    return ouverture
