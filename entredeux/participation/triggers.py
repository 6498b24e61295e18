"""What the database itself refuses: a group that leaves below five, a word that joins a group already gone."""

from entredeux.participation.models.paroles import MINIMUM
from entredeux.socle.triggers import Trigger

_GROUPE, _PAROLE = "participation_groupeparoles", "participation_parole"
_FEW = (
    "NEW.envoye_le IS NOT NULL AND OLD.envoye_le IS NULL AND (SELECT COUNT(*) FROM participation_parole p "
    f"WHERE p.groupe_id = NEW.id AND p.retiree_le IS NULL AND p.partie_le IS NOT NULL) < {MINIMUM}"
)
_GONE = (
    "NEW.groupe_id IS NOT NULL AND EXISTS (SELECT 1 FROM participation_groupeparoles g "
    "WHERE g.id = NEW.groupe_id AND g.envoye_le IS NOT NULL)"
)
_MOVED = (
    "(OLD.groupe_id IS NULL OR OLD.groupe_id <> NEW.groupe_id OR (OLD.partie_le IS NULL AND NEW.partie_le IS NOT NULL))"
)

TRIGGERS = (
    Trigger(
        table=_GROUPE,
        name="groupe_paroles_part_par_cinq",
        moment="BEFORE UPDATE",
        message="un groupe ne part pas a moins de cinq paroles",
        condition=_FEW,
    ),
    Trigger(
        table=_GROUPE,
        name="groupe_paroles_nait_ouvert",
        moment="BEFORE INSERT",
        message="un groupe ne part pas a moins de cinq paroles",
        condition="NEW.envoye_le IS NOT NULL",
    ),
    Trigger(
        table=_GROUPE,
        name="groupe_paroles_parti_le_reste",
        moment="BEFORE UPDATE",
        message="un groupe parti ne redevient pas ouvert",
        condition="OLD.envoye_le IS NOT NULL AND NEW.envoye_le IS NULL",
    ),
    Trigger(
        table=_PAROLE,
        name="parole_rejoint_un_groupe_ouvert",
        moment="BEFORE UPDATE",
        message="ce groupe est parti : aucune parole ne le rejoint",
        condition=f"{_GONE} AND {_MOVED}",
    ),
    Trigger(
        table=_PAROLE,
        name="parole_nait_sans_groupe_parti",
        moment="BEFORE INSERT",
        message="ce groupe est parti : aucune parole ne le rejoint",
        condition=_GONE,
    ),
)
