"""« Du lundi au vendredi de 9h à 12h30 » → OpenStreetMap's notation, only when every word is understood.

One word too many (« sur rendez-vous », « semaine impaire ») and nothing is converted: half-understood hours would send
somebody before a shut door.
"""

import re
import unicodedata
from itertools import pairwise

from entredeux.partenaires.annuaire.horaires import JOURS, MINUIT, Horaires, Plage, read_horaires, write_osm

MOTS_VIDES = frozenset(["le", "les", "de", "et", "a", "puis"])
JETON = re.compile(r"(?P<heure>\d{1,2}(?:\s*[h:]\s*(?:\d{2})?)?)|(?P<mot>[a-z]+)|(?P<tiret>[-–])|(?P<autre>[^\s])")


class _Illisible(ValueError):
    """A word that is not about days or hours."""


def to_osm(text: str) -> str:
    """The same hours in OSM's notation; "" when the text says more, or something else."""
    if read_horaires(text):
        return text.strip()
    try:
        week = _read(_tokens(text))
    except _Illisible:
        return ""
    found = Horaires(tuple(tuple(sorted(set(week.get(day, [])))) for day in range(7)))
    overlap = any(a[1] > b[0] for day in found.semaine for a, b in pairwise(day))
    return "" if overlap or not any(found.semaine) else write_osm(found)


def _tokens(text: str) -> list[tuple[str, object]]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    tokens: list[tuple[str, object]] = []
    for match in JETON.finditer(plain):
        kind, word = str(match.lastgroup), match.group().strip()
        if kind == "heure":
            tokens.append(("heure", _minutes(word)))
        elif kind == "tiret" or word in ("a", "au"):
            tokens.append(("jusqu'a", None))
        elif word in ("ferme", "fermee"):
            tokens.append(("ferme", None))
        elif word in JOURS or word.rstrip("s") in JOURS:
            tokens.append(("jour", JOURS.index(word if word in JOURS else word.rstrip("s"))))
        elif word not in MOTS_VIDES and word not in ("du", ",", ":", "/", ";", "."):
            raise _Illisible(word)
    return tokens


def _minutes(word: str) -> int:
    hour, _, rest = re.sub(r"\s", "", word).replace("h", ":").partition(":")
    minutes = int(hour) * 60 + int(rest or 0)
    if minutes > MINUIT or int(rest or 0) > 59:
        raise _Illisible(word)
    return minutes


def _read(tokens: list[tuple[str, object]]) -> dict[int, list[Plage]]:
    """Groups of days, each followed by its spans; or one group of days after all the spans."""
    groups: list[tuple[list[int], list[Plage]]] = []
    orphans: list[Plage] = []
    rank = 0
    while rank < len(tokens):
        kind = tokens[rank][0]
        if kind == "jour":
            days, rank = _read_days(tokens, rank)
            groups.append((days, []))
        elif kind == "ferme":
            if not groups or groups[-1][1]:
                raise _Illisible("fermé, sans jour")
            groups.pop()  # a shut day is a day without hours
            rank += 1
        elif kind == "heure":
            span, rank = _read_span(tokens, rank)
            (groups[-1][1] if groups else orphans).append(span)
        else:
            rank += 1
    if orphans:
        if len(groups) != 1 or groups[0][1]:
            raise _Illisible("des heures sans jour")
        groups[0][1].extend(orphans)
    week: dict[int, list[Plage]] = {}
    for days, spans in groups:
        if not spans:
            raise _Illisible("un jour sans heures")
        for day in days:
            week.setdefault(day, []).extend(spans)
    return week


def _read_days(tokens: list[tuple[str, object]], rank: int) -> tuple[list[int], int]:
    days: list[int] = []
    while rank < len(tokens) and tokens[rank][0] == "jour":
        first = last = int(str(tokens[rank][1]))
        if tokens[rank + 1 : rank + 3] and [kind for kind, _ in tokens[rank + 1 : rank + 3]] == ["jusqu'a", "jour"]:
            last = int(str(tokens[rank + 2][1]))
            rank += 2
        if last < first:
            raise _Illisible("des jours à l'envers")
        days += range(first, last + 1)
        rank += 1
    return days, rank


def _read_span(tokens: list[tuple[str, object]], rank: int) -> tuple[Plage, int]:
    """Two hours, with « à », a dash or nothing between them."""
    start = int(str(tokens[rank][1]))
    rank += 1
    while rank < len(tokens) and tokens[rank][0] == "jusqu'a":
        rank += 1
    if rank >= len(tokens) or tokens[rank][0] != "heure" or int(str(tokens[rank][1])) <= start:
        raise _Illisible("une heure seule")
    return (start, int(str(tokens[rank][1]))), rank + 1
