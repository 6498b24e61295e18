"""What the OpenDocument files we write have in common: elements, namespaces, the package. Standard library alone."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import quoteattr

ESPACES = {
    **{
        court: f"urn:oasis:names:tc:opendocument:xmlns:{court}:1.0"
        for court in ("office", "text", "table", "style", "meta", "manifest")
    },
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
NOMS = " ".join(f'xmlns:{court}="{long}"' for court, long in ESPACES.items())
ENTETE = '<?xml version="1.0" encoding="UTF-8"?>\n'
PREMIER_JOUR = date(1980, 1, 1)  # the oldest a zip can hold


def tag(nom: str, *contenu: str, **attributs: str) -> str:
    """`tag("text:p", "…", text__style_name="Title")`: two underscores for a colon, one for a dash.

    `contenu` is XML already: what a person wrote goes through `escape` first.
    """
    given = "".join(
        f" {cle.replace('__', ':').replace('_', '-')}={quoteattr(valeur)}" for cle, valeur in attributs.items()
    )
    inside = "".join(contenu)
    return f"<{nom}{given}>{inside}</{nom}>" if inside else f"<{nom}{given}/>"


def root(nom: str, *contenu: str) -> str:
    return f'{ENTETE}<{nom} {NOMS} office:version="1.3">{"".join(contenu)}</{nom}>'


def pack(genre: str, parts: dict[str, str], jour: date | None = None) -> bytes:
    """The file: `mimetype` first and uncompressed, as the format asks, so that a file manager knows it.

    `genre` is « text » or « spreadsheet ». Same parts, same day: same bytes.
    """
    kind = f"application/vnd.oasis.opendocument.{genre}"
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        _add(package, "mimetype", kind, jour, zipfile.ZIP_STORED)
        for nom, texte in {"META-INF/manifest.xml": write_manifest(kind, [*parts]), **parts}.items():
            _add(package, nom, texte, jour, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def _add(package: zipfile.ZipFile, nom: str, texte: str, jour: date | None, compression: int) -> None:
    info = zipfile.ZipInfo(nom, (*(jour or PREMIER_JOUR).timetuple()[:3], 0, 0, 0))
    info.compress_type, info.external_attr = compression, 0o644 << 16
    package.writestr(info, texte)


def write_manifest(kind: str, names: list[str]) -> str:
    files = [("/", kind), *((nom, "text/xml") for nom in names)]
    lines = [tag("manifest:file-entry", manifest__full_path=path, manifest__media_type=each) for path, each in files]
    space = {"xmlns:manifest": ESPACES["manifest"]}
    return ENTETE + tag("manifest:manifest", *lines, manifest__version="1.3", **space)
