"""The life of an import: received, tried, confirmed, applied or given up; forgotten after 30 days."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal as chaine
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import EFFACE, open_without_journal, seal_texte
from entredeux.socle.erreurs import Refus
from entredeux.socle.lecture import Tableau
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.terrain.access import check_can_import, check_same_structure
from entredeux.terrain.enums import EtatImport, PrecisionDate
from entredeux.terrain.imports import depot, execution
from entredeux.terrain.imports.correspondance import Correspondance, fit_to_columns, validate_correspondance
from entredeux.terrain.imports.erreurs import CorrespondanceRefusee
from entredeux.terrain.imports.execution import Bilan, LigneRejetee
from entredeux.terrain.imports.oubli import erase_import
from entredeux.terrain.imports.preparation import open_file, propose_for, with_words_to_translate
from entredeux.terrain.models import CorrespondanceImport, ImportJournal
from entredeux.terrain.saisie import SaisieIntervention

A_RELIRE = (EtatImport.RECU, EtatImport.ESSAYE, EtatImport.ARRETE)


def receive_import(path: Path, name: str, *, by: Acteur) -> ImportJournal:
    """Keeps the file sealed, with what was detected and the mapping proposed. Raises FichierRefuse, keeping nothing."""
    check_can_import(by)
    with tempfile.TemporaryDirectory() as folder:
        tableau = open_file(path, name, Path(folder))
        proposed = propose_for(tableau, by=by)
    mapping = proposed.correspondance.model_copy(
        update={
            "encodage": tableau.encodage or "",
            "separateur": tableau.separateur or "",
            "ligne_entete": tableau.ligne_entete,
            "feuille": tableau.feuille or "",
        }
    )
    record = _new_record(path, name, tableau, mapping, by)
    record.lues = proposed.lues
    with transaction.atomic():  # the reading, which lasts, is outside: nobody else waits for it
        record.save()
        depot.store_file(record, path)
        chaine.record_write(by, "terrain.import.recu", record)
    return record


def _new_record(path: Path, name: str, tableau: Tableau, mapping: Correspondance, by: Acteur) -> ImportJournal:
    record = ImportJournal(
        structure=by.structure,
        cree_par=by.compte,
        octets=path.stat().st_size,
        empreinte_fichier=depot.hash_file(path),
        encodage=tableau.encodage or "",
        separateur=tableau.separateur or "",
        ligne_entete=tableau.ligne_entete,
    )
    seal_texte(record, "nom_fichier", name[:200])
    seal_texte(record, "feuille", tableau.feuille or "")
    _seal_mapping(record, mapping)
    return record


def _seal_mapping(record: ImportJournal, mapping: Correspondance) -> None:
    seal_texte(record, "correspondance", json.dumps(mapping.as_dict(), ensure_ascii=False))


def mapping_of(record: ImportJournal | CorrespondanceImport) -> Correspondance | None:
    """None once erased."""
    field = "correspondance" if isinstance(record, ImportJournal) else "contenu"
    text = open_without_journal(record, field)
    return None if text in {"", EFFACE} else validate_correspondance(json.loads(text))


def name_of(record: ImportJournal) -> str:
    return open_without_journal(record, "nom_fichier")


def previous_import(empreinte: str, *, by: Acteur) -> ImportJournal | None:
    """The same file, already imported by the structure."""
    done = ImportJournal.objects.filter(structure=by.structure, empreinte_fichier=empreinte, etat=EtatImport.TERMINE)
    return done.order_by("-termine_le").first()


@contextmanager
def opened(record: ImportJournal, mapping: Correspondance | None = None) -> Iterator[Tableau]:
    """The file received, open for reading; its clear copy is removed on the way out."""
    with tempfile.TemporaryDirectory() as folder:
        path = depot.restore_file(record, Path(folder))
        yield open_file(path, name_of(record), Path(folder), mapping or mapping_of(record))


def choose_correspondance(
    record: ImportJournal, mapping: Correspondance, *, by: Acteur, est_brouillon: bool = False
) -> None:
    """The person's own choices, with the words of each column that remain to be translated.

    A draft may still lack a field; otherwise raises CorrespondanceRefusee when the file does not bear it.
    """
    check_same_structure(by, record)
    check_can_import(by)
    _check_state(record, A_RELIRE)
    with opened(record, mapping) as tableau:
        if not est_brouillon:
            execution.make_conversion(tableau, mapping, by)
        mapping = with_words_to_translate(fit_to_columns(mapping, tableau.colonnes), tableau)
        record.ligne_entete = tableau.ligne_entete
        record.encodage, record.separateur = tableau.encodage or "", tableau.separateur or ""
    with transaction.atomic():
        seal_texte(record, "feuille", tableau.feuille or "")
        _seal_mapping(record, mapping)
        record.etat = EtatImport.RECU
        record.save()
        chaine.record_write(by, "terrain.import.correspondance_choisie", record)


def propose_again(record: ImportJournal, mapping: Correspondance, *, by: Acteur) -> Correspondance:
    """Another header line gives other columns: a new proposal, read in the same way."""
    check_same_structure(by, record)
    with opened(record, mapping) as tableau:
        return read_like(propose_for(tableau, by=by).correspondance, mapping)


def read_like(mapping: Correspondance, other: Correspondance) -> Correspondance:
    """The choices of the one, the reading of the file (encoding, separator, header line, sheet) of the other."""
    return mapping.model_copy(
        update={name: getattr(other, name) for name in ("encodage", "separateur", "ligne_entete", "feuille")}
    )


@transaction.atomic
def save_correspondance(nom: str, mapping: Correspondance, *, by: Acteur) -> CorrespondanceImport:
    """Kept for the structure's next files; the same name is replaced."""
    check_can_import(by)
    kept = CorrespondanceImport.objects.filter(structure=by.structure, nom=nom).first() or CorrespondanceImport(
        structure=by.structure, cree_par=by.compte, nom=nom
    )
    seal_texte(kept, "contenu", json.dumps(reusable(mapping).as_dict(), ensure_ascii=False))
    kept.save()
    chaine.record_write(by, "terrain.correspondance.gardee", kept)
    return kept


