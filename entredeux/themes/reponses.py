"""What a pack's questions accept, whoever asks: the form, an import, the demo, a sealed entry.

Canonical answers, safe for JSON: choix and oui_non -> a code; choix_multiple -> codes in the order proposed;
entier -> int; duree -> int, minutes; date -> "AAAA-MM-JJ". An unanswered question is absent.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

from entredeux.themes.queries import choices, find_pack
from entredeux.themes.schema import (
    QuestionChoix,
    QuestionChoixMultiple,
    QuestionDate,
    QuestionDuree,
    QuestionEntier,
    QuestionOuiNon,
    Theme,
)

OUI_NON = [("oui", "Oui"), ("non", "Non")]
VIDES: tuple[Any, ...] = (None, "", [], ())


def clean_reponses(
    pack_code: str, reponses: dict[str, Any], on: datetime.date, ouverts: Collection[str] = ()
) -> dict[str, Any]:
    """Canonical answers of this pack on that day (`on`: the act's date_service).

    Raises ValidationError, one French sentence per question. Cleaning twice changes nothing.
    """
    pack = find_pack(pack_code, ouverts)
    asked = {question.code: question for question in questions_on(pack, on)}
    errors = {code: _unknown(pack, code, on) for code in reponses if code not in asked}
    clean: dict[str, Any] = {}
    for code, question in asked.items():
        try:
            value = _clean_one(question, reponses.get(code), clean, pack, on)
        except ValidationError as error:
            errors[code] = error
            continue
        if value is not None:
            clean[code] = value
    if errors:
        raise ValidationError(errors)
    return clean


def questions_on(pack: Theme, on: datetime.date) -> list[Any]:
    return [question for question in pack.questions if question.is_valid_on(on)]


def options_on(question: Any, on: datetime.date) -> list[tuple[str, str]]:
    """(code, label) proposed that day; empty for a number, a duration or a date."""
    if isinstance(question, QuestionOuiNon):
        return OUI_NON
    if not isinstance(question, QuestionChoix):
        return []
    if question.options is not None:
        return [(option.code, option.libelle) for option in question.options if option.is_valid_on(on)]
    proposed = choices(str(question.vocabulaire), on)
    return [(code, label) for code, label in proposed if question.codes is None or code in question.codes]


def is_asked(question: Any, clean: dict[str, Any]) -> bool:
    if question.quand is None:
        return True
    given = clean.get(question.quand.question)
    return bool(set(given if isinstance(given, list) else [given]) & set(question.quand.parmi))


def explain_condition(question: Any, pack: Theme, on: datetime.date) -> str:
    """« Contact avec les personnes présentes » vaut : Échange."""
    before = pack.question(question.quand.question)
    labels = dict(options_on(before, on))
    answers = " ou ".join(labels.get(code, code) for code in question.quand.parmi)
    return f"« {before.libelle} » vaut : {answers}"


def _unknown(pack: Theme, code: str, on: datetime.date) -> ValidationError:
    if pack.question(code):
        return ValidationError(f"La question « {code} » n'est pas posée au {on:%d/%m/%Y}.", code="question_fermee")
    return ValidationError(f"Le thème « {pack.titre} » ne pose pas la question « {code} ».", code="question_inconnue")


def _clean_one(question: Any, value: Any, clean: dict[str, Any], pack: Theme, on: datetime.date) -> Any:
    given = not (isinstance(value, str) and not value.strip()) and value not in VIDES
    if not is_asked(question, clean):
        if given:
            # Neither dropped nor kept: what was typed comes back, with the contradiction told.
            raise ValidationError(
                f"Cette réponse ne vaut que si {explain_condition(question, pack, on)}. "
                "Retirez-la ou changez la réponse dont elle dépend.",
                code="hors_condition",
            )
        return None
    if not given:
        if question.obligatoire:
            raise ValidationError("Répondez à cette question.", code="obligatoire")
        return None
    return _CLEANERS[question.genre](question, value, on)


def _clean_choice(question: Any, value: Any, on: datetime.date) -> str:
    proposed = options_on(question, on)
    code = value.strip() if isinstance(value, str) else value
    if code not in [known for known, _ in proposed]:
        raise ValidationError(f"« {_short(value)} » n'est pas proposé. {_possible(proposed)}", code="hors_liste")
    return str(code)


def _clean_choices(question: QuestionChoixMultiple, value: Any, on: datetime.date) -> list[str]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple | set):
        raise ValidationError("Donnez une liste de réponses.", code="hors_liste")
    codes = {_clean_choice(question, item, on) for item in given}
    if len(codes) > question.maximum:
        raise ValidationError(f"Choisissez au plus {question.maximum} réponses.", code="trop")
    return [code for code, _ in options_on(question, on) if code in codes]


def _clean_number(question: QuestionEntier | QuestionDuree, value: Any, on: datetime.date) -> int:
    number = _to_int(value)
    if not question.min <= number <= question.max:
        unit = "minutes" if isinstance(question, QuestionDuree) else question.unite
        bounds = f"entre {question.min} et {question.max} {unit}".rstrip()
        raise ValidationError(f"Donnez un nombre {bounds}.", code="hors_bornes")
    return number


def _to_int(value: Any) -> int:
    refused = ValidationError("Donnez un nombre entier, en chiffres.", code="nombre")
    if isinstance(value, bool):
        raise refused
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value.strip()) <= 9:
        return int(value)
    raise refused


def _clean_date(question: QuestionDate, value: Any, on: datetime.date) -> str:
    day = _to_date(value)
    earliest = on - datetime.timedelta(days=question.jours_avant)
    latest = on + datetime.timedelta(days=question.jours_apres)
    if not earliest <= day <= latest:
        raise ValidationError(f"Donnez une date du {earliest:%d/%m/%Y} au {latest:%d/%m/%Y}.", code="hors_bornes")
    return day.isoformat()


def _to_date(value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = value.strip() if isinstance(value, str) else ""
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.datetime.strptime(text, shape).date()
        except ValueError:
            continue
    raise ValidationError("Donnez une date, comme 05/12/2024.", code="date")


def _short(value: Any) -> str:
    return str(value)[:60]


def _possible(proposed: list[tuple[str, str]]) -> str:
    return "Réponses possibles : " + ", ".join(f"{label} ({code})" for code, label in proposed) + "."


_CLEANERS: dict[str, Any] = {
    "choix": _clean_choice,
    "oui_non": _clean_choice,
    "choix_multiple": _clean_choices,
    "entier": _clean_number,
    "duree": _clean_number,
    "date": _clean_date,
}
