"""What the database itself refuses, whoever asks: a changed journal, a funder with a record role."""

from entredeux.cadre.enums import ROLES_DE_TERRAIN, ROLES_SANS_FICHE
from entredeux.socle.triggers import Trigger

# The one change allowed: a read entry older than 12 months loses what it said and keeps its two hashes.
_KEPT = ("id", "structure", "numero", "genre", "contenu", "empreinte")
_SAME = " AND ".join(f'OLD."{name}" = NEW."{name}"' for name in _KEPT)
_EMPTIED = (
    "NEW.evenement = '' AND NEW.objet = '' AND NEW.acteur = '' AND NEW.role = '' AND NEW.condense = '' "
    "AND NEW.sel = '' AND OLD.genre = 'lecture'"
)


def _quoted(roles: tuple) -> str:
    return ", ".join(f"'{role}'" for role in roles)


def _clash(own: tuple, other: tuple) -> str:
    return (
        f"(NEW.role IN ({_quoted(own)}) AND EXISTS (SELECT 1 FROM cadre_adhesion a WHERE a.compte_id = NEW.compte_id "
        f"AND a.id <> NEW.id AND a.role IN ({_quoted(other)}) "
        "AND (a.jusqua IS NULL OR a.jusqua >= NEW.depuis) AND (NEW.jusqua IS NULL OR a.depuis <= NEW.jusqua)))"
    )


_MIXED = f"{_clash(ROLES_SANS_FICHE, ROLES_DE_TERRAIN)} OR {_clash(ROLES_DE_TERRAIN, ROLES_SANS_FICHE)}"

TRIGGERS = (
    Trigger(
        table="cadre_entreejournal",
        name="journal_sans_modification",
        moment="BEFORE UPDATE",
        message="journal : ajout seul",
        condition=f"NOT ({_SAME} AND {_EMPTIED} AND OLD.instant < datetime('now', '-12 months'))",
        condition_postgres=f"NOT ({_SAME} AND {_EMPTIED} AND OLD.instant < now() - interval '12 months')",
    ),
    Trigger(
        table="cadre_entreejournal",
        name="journal_sans_suppression",
        moment="BEFORE DELETE",
        message="journal : ajout seul",
    ),
    *(
        Trigger(
            table="cadre_adhesion",
            name=f"adhesion_financeur_sans_fiche_{number}",
            moment=moment,
            message="un compte financeur ne tient aucun rôle qui ouvre des fiches",
            condition=_MIXED,
        )
        for number, moment in enumerate(("BEFORE INSERT", "BEFORE UPDATE"), start=1)
    ),
)
