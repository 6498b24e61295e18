"""What the database itself refuses, whoever asks: a changed journal, a funder with a record role."""

from entredeux.cadre.enums import ROLES_DE_TERRAIN, ROLES_SANS_FICHE
from entredeux.socle.triggers import Trigger

# The one change allowed: a read entry older than 12 months loses what it said and keeps its two hashes.
_KEPT = ("id", "structure", "numero", "genre", "instant", "contenu", "empreinte")
_SAME = " AND ".join(f'OLD."{name}" = NEW."{name}"' for name in _KEPT)
_EMPTIED = (
    "NEW.evenement = '' AND NEW.objet = '' AND NEW.acteur = '' AND NEW.role = '' AND NEW.condense = '' "
    "AND NEW.sel = '' AND NEW.nombre = 0 AND OLD.genre = 'lecture'"
)
_HEAD_FOLLOWS = 'OLD."structure" = NEW."structure" AND NEW.numero = OLD.numero + 1'


def _quoted(roles: tuple) -> str:
    return ", ".join(f"'{role}'" for role in roles)


def _clash(own: tuple, other: tuple) -> str:
    return (
        f"(NEW.role IN ({_quoted(own)}) AND EXISTS (SELECT 1 FROM cadre_adhesion a WHERE a.compte_id = NEW.compte_id "
        f"AND a.id <> NEW.id AND a.role IN ({_quoted(other)}) "
        "AND (a.jusqua IS NULL OR a.jusqua > NEW.depuis) AND (NEW.jusqua IS NULL OR a.depuis < NEW.jusqua)))"
    )


_MIXED = f"{_clash(ROLES_SANS_FICHE, ROLES_DE_TERRAIN)} OR {_clash(ROLES_DE_TERRAIN, ROLES_SANS_FICHE)}"

TRIGGERS = (
    Trigger(
        table="cadre_entreejournal",
        name="journal_sans_modification",
        moment="BEFORE UPDATE",
        message="journal : ajout seul",
        condition=f"NOT ({_SAME} AND {_EMPTIED} AND NEW.champs = '[]' AND OLD.instant < datetime('now', '-12 months'))",
        condition_postgres=f"NOT ({_SAME} AND {_EMPTIED} AND NEW.champs = '[]'::jsonb "
        "AND OLD.instant < now() - interval '12 months')",
    ),
    Trigger(
        table="cadre_entreejournal",
        name="journal_sans_suppression",
        moment="BEFORE DELETE",
        message="journal : ajout seul",
    ),
    Trigger(
        table="cadre_tetejournal",
        name="tete_avance_d_une_ligne",
        moment="BEFORE UPDATE",
        message="journal : la tête avance d une ligne à la fois",
        condition=f"NOT ({_HEAD_FOLLOWS})",
    ),
    *(
        Trigger(table=table, name=f"{table}_{name}", moment=moment, message="liste en ajout seul")
        for table in ("cadre_cloturemensuelle", "cadre_cleeffacee")
        for name, moment in (("sans_modification", "BEFORE UPDATE"), ("sans_suppression", "BEFORE DELETE"))
    ),
    Trigger(
        table="cadre_tetejournal",
        name="tete_sans_suppression",
        moment="BEFORE DELETE",
        message="journal : ajout seul",
    ),
    Trigger(
        table="cadre_cle",
        name="cle_effacee_sans_retour",
        moment="BEFORE INSERT",
        message="cette clé a été effacée",
        condition="EXISTS (SELECT 1 FROM cadre_cleeffacee e WHERE e.id = NEW.id)",
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
