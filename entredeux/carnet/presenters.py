"""What the coordination reads: an entry that waits, its reason, its age, the clock of the phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.attentes import Attente
from entredeux.cadre.permissions import Permission
from entredeux.carnet.actions.application import AVANCE_TOLEREE, author_of
from entredeux.carnet.enums import Raison
from entredeux.carnet.models import Enveloppe
from entredeux.carnet.queries import count_enveloppes
from entredeux.carnet.sortes import find_sorte


@dataclass(frozen=True)
class Ecart:
    """One field in conflict: what the entry says, what stands."""

    nom: str
    libelle: str
    saisie: str
    actuelle: str


def title_of(enveloppe: Enveloppe) -> str:
    sorte = find_sorte(enveloppe.sorte)
    titre = sorte.titre if sorte else "Saisie"
    return titre if enveloppe.geste in ("", "creer") else f"{titre}, {enveloppe.get_geste_display().lower()}"


def say_clock(enveloppe: Enveloppe) -> str:
    """« L'horloge du téléphone avance de 3 jours » past five minutes; else nothing."""
    shift = enveloppe.decalage_s
    if abs(shift) <= AVANCE_TOLEREE.total_seconds():
        return ""
    days, hours, minutes = abs(shift) // 86400, abs(shift) // 3600, abs(shift) // 60
    size = f"{days} j" if days else f"{hours} h" if hours else f"{minutes} min"
    return f"L'horloge de ce téléphone {'avance' if shift > 0 else 'retarde'} de {size} ; l'heure a été corrigée."


def say_reason(enveloppe: Enveloppe) -> str:
    return Raison(enveloppe.raison).label if enveloppe.raison else enveloppe.get_etat_display()


def lines_of(enveloppe: Enveloppe, contenu: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    """The content, as the kind reads it; raw when this server does not know the kind."""
    sorte = find_sorte(enveloppe.sorte)
    if sorte is None:
        return [(name, str(value)) for name, value in contenu.items()]
    return sorte.present(contenu, by)


def ecarts_of(enveloppe: Enveloppe, contenu: dict[str, Any], by: Acteur) -> list[Ecart]:
    sorte, author = find_sorte(enveloppe.sorte), author_of(enveloppe)
    current = sorte.current(enveloppe.fiche, author) if sorte and author and enveloppe.fiche else None
    if sorte is None or current is None:
        return []
    return [
        Ecart(name, label_of(enveloppe, name), _say(sorte, contenu, name, by), _say(sorte, current, name, by))
        for name in enveloppe.champs
    ]


def label_of(enveloppe: Enveloppe, name: str) -> str:
    sorte = find_sorte(enveloppe.sorte)
    champ = sorte.fields.get(name) if sorte else None
    return champ.libelle if champ else name


def _say(sorte: Any, values: dict[str, Any], name: str, by: Acteur) -> str:
    said: Sequence[tuple[str, str]] = sorte.present({name: values.get(name)}, by)
    return " ; ".join(text for _, text in said) or "rien"


def attentes(by: Acteur, day: date) -> list[Attente]:
    if not by.peut(Permission.GERER_CARNET):
        return []
    comptes = count_enveloppes(by)
    if not comptes.a_examiner:
        return []
    plural = "s" if comptes.a_examiner > 1 else ""
    oldest = f"la plus ancienne depuis le {comptes.plus_ancienne:%d/%m/%Y}" if comptes.plus_ancienne else ""
    return [Attente(f"{comptes.a_examiner} saisie{plural} du carnet à examiner", oldest, "carnet:quarantaine")]
