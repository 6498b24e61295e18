"""An alert as its pages show it: states in words, and the reference read once, journaled."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import read_texte
from entredeux.situations.access import can_decide_alerte, can_follow_alerte
from entredeux.situations.actions.alertes import REPENTIR
from entredeux.situations.models import Alerte
from entredeux.situations.retention_posture import alerte_erased_on
from entredeux.themes.principes import read_carte_alerte

# state -> (colour, words, drawing)
ETATS = {
    "a_decider": ("attention", "à décider", "attente"),
    "a_transmettre": ("attention", "décidée, à transmettre", "envoyer"),
    "accuse_attendu": ("info", "transmise, accusé attendu", "attente"),
    "accusee": ("calme", "reçue", "calme"),
    "sans_alerte": ("neutre", "décidé de ne pas alerter", "neutre"),
}


def present_alertes(rows: Iterable[Alerte]) -> list[tuple[Alerte, tuple[str, str, str]]]:
    return [(row, ETATS[row.etat]) for row in rows]


def present_alerte(alerte: Alerte, by: Acteur) -> dict[str, Any]:
    return {
        "alerte": alerte,
        "etat": ETATS[alerte.etat],
        "reference": read_texte(alerte, "reference", by=by),
        "peut_decider": can_decide_alerte(by, alerte) and alerte.transmise_le is None,
        "peut_suivre": can_follow_alerte(by, alerte),
        "peut_annuler": can_follow_alerte(by, alerte) and alerte.cree_le > timezone.now() - REPENTIR,
        "effacee_le": alerte_erased_on(alerte),
        "carte": read_carte_alerte(),
    }
