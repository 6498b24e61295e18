"""Where vocabularies, packs and emergency numbers are read: the package, then the structures' own folder.

A mistake in one file never hides the others: each reader answers what loaded and what did not.
"""

from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from entredeux.themes.lecture import Document, Erreur, FichierInvalide, read_document, read_model
from entredeux.themes.schema import (
    Codes,
    Incoherence,
    Numero,
    Numeros,
    Theme,
    VocabulaireDecrit,
    find_double_terms,
    find_incoherences,
)

ICI = Path(__file__).resolve().parent
PACKS = ICI / "packs"
VOCABULAIRES = ICI / "vocabulaires"
NUMEROS = ICI / "numeros.yaml"
# Addresses under /themes/ that a pack's code would hide.
CODES_RESERVES = {"vocabulaires", "enquetes", "ouvertures", "cadre"}
Empreinte = tuple[tuple[str, int, int], ...]


def pack_folders() -> list[Path]:
    """The package's packs, then ENTREDEUX_THEMES: a pack of the same code there replaces ours."""
    own = settings.DOSSIER_THEMES
    return [PACKS, *([own] if own else [])]


def vocabulary_folders() -> list[Path]:
    own = settings.DOSSIER_THEMES
    return [VOCABULAIRES, *([own / "vocabulaires"] if own else [])]


def fingerprint(folders: list[Path]) -> Empreinte:
    """Changes whenever a file of a structure's folder does, so that a running server follows its files.

    The package's own files are looked at once per process: they change with a new version, which restarts it,
    and an import of thirty thousand rows asks this for each.
    """
    return tuple(
        line for folder in folders for line in (_look_once(folder) if folder.is_relative_to(ICI) else _look(folder))
    )


def _look(folder: Path) -> Empreinte:
    stats = [(path, path.stat()) for path in sorted(folder.glob("*.yaml"))]
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)


_look_once = cache(_look)


def read_vocabularies() -> tuple[dict[str, VocabulaireDecrit], list[Erreur]]:
    """Vocabularies by code; a file of the structures' folder adds its terms after ours."""
    return _read_vocabularies(fingerprint(vocabulary_folders()))


@lru_cache(maxsize=8)
def _read_vocabularies(files: Empreinte) -> tuple[dict[str, VocabulaireDecrit], list[Erreur]]:
    found: dict[str, VocabulaireDecrit] = {}
    errors: list[Erreur] = []
    for name, _, _ in files:
        try:
            read = read_vocabulary(Path(name))
        except FichierInvalide as error:
            errors += error.erreurs
            continue
        if read.code in found:
            ours = found[read.code]
            read = ours.model_copy(update={"termes": [*ours.termes, *_new_terms(ours, read)]})
        found[read.code] = read
    return found, errors


def _new_terms(ours: VocabulaireDecrit, added: VocabulaireDecrit) -> list:
    """Added terms keep their own file's source and provenance; one of ours cannot be redefined."""
    held = {(terme.code, terme.valide_du) for terme in ours.termes}
    return [
        terme.model_copy(
            update={"source": terme.source or added.source, "provenance": terme.provenance or added.provenance}
        )
        for terme in added.termes
        if (terme.code, terme.valide_du) not in held
    ]


def read_vocabulary(path: Path) -> VocabulaireDecrit:
    read = read_model(path, VocabulaireDecrit)
    _refuse(path, _misnamed(path, read.code) + find_double_terms(read))
    return read


def known_codes() -> Codes:
    """Every vocabulary's codes and latest labels as the files give them, and the emergency numbers."""
    codes = {
        code: {terme.code: terme.libelle for terme in vocabulaire.termes}
        for code, vocabulaire in read_vocabularies()[0].items()
    }
    return codes | {"numeros": {numero.numero: numero.nom for numero in emergency_numbers()}}


@lru_cache(maxsize=1)
def emergency_numbers() -> tuple[Numero, ...]:
    """119, 3018, 17, 15, 18, 115, 112: what each is for, with its source. Shipped, never overridden."""
    return tuple(read_model(NUMEROS, Numeros).numeros)


def read_packs(folders: list[Path] | None = None) -> tuple[dict[str, Theme], list[Erreur]]:
    """Packs by code, in the order of their titles, and every mistake of the files that did not load."""
    return _read_packs(fingerprint(folders or pack_folders()), fingerprint(vocabulary_folders()))


@lru_cache(maxsize=8)
def _read_packs(files: Empreinte, vocabularies: Empreinte) -> tuple[dict[str, Theme], list[Erreur]]:
    found: dict[str, Theme] = {}
    errors: list[Erreur] = []
    codes = known_codes()
    for name, _, _ in files:
        try:
            pack = read_pack(Path(name), codes)
            found[pack.code] = pack
        except FichierInvalide as error:
            errors += error.erreurs
    return dict(sorted(found.items(), key=lambda item: item[1].titre)), errors


def read_pack(path: Path, codes: Codes) -> Theme:
    pack = read_model(path, Theme, context={"codes": codes})
    _refuse(path, _misnamed(path, pack.code) + find_incoherences(pack, codes))
    return pack


def _misnamed(path: Path, code: str) -> list[Incoherence]:
    if path.stem != code:
        return [(("code",), f"le fichier s'appelle « {path.name} », son code doit être « {path.stem} »")]
    if code in CODES_RESERVES:
        return [(("code",), f"« {code} » est réservé : choisissez un autre code")]
    return []


def _refuse(path: Path, incoherences: list[Incoherence]) -> None:
    if incoherences:
        document: Document = read_document(path)
        raise FichierInvalide([document.fail(at, reason) for at, reason in incoherences])
