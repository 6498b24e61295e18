"""Puts the proposed words in place of the extracts. Twin of `rewrite` in static/cadre/garde_note.js."""

import re
from collections.abc import Iterable

from entredeux.cadre.garde_note.moteur import LETTRE, Alerte
from entredeux.cadre.garde_note.regles import fold, load_regles

MOT_AVANT = re.compile(f"(?<![{LETTRE}-])([{LETTRE}]{{1,8}}['’]|[{LETTRE}]{{1,8}} )$")
DEBUT_DE_PHRASE = re.compile(r"(?:^|[.!?…\n])[ \u00a0]{0,4}$")


def rewrite(texte: str, alertes: Iterable[Alerte]) -> str:
    """These alerts replaced by their proposals; an article before « une personne » goes, « du » becomes « d' »."""
    end = len(texte)
    for alerte in sorted(alertes, key=lambda each: (-each.debut, each.fin)):
        if alerte.fin <= end:  # of two that overlap, the last one stays
            texte = replace(texte[: alerte.debut], alerte.proposition, texte[alerte.fin :])
            end = alerte.debut
    return texte


def replace(before: str, proposition: str, after: str) -> str:
    if not proposition:
        return remove(before, after)
    if proposition.startswith(("un ", "une ")):
        before = agree(before)
    if DEBUT_DE_PHRASE.search(before):
        proposition = proposition[0].upper() + proposition[1:]
    return before + proposition + after


def remove(before: str, after: str) -> str:
    """No space left in front, nor the commas that only held what went."""
    before = before.rstrip(" ")
    if before.endswith(",") and after.startswith((",", ".")):
        return before.removesuffix(",") + after.removeprefix(",")
    return before + after


def agree(before: str) -> str:
    """« de la » gives « d' », « au » gives « à », « la » gives nothing."""
    articles: dict[str, str] = load_regles()["articles"]
    for _ in range(2):
        found = MOT_AVANT.search(before)
        word = fold(found[1].rstrip(" ")) if found else ""
        if found is None or word not in articles:
            return before
        before = before[: found.start()]
        if articles[word]:
            return before + match_case(articles[word], found[1])
    return before


def match_case(article: str, was: str) -> str:
    article = article[0].upper() + article[1:] if was[0] != was[0].lower() else article
    return article if article.endswith("'") else f"{article} "
