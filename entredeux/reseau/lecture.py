"""Reading a file someone gives: all of it or nothing, and each fault with its line and its reason."""

from collections.abc import Iterable
from dataclasses import dataclass

FAUTES_MONTREES = 50


@dataclass(frozen=True, order=True)
class Faute:
    ligne: int
    raison: str

    def __str__(self) -> str:
        return f"ligne {self.ligne} : {self.raison}"


class FichierIllisible(Exception):
    """Nothing was read. `fautes`: every fault found, in the order of the file."""

    def __init__(self, fautes: Iterable[Faute]) -> None:
        self.fautes = sorted(set(fautes))
        super().__init__(" ; ".join(str(faute) for faute in self.fautes[:FAUTES_MONTREES]))


def decode_texte(content: bytes, *, limite: int) -> str:
    """UTF-8, with or without its mark, or UTF-16 with it. Line ends become « \\n ». Raises FichierIllisible."""
    if len(content) > limite:
        sizes = f"{len(content) / 1_000_000:.1f} Mo, {limite / 1_000_000:.0f} Mo au plus".replace(".", ",")
        raise FichierIllisible([Faute(1, f"le fichier est trop lourd ({sizes}) : coupez-le en deux")])
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FichierIllisible(
            [Faute(line, "un caractère n'est pas en UTF-8 : enregistrez le fichier en UTF-8, puis recommencez")]
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise FichierIllisible([Faute(line, "ce fichier n'est pas du texte")])
    return text
