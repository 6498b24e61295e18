"""The directory is read by the field and its direction; kept above the team; a note is its structure's alone."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.partenaires import access, actions
from entredeux.partenaires.models import PaireAnnuaire, RejetAnnuaire
from tests.cadre.regles.base import EQUIPE, TERRAIN, Regle, allowed, can, visible
from tests.partenaires.fabrique import make_fiche

TIENNENT = {"Claire", "Hélène"}
# Nadia mediates and Marion coordinates in another structure: the open sheets are theirs too, what Claire adds is not.
LISENT = TERRAIN | {"Nadia", "Marion"}

REGLES = (
    Regle("voir la fiche de l'annuaire", visible(access.visible_fiches, "fiche_annuaire"), LISENT),
    Regle("voir la source de l'annuaire", lambda by, m: access.visible_sources(by).exists(), LISENT),
    Regle("voir la note sur un service", visible(access.visible_notes, "note_annuaire"), TERRAIN),
    Regle("voir le rapprochement", visible(access.visible_rapprochements, "rapprochement"), TERRAIN),
    Regle("annuler le rapprochement", can(access.can_undo_rapprochement, "rapprochement"), TIENNENT),
    Regle("voir la paire à décider", visible(access.visible_paires, "paire"), TIENNENT | {"Marion"}),
    Regle("voir ce qu'un import a refusé", visible(access.visible_rejets, "rejet"), TIENNENT | {"Marion"}),
    Regle("tenir l'annuaire chez soi", allowed(access.check_can_keep_annuaire), TIENNENT | {"Marion"}),
    Regle("noter un service chez soi", allowed(access.check_can_note_fiche), EQUIPE | {"Claire", "Nadia", "Marion"}),
)


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    samira, claire = gens["Samira"], gens["Claire"]
    une, autre, troisieme = make_fiche(), make_fiche(), make_fiche()
    return {
        "fiche_annuaire": une,
        "note_annuaire": actions.write_note(fiche=une, note="Sonner deux fois.", by=samira),
        "rapprochement": actions.merge_fiches(gardee=une, ecartee=autre, by=claire),
        "paire": PaireAnnuaire.objects.create(une=une, autre=troisieme, force=60),
        "rejet": RejetAnnuaire.objects.create(source_id=une.source, ligne=3, raison="sans nom"),
    }