def reusable(mapping: Correspondance) -> Correspondance:
    """Without what belongs to one file: where its header is, how it was encoded, which columns were left."""
    return mapping.model_copy(
        update={"encodage": "", "separateur": "", "ligne_entete": 0, "feuille": "", "non_importees": {}}
    )


def find_correspondance(nom: str, *, by: Acteur) -> Correspondance:
    kept = CorrespondanceImport.objects.filter(structure=by.structure, nom=nom).first()
    mapping = mapping_of(kept) if kept else None
    if mapping is None:
        names = CorrespondanceImport.objects.filter(structure=by.structure).values_list("nom", flat=True)
        known = f"Correspondances gardées : {', '.join(names)}." if names else "Aucune correspondance n'est gardée."
        raise CorrespondanceRefusee(f"Pas de fichier ni de correspondance « {nom} ». {known}")
    return mapping


@transaction.atomic
def start_import(record: ImportJournal, *, est_essai: bool, by: Acteur) -> None:
    """Marks the import as running, once: two clicks, or two workers, do not run it twice."""
    check_same_structure(by, record)
    check_can_import(by)
    locked = ImportJournal.objects.select_for_update().get(pk=record.pk)
    if not locked.semble_arrete:
        _check_state(locked, A_RELIRE if est_essai else (EtatImport.ESSAYE, EtatImport.ARRETE))
    locked.etat = EtatImport.ESSAI if est_essai else EtatImport.EN_COURS
    locked.traitees, locked.erreur, locked.lance_le = 0, "", timezone.now()
    locked.save(update_fields=["etat", "traitees", "erreur", "lance_le"])
    record.refresh_from_db()


