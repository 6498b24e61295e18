"""Answers and packs as people read them, and as exports name them."""

import datetime
from typing import Any

from entredeux.themes.queries import emergency_numbers, labels, terms, vocabulary_titles
from entredeux.themes.reponses import OUI_NON, explain_condition, options_on
from entredeux.themes.schema import QuestionChoix, QuestionDate, QuestionDuree, QuestionEntier, QuestionOuiNon, Theme

SEPARATEUR = " ; "  # some labels hold commas
GENRES = {
    "choix": "un choix",
    "choix_multiple": "plusieurs choix",
    "entier": "un nombre",
    "duree": "une durée",
    "date": "une date",
    "oui_non": "oui ou non",
}


def export_columns(pack: Theme) -> list[tuple[str, str]]:
    """(code, label) of each question, closed ones included: old records keep their column."""
    return [(f"{pack.code}_{question.code}", question.libelle) for question in pack.questions]


def export_values(pack: Theme, reponses: dict[str, Any]) -> list[str]:
    """One cell per column of `export_columns`; several codes are joined by « | » as in the national schemas."""
    cells = [reponses.get(question.code, "") for question in pack.questions]
    return ["|".join(cell) if isinstance(cell, list) else str(cell) for cell in cells]


def present_reponses(pack: Theme | None, reponses: dict[str, Any]) -> list[tuple[str, str]]:
    """(question, answer) as read on a page. An answer to a question since removed is still shown, by its code."""
    known = [question for question in (pack.questions if pack else []) if question.code in reponses]
    codes = {question.code for question in known}
    lost = [(f"{code} (question retirée)", _plain(value)) for code, value in reponses.items() if code not in codes]
    return [(question.libelle, present_answer(question, reponses[question.code])) for question in known] + lost


def present_answer(question: Any, value: Any) -> str:
    if isinstance(question, QuestionDate):
        return f"{datetime.date.fromisoformat(value):%d/%m/%Y}"
    if isinstance(question, QuestionDuree):
        return f"{value} min"
    if isinstance(question, QuestionEntier):
        return f"{value} {question.unite}".rstrip()
    names = _labels(question)
    return SEPARATEUR.join(names.get(str(code), str(code)) for code in (value if isinstance(value, list) else [value]))


def _labels(question: Any) -> dict[str, str]:
    if isinstance(question, QuestionOuiNon):
        return dict(OUI_NON)
    if isinstance(question, QuestionChoix) and question.options is not None:
        return {option.code: option.libelle for option in question.options}
    return labels(str(question.vocabulaire))


def _plain(value: Any) -> str:
    return SEPARATEUR.join(value) if isinstance(value, list) else str(value)


def describe_bounds(question: Any) -> str:
    """What a question accepts, for the documentation and the pack's page."""
    if isinstance(question, QuestionEntier):
        return f"{question.min} à {question.max} {question.unite}".rstrip()
    if isinstance(question, QuestionDuree):
        return f"{question.min} à {question.max} minutes"
    if isinstance(question, QuestionDate):
        return f"{question.jours_avant} jours avant à {question.jours_apres} jours après l'acte"
    if isinstance(question, QuestionOuiNon):
        return "Oui, Non"
    if question.options is not None:
        return SEPARATEUR.join(option.libelle for option in question.options)
    return f"vocabulaire « {question.vocabulaire} »" + (f" ({len(question.codes)} termes)" if question.codes else "")


def present_pack(pack: Theme, on: datetime.date) -> dict[str, Any]:
    """What a pack's page shows beside the pack itself: words for codes, numbers with what each is for."""
    numbers = {numero.numero: numero for numero in emergency_numbers()}
    names = {name: labels(name) for name in ("domaines", "motifs", "types_lieux", "partenaires", "etapes", "principes")}
    return {
        "domaines": _words(pack.domaines, names["domaines"]),
        "motifs": _words(pack.motifs, names["motifs"]),
        "types_lieux": _words(pack.types_lieux, names["types_lieux"]),
        "partenaires": _words(pack.partenaires, names["partenaires"]),
        "registres": [terme for terme in terms("registres", on) if terme.code in pack.registres],
        "indicateurs": SEPARATEUR.join(indicateur.libelle for indicateur in pack.indicateurs),
        "numeros": [numbers[code] for code in pack.numeros],
        "questions": [_present_question(question, pack, on) for question in pack.questions],
        "etapes": [(names["etapes"].get(e.code, e.code), e.a_verifier) for e in pack.etapes],
        "posture": [(rappel, names["principes"].get(str(rappel.principe), "")) for rappel in pack.posture],
    }


def _words(codes: list[str], names: dict[str, str]) -> str:
    return SEPARATEUR.join(names.get(code, code) for code in codes)


def _present_question(question: Any, pack: Theme, on: datetime.date) -> dict[str, Any]:
    return {
        "libelle": question.libelle,
        "aide": question.aide,
        "genre": GENRES[question.genre],
        "bornes": SEPARATEUR.join(label for _, label in options_on(question, on)) or describe_bounds(question),
        "obligatoire": question.obligatoire,
        "condition": f"si {explain_condition(question, pack, on)}" if question.quand else "toujours",
    }


def present_vocabularies(on: datetime.date) -> list[dict[str, Any]]:
    """Each vocabulary with its terms of that day."""
    lists = [(code, title, terms(code, on)) for code, title in sorted(vocabulary_titles().items(), key=lambda v: v[1])]
    return [{"code": code, "titre": title, "termes": found} for code, title, found in lists if found]
