"""A report of the synthetic year, for the addresses of reports."""

from typing import Any

QUARTIER = "QN06224M"


def write_report(claire: Any, helene: Any) -> dict[str, str]:
    """The contract's report, let out by two, with the note of one quarter."""
    from entredeux.observatoire.rapports import redaction, versions
    from entredeux.observatoire.rapports.modele import find_modele

    rapport = redaction.open_rapport(modele=find_modele("contrat_de_ville"), periode="2025", by=claire)
    redaction.comment_section(
        rapport, section="suite", texte="Ouvrir le local le soir, avec le bailleur.", lue=0, by=claire
    )
    note = redaction.write_note(qpv=QUARTIER, periode="2025", texte="La place a rouvert en mai.", lue=0, by=claire)
    redaction.reread_note(note, lue=1, by=helene)
    version = versions.ask_version(rapport, by=claire)
    versions.seal_version.func(str(version.pk))
    version.refresh_from_db()
    versions.release_version(version, by=helene)
    return {
        "modele": "contrat_de_ville",
        "rapport_id": str(rapport.pk),
        "section": "suite",
        "periode": "2025",
        "qpv": QUARTIER,
        "note_id": str(note.pk),
        "version_id": str(version.pk),
        "observatoire:rapport_fichier.extension": "ods",
        "observatoire:rapport_version_fichier.extension": "pdf",
    }
