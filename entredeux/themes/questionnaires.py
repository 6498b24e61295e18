"""A wave's questionnaire as it was when it opened, and how its answers are summed up."""

import datetime
import json
from collections.abc import Iterable

from entredeux.socle.codes import group_code
from entredeux.themes.models import CompteReponse, PublicEnquete, VagueEnquete
from entredeux.themes.resultats import Resume, summarize
from entredeux.themes.schema import Enquete

LONGUEUR_CODE = 10


def read_questionnaire(vague: VagueEnquete) -> Enquete:
    """The pack's section of that day, whatever the file has become since."""
    return Enquete.model_validate_json(json.dumps(vague.questionnaire))


def show_code(acces: str) -> str:
    """In two groups of five, as people read it aloud."""
    return group_code(acces, 5, "-")


def summarize_public(public: PublicEnquete, enquete: Enquete) -> dict[str, Resume]:
    """Line's code -> what may be said of it."""
    counts: dict[str, dict[str, int]] = {}
    rows: Iterable[CompteReponse] = public.comptes.all()
    for row in rows:
        counts.setdefault(row.affirmation, {})[row.reponse] = row.nombre
    answers = [option.code for option in enquete.reponses]
    return {
        code: summarize(counts.get(code, {}), answers, enquete.favorables) for code, _ in enquete.asked_of(public.code)
    }


def state_of(vague: VagueEnquete, day: datetime.date) -> str:
    if vague.is_over_on(day):
        return "close"
    return "ouverte" if vague.is_open_on(day) else "à venir"
