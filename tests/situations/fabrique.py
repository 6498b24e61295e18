"""Situations as a test wants them, built by the actions; any app's tests may use these."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import FormeAccord, Portee
from entredeux.cadre.models import Consentement
from entredeux.situations.actions import NouvellePartie, advance_situation, explain_role, open_situation
from entredeux.situations.models import Partie, Situation

CHEMIN = ("accueillie", "accord_partie_1", "accord_partie_2", "rencontre_separee", "table_ronde")


def make_situation(
    *, by: Acteur, roles: Sequence[str] = ("habitant", "habitant"), etape: str = "signalee", **given: Any
) -> Situation:
    """A situation of this theme (voisinage) led to `etape`, one of CHEMIN; each party agrees to what that asks."""
    situation = open_situation(
        theme=given.pop("theme", "voisinage"), parties=[NouvellePartie(role=role) for role in roles], by=by, **given
    )
    for code in CHEMIN[: CHEMIN.index(etape) + 1] if etape in CHEMIN else ():
        if code == "accueillie":
            for partie in situation.parties.all():
                explain_role(partie=partie, by=by)
                consent(partie)
        situation = advance_situation(situation=situation, vers=code, by=by)
    return situation


def consent(
    partie: Partie,
    portee: str = Portee.SUIVI,
    *,
    destinataire: str = "",
    jours: int = 90,
    jusqua: date | None = None,
    **given: Any,
) -> Consentement:
    """This party agrees, orally, to this, from now on."""
    return Consentement.objects.create(
        id=uuid.uuid4(),
        structure=partie.structure,
        unite=partie.unite,
        sujet=partie.pk,
        portee=portee,
        destinataire=destinataire,
        texte_code="suivi",
        texte_version=1,
        texte_empreinte="0" * 64,
        forme=FormeAccord.ORAL,
        jusqua=jusqua or timezone.localdate() + timedelta(days=jours),
        **given,
    )


def withdraw(consentement: Consentement) -> None:
    Consentement.objects.filter(pk=consentement.pk).update(retire_le=timezone.now())
