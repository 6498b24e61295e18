"""Two waves of an anonymous survey in an invented collège: one closed, read; one open, to be answered."""

import datetime
import random

from entredeux.cadre.acteur import Acteur
from entredeux.themes.actions import open_vague, record_reponse
from entredeux.themes.actions.enquetes import erase_small
from entredeux.themes.models import PublicEnquete, VagueEnquete
from entredeux.themes.questionnaires import read_questionnaire

COLLEGE = "Collège fictif des Terrils"
PASSEE = datetime.timedelta(days=150)
REPONDENT = {"eleves": 74, "parents": 31, "personnels": 9}  # the last ones are too few to be shown
INVITES = {"eleves": 90, "parents": 60, "personnels": 14}


def build(claire: Acteur, today: datetime.date) -> str:
    """Through the actions; the first wave is then moved back, as if it had been answered five months ago."""
    dice = random.Random("enquete")
    fin = today + datetime.timedelta(days=14)
    first = open_vague(theme="ecole", etablissement=COLLEGE, invites=INVITES, jusqua=fin, by=claire)
    for public in first.publics.all():
        _answer(public, REPONDENT[public.code], dice)
    VagueEnquete.objects.filter(pk=first.pk).update(ouverte_le=today - PASSEE, jusqua=fin - PASSEE)
    erase_small(first)
    second = open_vague(theme="ecole", etablissement=COLLEGE, invites=INVITES, jusqua=fin, by=claire)
    _answer(second.publics.get(code="eleves"), 23, dice)
    return "Enquête anonyme : deux vagues fictives dans un collège, la première close."


def _answer(public: PublicEnquete, number: int, dice: random.Random) -> None:
    enquete = read_questionnaire(public.vague)
    answers = [option.code for option in enquete.reponses]
    for _ in range(number):
        mood = dice.random()
        record_reponse(
            public=public,
            reponses={
                code: dice.choices(answers, weights=(3 * mood + 0.6, 3, 1.6, 1.6 * (1 - mood) + 0.3))[0]
                for code, _ in enquete.asked_of(public.code)
            },
        )
