"""A situation begins: its theme, its places, who takes part, and when to come back to it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte
from entredeux.cadre.textes import seal_texte
from entredeux.situations.access import check_can_follow_situation, check_can_open_situation
from entredeux.situations.actions.etapes import add_first_step
from entredeux.situations.enums import Forme, RolePartie
from entredeux.situations.etapes import PREMIERE
from entredeux.situations.models import Partie, Situation
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import find_pack, opened_themes

PREMIER_RAPPEL = timedelta(days=14)
PARTIES_MAX = 20


@dataclass(frozen=True)
class NouvellePartie:
    role: str
    appellation: str = ""
    contact: str = ""
    a_demande: bool = False
    role_explique_le: date | None = None
    id: uuid.UUID | None = None


@transaction.atomic
def open_situation(
    *,
    by: Acteur,
    theme: str,
    parties: Sequence[NouvellePartie] = (),
    lieux: Sequence[Lieu] = (),
    motif: str = "",
    mode_saisine: str = "",
    forme: str = Forme.DIFFERE,
    resume: str = "",
    ouverte_le: date | None = None,
    prochaine_date: date | None = None,
    referent: Compte | None = None,
    binome: Compte | None = None,
    id: uuid.UUID | None = None,
) -> Situation:
    """Opens it at its first step. Without `prochaine_date`, it comes back in fourteen days."""
    check_can_open_situation(by)
    find_pack(theme, opened_themes(by.chaine))  # a sensitive theme stays shut until the impact assessment is signed
    day = ouverte_le or timezone.localdate()
    situation = Situation(
        id=id or uuid.uuid4(),
        structure=by.structure,
        cree_par=by.compte,
        theme=theme,
        motif=motif,
        mode_saisine=mode_saisine,
        forme=forme,
        etape=PREMIERE[Forme(forme)],
        referent=referent or by.compte,
        binome=binome,
        ouverte_le=day,
        prochaine_date=prochaine_date or day + PREMIER_RAPPEL,
    )
    if resume:
        seal_texte(situation, "resume", resume)
    situation.full_clean(exclude=["structure", "cree_par", "referent", "binome"])
    situation.save(force_insert=True)
    situation.lieux.set(lieux)
    add_first_step(situation, by=by)
    for partie in parties:
        add_partie(situation=situation, partie=partie, by=by)
    journal.record_write(by, "situations.situation.ouverte", situation)
    return situation


@transaction.atomic
def add_partie(*, situation: Situation, partie: NouvellePartie, by: Acteur) -> Partie:
    """One more. Raises ValidationError past twenty, or when the same client-made id comes twice."""
    check_can_follow_situation(by, situation)
    if partie.role not in RolePartie.values:
        raise ValidationError({"role": "Choisissez le rôle de cette partie."})
    others = situation.parties.count()
    if others >= PARTIES_MAX:
        raise ValidationError("Une situation compte vingt parties au plus : regroupez-les par foyer ou par groupe.")
    if partie.id and Partie.objects.filter(pk=partie.id).exists():
        raise ValidationError("Cette partie est déjà dans la situation.")
    added = Partie(
        id=partie.id or uuid.uuid4(),
        structure=situation.structure,
        unite=situation.unite,
        cree_par=by.compte,
        situation=situation,
        role=partie.role,
        a_demande=partie.a_demande,
        role_explique_le=partie.role_explique_le,
        rang=others + 1,
    )
    for field in ("appellation", "contact"):
        if text := getattr(partie, field):
            seal_texte(added, field, text)
    added.save(force_insert=True)
    journal.record_write(by, "situations.partie.ajoutee", added)
    return added
