"""Which encoding a text file is in, and the repairs that are safe: what others lost on the way to us.

utf-8 (with or without mark) and utf-16 are proved by the bytes; the rest is chosen between the three
single-byte encodings French offices still meet, by which one reads as French.
"""

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from entredeux.socle.lecture.erreurs import FichierRefuse

MORCEAU = 1 << 20
BONNES = set("éèêëàâäçùûüôöîïÿœæÉÈÊËÀÂÇÙÛÔÎÏŒÆ’‘“”«»°€…–—•·²³ñóíáúßüÜÖÄ\u00a0§ºª")
SIMPLES = ("cp1252", "iso8859-15", "mac_roman", "cp850")


def _cp1252_where_utf8_fails(error: UnicodeError) -> tuple[str, int]:
    """Two exports pasted together: the stray bytes are read as Windows-1252 instead of refusing the file."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("cp1252_sinon", _cp1252_where_utf8_fails)


def detect_encodage(path: Path) -> str:
    """`utf-8`, `utf-8-sig`, `utf-16`, `utf-16-le`, `utf-16-be`, `cp1252`… Raises FichierRefuse on binary content."""
    with path.open("rb") as file:
        head = file.read(MORCEAU)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if wide := _utf16_without_mark(head):
        return wide
    _refuse_binary(head)
    broken, valid = _count_utf8(path)
    if not broken or valid > 9 * broken:
        return "utf-8"
    return _best_single_byte(_non_ascii_sample(path))


def _utf16_without_mark(head: bytes) -> str:
    sample = head[: 4096 - len(head[:4096]) % 2]
    if len(sample) < 4 or sample.count(0) < len(sample) // 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 5 * max(even, 1):
        return "utf-16-le"
    return "utf-16-be" if even > 5 * max(odd, 1) else ""


def _refuse_binary(head: bytes) -> None:
    """A few lost NUL bytes are dropped later; a tenth of control bytes is no text."""
    controls = sum(head.count(bytes([code])) for code in (0, 1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18))
    if controls > max(len(head) // 10, 8):
        raise FichierRefuse(
            "Ce fichier contient des données binaires, pas du texte. "
            "Enregistrez-le en CSV, XLSX ou ODS, puis recommencez."
        )


def _count_utf8(path: Path) -> tuple[int, int]:
    """(invalid sequences, valid multi-byte sequences), line by line so that memory stays flat."""
    broken = valid = 0
    with path.open("rb") as file:
        while lines := file.readlines(MORCEAU):
            text = b"".join(lines)
            if text.isascii():
                continue
            decoded = text.decode("utf-8", "replace")
            broken += decoded.count("\ufffd")
            valid += sum(1 for char in decoded if char > "\x7f" and char != "\ufffd")
    return broken, valid


def _non_ascii_sample(path: Path, limit: int = 2000) -> bytes:
    kept: list[bytes] = []
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                kept.append(line[:2000])
            if len(kept) >= limit:
                break
    return b"".join(kept)


def _best_single_byte(sample: bytes) -> str:
    scores = {name: _french_score(sample, name) for name in SIMPLES}
    best = max(SIMPLES, key=lambda name: scores[name])
    if scores["cp1252"] >= scores[best]:
        best = "cp1252"
    if scores[best] <= 0:
        guess = from_bytes(sample).best()
        return guess.encoding if guess else "cp1252"
    return best


def _french_score(sample: bytes, encoding: str) -> int:
    text = sample.decode(encoding, "replace")
    special = [char for char in text if char > "\x7f"]
    good = sum(1 for char in special if char in BONNES)
    return 2 * good - len(special) - 5 * len(re.findall(r"\w½\w|\ufffd", text))


def open_texte(path: Path, encoding: str):  # type: ignore[no-untyped-def]
    """Text stream that never fails half-way. `newline=""` leaves line breaks inside cells to the csv reader."""
    errors = "cp1252_sinon" if encoding in {"utf-8", "utf-8-sig"} else "replace"
    return path.open("r", encoding=encoding, errors=errors, newline="")


OCTET_ECRIT = re.compile(r"<([89a-f][0-9a-f])>")
CONTROLES = {code: None for code in [*range(9), 11, 12, *range(14, 32), 127, 0xFEFF, 0x200B]}
C1 = {0x80: "€", 0x85: "…", 0x8C: "Œ", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x96: "–", 0x97: "—", 0x9C: "œ"}
REPARATIONS = CONTROLES | C1
SUSPECT = re.compile(r"<[89a-f][0-9a-f]>|[ÂÃÅâ][^\x00-\x7f]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u200b]")


def repair(text: str) -> str:
    """Undoes what is certain: « Ren<e9> », « RenÃ© », Windows letters read as Latin-1, NUL and control bytes."""
    if not SUSPECT.search(text):
        return text
    text = _undo_double_decoding(text)
    text = OCTET_ECRIT.sub(lambda found: bytes.fromhex(found[1]).decode("cp1252", "replace"), text)
    return text.translate(REPARATIONS)


DEUX_FOIS = re.compile(r"[ÂÃÅâ][\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}")


def _undo_double_decoding(text: str) -> str:
    return DEUX_FOIS.sub(lambda found: _decoded_again(found[0]), text)


def _decoded_again(piece: str) -> str:
    """« Ã© » -> « é »; a piece that was right stays."""
    for length in (len(piece), 2):
        try:
            return piece[:length].encode("cp1252").decode("utf-8") + piece[length:]
        except UnicodeError:
            continue
    return piece