def run_import(record: ImportJournal, *, by: Acteur) -> ImportJournal:
    """Tries or applies, according to the state. Run again after a crash, it adds only what is missing."""
    est_essai = record.etat == EtatImport.ESSAI
    mapping = mapping_of(record)
    if mapping is None or record.etat not in (EtatImport.ESSAI, EtatImport.EN_COURS):
        return record
    record.lots_rejetes.all().delete()
    try:
        with opened(record, mapping) as tableau:
            bilan = _run(record, tableau, mapping, est_essai=est_essai, by=by)
    except (FichierRefuse, CorrespondanceRefusee) as error:
        record.etat, record.erreur = EtatImport.ARRETE, str(error)[:300]
        record.save(update_fields=["etat", "erreur"])
        return record
    return _finish(record, bilan, est_essai=est_essai, by=by)


def import_directly(
    path: Path, name: str, tableau: Tableau, mapping: Correspondance, *, by: Acteur
) -> tuple[ImportJournal, Bilan]:
    """For the command: applied at once, with the same trace and the same rejected rows kept as from the page."""
    check_can_import(by)
    execution.make_conversion(tableau, mapping, by)
    tableau.check()
    record = _new_record(path, name, tableau, mapping, by)
    record.etat, record.lance_le = EtatImport.EN_COURS, timezone.now()
    record.save()
    bilan = _run(record, tableau, mapping, est_essai=False, by=by)
    return _finish(record, bilan, est_essai=False, by=by), bilan


def _run(record: ImportJournal, tableau: Tableau, mapping: Correspondance, *, est_essai: bool, by: Acteur) -> Bilan:
    rejets = depot.Rejets(record, tableau.colonnes)

    def show_progress(bilan: Bilan) -> None:
        ImportJournal.objects.filter(pk=record.pk).update(traitees=bilan.lues)

    bilan = execution.run(tableau, mapping, by=by, est_essai=est_essai, on_rejets=rejets.add, on_avance=show_progress)
    rejets.close()
    return bilan


@transaction.atomic
def _finish(record: ImportJournal, bilan: Bilan, *, est_essai: bool, by: Acteur) -> ImportJournal:
    record.lues, record.acceptees = bilan.lues, bilan.acceptees
    record.doublons, record.rejetees = bilan.doublons, bilan.rejetees
    record.traitees, record.remarques = bilan.lues, dict(bilan.remarques)
    record.apercu = [_coded(saisie) for saisie in bilan.apercu] if est_essai else []
    record.etat = EtatImport.ESSAYE if est_essai else EtatImport.TERMINE
    if not est_essai:
        record.termine_le = timezone.now()
        record.morceaux.all().delete()
        chaine.record_write(by, "terrain.import.termine", record, nombre=max(1, bilan.acceptees))
    record.save()
    return record


def _coded(saisie: SaisieIntervention) -> dict[str, Any]:
    """An act of the trial, in codes only: what the page shows before anything is written."""
    return {
        "jour": saisie.date_service.isoformat(),
        "est_au_mois": saisie.date_precision == PrecisionDate.MOIS,
        "motif": saisie.motif,
        "domaine": saisie.domaine,
        "registre": saisie.registre,
        "issue": saisie.issue,
        "commune": saisie.commune,
        "qpv": saisie.qpv,
        "personnes": sum(public.nombre for public in saisie.publics),
    }


@transaction.atomic
def abandon_import(record: ImportJournal, *, by: Acteur) -> None:
    """The file and its rejected rows are destroyed at once; the line stays, without content."""
    check_same_structure(by, record)
    check_can_import(by)
    _check_state(record, A_RELIRE)
    erase_import(record)
    record.etat, record.apercu = EtatImport.ABANDONNE, []
    record.save(update_fields=["etat", "apercu"])
    chaine.record_write(by, "terrain.import.abandonne", record)


def open_rejets(record: ImportJournal, *, by: Acteur) -> Iterator[LigneRejetee]:
    """The rejected rows, after writing in the journal who took them: they may name people."""
    check_same_structure(by, record)
    check_can_import(by)
    if record.rejetees:
        chaine.record_read(by, "terrain.import.rejets_lus", record, champs=["lignes"], nombre=record.rejetees)
    return depot.read_rejets(record)


def _check_state(record: ImportJournal, states: tuple[str, ...]) -> None:
    if record.etat not in states:
        raise Refus(
            f"Cet import est « {record.get_etat_display().lower()} » : rechargez la page pour voir où il en est."
        )
