"""A year of a believable team, act by act, through the same actions as everyone."""

import datetime
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from entredeux.cadre.acteur import Acteur
from entredeux.demo.hasard import (
    HEURES_SOIR,
    NOTES,
    SAISON,
    Genre,
    draw,
    draw_publics,
    draw_repeated,
    draw_reponses,
)
from entredeux.terrain import actions
from entredeux.terrain.models import Mission, Presence
from entredeux.terrain.saisie import SaisieIntervention
from entredeux.territoires.models import Lieu


@dataclass(frozen=True)
class Roulement:
    """When a mission goes out, with whom, and what it meets. Weekdays: Monday is 0."""

    mission: Mission
    equipes: Sequence[tuple[Acteur, Acteur]]
    jours: tuple[int, ...]
    debut: int
    heures: int
    genres: tuple[tuple[Genre, int], ...]
    par_presence: float
    lieux: Sequence[Lieu] = field(default_factory=tuple)
    est_scolaire: bool = False


def live_days(roulements: Sequence[Roulement], today: datetime.date, jours: Iterable[int], dice: random.Random) -> int:
    """These days, each counted backwards from `today`, the oldest first. Returns the number of interventions."""
    total = 0
    for number in jours:
        day = today - datetime.timedelta(days=number)
        with transaction.atomic():
            for rota in roulements:
                if _goes_out(rota, day, dice):
                    total += _live_presence(rota, day, dice)
    return total


def _goes_out(rota: Roulement, day: datetime.date, dice: random.Random) -> bool:
    if day.weekday() not in rota.jours or (rota.est_scolaire and day.month in (7, 8)):
        return False
    return dice.random() < 0.93


def _live_presence(rota: Roulement, day: datetime.date, dice: random.Random) -> int:
    by, partner = dice.choice(rota.equipes)
    assert by.structure is not None
    assert partner.compte is not None
    start = datetime.datetime.combine(day, datetime.time(rota.debut, dice.choice((0, 10, 30))), by.structure.zone)
    presence = actions.start_presence(mission=rota.mission, equipe=[partner.compte], debut_le=start, by=by)
    if rota.mission.forme == "tournee":
        _walk(presence, rota, start, dice, by)
    acts = [_draw_act(rota, presence, (by, partner), dice) for _ in range(_count(rota, day, dice))]
    actions.record_interventions(acts, by=by)
    end = start + datetime.timedelta(hours=rota.heures, minutes=dice.randint(-20, 20))
    actions.stop_presence(presence, fin_le=end, by=by)
    return len(acts)


def _walk(presence: Presence, rota: Roulement, start: datetime.datetime, dice: random.Random, by: Acteur) -> None:
    """Most places are seen, two in three are calm; a hall that was busy is busy again."""
    for rank, lieu in enumerate(rota.lieux):
        if dice.random() < 0.2:
            continue
        when = start + datetime.timedelta(minutes=15 + 25 * rank + dice.randint(0, 10))
        busy = dice.random() < (0.75 / (rank + 1) + 0.12) * SAISON[start.month - 1]
        if not busy:
            actions.record_rien_a_signaler(presence=presence, lieu=lieu, a=when, by=by)
            continue
        actions.record_passage(
            presence=presence,
            lieu=lieu,
            occupation=draw(dice, (("1", 1), ("2_4", 6), ("5_9", 4), ("10_plus", 1))),
            nuisances=sorted({dice.choice(("bruit", "dechets", "fumee")) for _ in range(dice.randint(0, 2))}),
            contact=draw(dice, (("echange", 7), ("refuse", 2), ("aucun", 1))),
            etat_depart=draw(dice, (("calme", 6), ("libre", 3), ("tendu", 1), ("retrait", 1))),
            a=when,
            by=by,
        )


def _count(rota: Roulement, day: datetime.date, dice: random.Random) -> int:
    mean = rota.par_presence * SAISON[day.month - 1]
    return max(0, round(dice.gauss(mean, mean**0.5)))


def _draw_act(
    rota: Roulement, presence: Presence, team: tuple[Acteur, Acteur], dice: random.Random
) -> SaisieIntervention:
    genre = draw(dice, rota.genres)
    day = presence.date_service
    hour = draw(dice, HEURES_SOIR) if rota.debut >= 17 else rota.debut + dice.randint(0, max(0, rota.heures - 1))
    return SaisieIntervention(
        date_service=day,
        registre=genre.registre,
        domaine=genre.domaine,
        motif=genre.motif,
        mode_saisine=_saisine(rota, dice),
        issue=draw(dice, genre.issues),
        duree_minutes=dice.choice((5, 10, 15, 15, 20, 30, 30, 45, 60)),
        theme=genre.theme,
        reponses=draw_reponses(dice, genre.theme, day) if genre.theme else {},
        publics=draw_publics(dice, genre),
        lieu_id=draw_repeated(dice, rota.lieux).pk,
        mission_id=rota.mission.pk,
        presence_id=presence.pk,
        mediateurs=tuple(acteur.compte.pk for acteur in team if acteur.compte),
        creneau=f"{hour % 24:02d}:{dice.choice((0, 30)):02d}",
        note=dice.choice(NOTES) if dice.random() < 0.03 else "",
    )


def _saisine(rota: Roulement, dice: random.Random) -> str:
    if rota.mission.forme == "permanence":
        return draw(dice, (("permanence", 6), ("rdv", 3), ("telephone", 2)))
    if rota.mission.forme == "etablissement":
        return "ecole"
    return draw(dice, (("tournee", 7), ("habitant_rue", 4), ("telephone", 2), ("bailleur", 2)))
