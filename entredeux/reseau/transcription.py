"""Captions: WebVTT and SRT read strictly, WebVTT written. Nothing here knows the database.

Our own reader: webvtt-py skips a cue whose arrow is missing without a word, and says no line.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from entredeux.reseau.lecture import Faute, FichierIllisible

REPLIQUES_AU_PLUS = 20_000
INSTANT = r"(?:(\d{1,4}):)?(\d{2}):(\d{2})[.,](\d{3})"
HORAIRE = re.compile(rf"\s*{INSTANT}\s+-->\s+{INSTANT}(?:\s+.*)?")
BALISE = re.compile(r"</?(?:[a-z][^<>]*|\d[\d:.,]*)?>|\{\\[^{}]*\}", re.I)
VOIX = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>", re.I)
A_PART = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


@dataclass(frozen=True)
class SousTitre:
    """Times in thousandths of a second."""

    debut: int
    fin: int
    texte: str
    qui: str = ""

    @property
    def seconde(self) -> int:
        return self.debut // 1000


def read_sous_titres(texte: str) -> list[SousTitre]:
    """Every caption of a WebVTT or SRT file. Raises FichierIllisible: one broken caption, and nothing is read."""
    is_vtt = texte.startswith("WEBVTT")
    faults: list[Faute] = []
    read: list[SousTitre] = []
    for line, block in _blocks(texte.split("\n")):
        if is_vtt and (line == 1 or A_PART.match(block[0])):
            continue
        try:
            sous_titre = _read_block(line, block)
            if read and sous_titre.debut < read[-1].debut:
                before = write_instant(read[-1].debut)
                raise FichierIllisible([Faute(line, f"cet horaire vient avant le précédent ({before})")])
            read.append(sous_titre)
        except FichierIllisible as error:
            faults += error.fautes
    if len(read) > REPLIQUES_AU_PLUS:
        faults.append(Faute(1, f"plus de {REPLIQUES_AU_PLUS} répliques : ce n'est pas la transcription d'un événement"))
    spoken = [sous_titre for sous_titre in read if sous_titre.texte]
    if not spoken and not faults:
        faults.append(Faute(1, "aucune réplique : attendu des lignes comme « 00:12:31.000 --> 00:12:34.000 »"))
    if faults:
        raise FichierIllisible(faults)
    return spoken


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """(line of its beginning, its lines): what stands between blank lines."""
    for blank, group in groupby(enumerate(lines, start=1), key=lambda each: not each[1].strip()):
        if not blank:
            block = list(group)
            yield block[0][0], [line for _, line in block]


def _read_block(line: int, block: list[str]) -> SousTitre:
    place = next((rank for rank, text in enumerate(block[:2]) if "-->" in text), None)
    if place is None:
        raise FichierIllisible([_explain(line, block)])
    debut, fin = _read_horaire(line + place, block[place])
    late = next((rank for rank, text in enumerate(block) if rank > place and "-->" in text), None)
    if late is not None:
        raise FichierIllisible([Faute(line + late, "il manque une ligne vide avant cet horaire")])
    text = "\n".join(block[place + 1 :])
    voice = VOIX.search(text)
    return SousTitre(debut, fin, _plain(text), _plain(voice[1]) if voice else "")


def _explain(line: int, block: list[str]) -> Faute:
    for rank, text in enumerate(block[:2]):
        if re.match(r"\s*[\d:.,]*:\d\d[.,]\d", text):
            return Faute(line + rank, "il manque la flèche « --> » entre le début et la fin")
    return Faute(line, f"« {block[0].strip()[:40]} » n'a pas d'horaire")


def _read_horaire(line: int, text: str) -> tuple[int, int]:
    found = HORAIRE.fullmatch(text)
    if found is None:
        raise FichierIllisible(
            [Faute(line, f"horaire illisible : « {text.strip()[:60]} », attendu « 00:12:31.000 --> 00:12:34.000 »")]
        )
    parts = found.groups(default="0")
    if any(int(part) > 59 for part in (parts[1], parts[2], parts[5], parts[6])):
        raise FichierIllisible([Faute(line, "plus de 59 minutes ou de 59 secondes dans un horaire")])
    debut, fin = _milliseconds(parts[:4]), _milliseconds(parts[4:])
    if fin <= debut:
        raise FichierIllisible([Faute(line, "la fin vient avant le début, ou en même temps")])
    return debut, fin


def _milliseconds(parts: Sequence[str]) -> int:
    hours, minutes, seconds, thousandths = map(int, parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _plain(text: str) -> str:
    """Without markup, one line: « <v Ana>bonjour</v> » is « bonjour »."""
    return " ".join(html.unescape(BALISE.sub("", text)).replace("\u200e", "").replace("\u200f", "").split())


# --- writing


def write_instant(milliseconds: int) -> str:
    """« 00:12:31.000 »."""
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{write_seconde(seconds)}.{thousandths:03d}"


def write_seconde(seconds: int) -> str:
    """« 00:12:31 »."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def read_seconde(text: str) -> int:
    """« 12:31 », « 1:02:31 », « 751 » or « 12 min 31 s ». Raises ValueError."""
    found = re.fullmatch(r"\s*(?:(?:(\d{1,2}):)?([0-5]?\d):)?([0-5]?\d)\s*", text)
    if found:
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds
    found = re.fullmatch(r"\s*(\d{1,5})\s*s?\s*|\s*(\d{1,3})\s*min\s*([0-5]?\d)?\s*s?\s*", text)
    if not found:
        raise ValueError(text)
    return int(found[1]) if found[1] else int(found[2]) * 60 + int(found[3] or 0)


def write_vtt(sous_titres: Iterable[SousTitre]) -> str:
    """Arrows and signs of markup inside a text are written as words of the text."""
    blocks = ["WEBVTT"]
    for each in sous_titres:
        voice = f"<v {_escape(each.qui)}>" if each.qui else ""
        blocks.append(f"{write_instant(each.debut)} --> {write_instant(each.fin)}\n{voice}{_escape(each.texte)}")
    return "\n\n".join(blocks) + "\n"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
