"""Before and after: what is estimated agrees with another program, and what cannot be said is not said."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyfixest
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from entredeux.cadre.models import EntreeJournal
from entredeux.observatoire.enums import PlaceHall
from entredeux.observatoire.evaluation.actions import declare_action, withdraw_action
from entredeux.observatoire.evaluation.conclusion import Conclusion, conclude, describe_effect, displacement
from entredeux.observatoire.evaluation.estimation import Estimation, Panneau, PasEstimable, estimate_effect, fit_effect
from entredeux.observatoire.evaluation.loi_t import student_quantile
from entredeux.observatoire.evaluation.panneau import Releve, panel_of, placebo_of, what_is_missing
from entredeux.observatoire.evaluation.releve import read_action
from entredeux.socle.erreurs import Refus
from entredeux.terrain.models import Mission, Passage, Presence
from entredeux.territoires.models import Lieu

SEMAINES = 60


def make_releve(rr: float = 1.0, seed: int = 1, halls: int = 8, mean: float = 2.0, debut: int = 30) -> Releve:
    """Half of the halls are treated from week `debut`; hours vary, and show in proportion."""
    rng = np.random.default_rng(seed)
    hours = np.exp(rng.normal(0, 0.25, (halls, SEMAINES)))
    treated = np.zeros((halls, SEMAINES), dtype=bool)
    treated[: halls // 2, debut:] = True
    seen = rng.poisson(mean * hours * np.where(treated, rr, 1.0) * np.exp(rng.normal(0, 0.3, (halls, 1))))
    starts = (*[debut] * (halls // 2), *[None] * (halls - halls // 2))
    return Releve(seen.astype(float), np.full((halls, SEMAINES), 6.0), hours, starts)


# --- the estimate


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_estimate_agrees_with_pyfixest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    panel = panel_of(make_releve(0.7, seed))
    panel = replace(panel, vu=panel.vu & (rng.random(panel.y.shape) < 0.9))
    hall, week = np.nonzero(panel.vu)
    rows = pd.DataFrame({"y": panel.y[hall, week], "hall": hall, "week": week})
    rows["action"] = panel.traite[hall, week].astype(int)
    rows["heures"] = np.log(panel.heures[hall, week])
    theirs = pyfixest.fepois("y ~ action + heures | hall + week", data=rows).coef()
    ours = fit_effect(panel)
    assert ours == pytest.approx((theirs["action"], theirs["heures"]), abs=1e-6)


def test_the_jackknife_is_that_of_leaving_each_hall_out() -> None:
    panel = panel_of(make_releve(0.6))
    found = estimate_effect(panel)
    whole = fit_effect(panel)[0]
    left = np.array([fit_effect(panel.without(hall))[0] for hall in range(8)])
    error = math.sqrt(7 / 8 * ((left - whole) ** 2).sum())
    reach = stats.t.ppf(0.975, 6) * error
    assert found.rr == pytest.approx(math.exp(whole))
    assert (found.bas, found.haut) == pytest.approx((math.exp(whole - reach), math.exp(whole + reach)), rel=1e-4)


@pytest.mark.parametrize("df", [1, 2, 3, 6, 11, 40])
def test_student_quantile_is_the_usual_one(df: int) -> None:
    assert student_quantile(0.975, df) == pytest.approx(stats.t.ppf(0.975, df), abs=1e-6)


def test_a_strong_effect_is_found_and_none_is_not() -> None:
    strong, none = estimate_effect(panel_of(make_releve(0.4))), estimate_effect(panel_of(make_releve(1.0)))
    assert strong.haut < 1
    assert strong.bas <= 0.4 <= strong.haut
    assert none.contient_un


def test_halls_that_say_nothing_are_refused() -> None:
    releve = make_releve()
    with pytest.raises(PasEstimable):
        estimate_effect(panel_of(replace(releve, occupes=np.zeros_like(releve.occupes))))
    with pytest.raises(PasEstimable):
        estimate_effect(panel_of(replace(releve, debuts=(None,) * 8)))


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_halls_changes_nothing(order: list[int]) -> None:
    panel = panel_of(make_releve(0.7))
    mixed = Panneau(panel.y[order], panel.heures[order], panel.traite[order], panel.vu[order])
    assert estimate_effect(mixed).rr == pytest.approx(estimate_effect(panel).rr, abs=1e-8)
    assert estimate_effect(mixed).haut == pytest.approx(estimate_effect(panel).haut, abs=1e-7)


# --- the panel


def test_four_weeks_before_the_start_are_left_out() -> None:
    panel = panel_of(make_releve(debut=30))
    assert panel.vu[0].tolist() == [True] * 26 + [False] * 4 + [True] * 30
    assert panel.vu[7].all()
    assert panel.traite[0].tolist() == [False] * 30 + [True] * 30


def test_placebo_stays_before_any_real_start() -> None:
    panel = placebo_of(make_releve(debut=30))
    assert not panel.vu[:, 30:].any()
    assert panel.traite[0].nonzero()[0].tolist() == list(range(22, 30))
    assert panel.vu[0].nonzero()[0].tolist() == [*range(18), *range(22, 30)]


def test_enough_data_is_enough() -> None:
    assert what_is_missing(make_releve()) == []


def test_each_missing_thing_is_said() -> None:
    releve = make_releve(halls=6, mean=0.3, debut=14)
    short = replace(releve, heures=np.where(np.arange(60) % 5 == 0, 0, releve.heures), formes_changees=2)
    assert what_is_missing(replace(short, equipe_changee=True)) == [
        "4 halls où l'action est menée au moins ; il y en a 3",
        "4 halls de comparaison au moins ; il y en a 3",
        "12 semaines avec passage avant le début, dans chaque hall où l'action est menée ; il en manque dans 3 halls",
        f"30 passages occupés avant le début, en tout ; il y en a {int(releve.occupes[:3, :14].sum())}",
        "les heures de présence dans 90 % des semaines ; elles le sont dans 80 %",
        "la même forme de présence du début à la fin ; elle a changé dans 2 halls",
        "la même équipe référente du début à la fin ; vous avez indiqué qu'elle a changé",
    ]


# --- what is said


def test_three_sentences_when_an_effect_is_likely() -> None:
    found = conclude(make_releve(0.4))
    assert found.manque == ()
    seen, without, sure = found.phrases
    assert seen.startswith(f"{found.avant:.0f} passages occupés sur 100 avant, ")
    assert without.startswith(
        f"Dans les halls comparables : {found.temoins_apres:.0f} ; l'effet est une baisse comprise entre"
    )
    assert sure == "Un effet est plutôt probable."


def test_no_verdict_when_the_interval_holds_one() -> None:
    found = conclude(make_releve(1.0))
    assert not found.annonce_un_effet
    assert found.phrases[2] == "On ne peut pas conclure : l'intervalle contient l'absence d'effet."


def test_no_verdict_when_the_placebo_finds_something() -> None:
    effect = Estimation(rr=0.5, bas=0.3, haut=0.8, pente=1.0)
    found = Conclusion((), 20, 10, 20, effect, placebo=Estimation(0.5, 0.3, 0.9, 1.0))
    assert not found.annonce_un_effet
    assert "faite avant le début de l'action, trouve déjà un écart" in found.phrases[2]
    assert not replace(found, placebo=None).annonce_un_effet


def test_too_little_data_gives_no_sentence_on_an_effect() -> None:
    found = conclude(make_releve(0.2, halls=2))
    assert found.estimation is None
    assert found.phrases[-1] == "Données insuffisantes pour conclure."
    assert not any("effet" in phrase for phrase in found.phrases)


def test_effects_are_said_in_percent_without_arrow_or_star() -> None:
    def said(bas: float, haut: float) -> str:
        return describe_effect(Estimation(1, bas, haut, 1)).replace("\u00a0", " ")

    assert said(0.55, 0.95) == "l'effet est une baisse comprise entre 5 % et 45 %"
    assert said(1.2, 1.9) == "l'effet est une hausse comprise entre 20 % et 90 %"
    assert said(0.7, 1.2) == "l'effet est compris entre une baisse de 30 % et une hausse de 20 %"


def test_hours_are_mentioned_when_what_is_seen_does_not_follow_them() -> None:
    near = Conclusion((), 1, 1, 1, Estimation(1, 0.5, 2, 1.1))
    assert near.mot_sur_les_heures == ""
    assert "la pente de l'effort est de 0,4" in replace(near, estimation=Estimation(1, 0.5, 2, 0.4)).mot_sur_les_heures


def test_displacement_adds_what_moved_next_door() -> None:
    """From 50 to 25 per 100 where the action is, 50 everywhere else but next door, where it rises to 75."""

    def flat(before: float, after: float, start: int | None, halls: int) -> np.ndarray:
        return np.tile(np.r_[np.full(30, before), np.full(30, after)], (halls, 1))

    passages = np.full((8, 60), 4.0)
    compared = Releve(np.vstack([flat(2, 1, 30, 4), flat(2, 2, None, 4)]), passages, passages, (30,) * 4 + (None,) * 4)
    near = Releve(flat(2, 3, 30, 2), passages[:2], passages[:2], (30, 30))
    found = displacement(compared, near)
    assert found is not None
    assert (found.avant, found.apres, found.ecart, found.total) == (50, 75, 25, 0)
    assert found.bas < 0 < found.haut
    assert displacement(compared, None) is None


# --- declaring, and reading the rounds


@pytest.fixture
def halls(structure) -> list[Lieu]:
    return [Lieu.objects.create(structure=structure, nom=f"Hall {n}", type_lieu="hall") for n in "ABCDEFGHIJ"]


def walk(structure, halls: list[Lieu], day: date, busy: set[int], minutes: int = 120, forme: str = "tournee") -> None:
    mission, _ = Mission.objects.get_or_create(structure=structure, nom="Soir", forme="tournee", domaine="habitat")
    start = f"{day}T18:00:00Z"
    tournee = Presence.objects.create(
        structure=structure, mission=mission, forme=forme, date_service=day, debut_le=start, duree_minutes=minutes
    )
    Passage.objects.bulk_create(
        Passage(
            structure=structure,
            presence=tournee,
            lieu=hall,
            date_service=day,
            est_prevu=True,
            est_visite=True,
            occupation="2_4" if rank in busy else "personne",
            est_rien_a_signaler=rank not in busy,
        )
        for rank, hall in enumerate(halls)
    )


def declare(halls: list[Lieu], by, debut: date = date(2026, 3, 2)):
    return declare_action(
        nom="Soirées en bas des tours",
        debuts=dict.fromkeys(halls[:4], debut),
        comparaison=halls[4:8],
        adjacents=halls[8:],
        by=by,
    )


def test_the_coordinator_declares_and_the_rounds_are_read_by_week(structure, claire, halls) -> None:
    action = declare(halls, claire)
    for number in range(4):
        walk(structure, halls, date(2026, 2, 18) + timedelta(weeks=number), {0, 9}, minutes=100)
    walk(structure, halls[:1], date(2026, 2, 18), set(), minutes=60)
    suivi = read_action(action, today=date(2026, 3, 20))
    assert suivi.semaines == tuple(date(2026, 2, 16) + timedelta(weeks=n) for n in range(4))
    assert suivi.compare.debuts == (2, 2, 2, 2, None, None, None, None)
    assert suivi.compare.passages[:2].tolist() == [[2, 1, 1, 1], [1, 1, 1, 1]]
    assert suivi.compare.occupes[:2].tolist() == [[1, 1, 1, 1], [0, 0, 0, 0]]
    assert suivi.compare.heures[0] == pytest.approx([1 + 1 / 6, 1 / 6, 1 / 6, 1 / 6])
    assert suivi.voisins.occupes.tolist() == [[0] * 4, [1] * 4]
    assert EntreeJournal.objects.filter(evenement="observatoire.action.declaree").count() == 1


def test_a_change_of_form_is_seen(structure, claire, halls) -> None:
    action = declare(halls, claire)
    walk(structure, halls, date(2026, 2, 18), set())
    walk(structure, halls[:2], date(2026, 3, 4), set(), forme="permanence")
    assert read_action(action, today=date(2026, 3, 20)).compare.formes_changees == 2


def test_bad_declarations_say_why(structure, autre_structure, claire, samira, paul, halls) -> None:
    with pytest.raises(ValidationError, match="au moins un hall"):
        declare_action(nom="Rien", debuts={}, comparaison=halls, by=claire)
    with pytest.raises(ValidationError, match="qu'une place"):
        declare_action(nom="Deux", debuts={halls[0]: date(2026, 1, 5)}, comparaison=[halls[0]], by=claire)
    with pytest.raises(ValidationError, match="est à venir"):
        declare(halls, claire, date(2100, 1, 1))
    ailleurs = Lieu.objects.create(structure=autre_structure, nom="Hall 9", type_lieu="hall")
    with pytest.raises(ValidationError, match="n'est pas de votre structure"):
        declare_action(nom="Ailleurs", debuts={ailleurs: date(2026, 1, 5)}, comparaison=halls, by=claire)
    for acteur in (samira, paul):
        with pytest.raises(Refus):
            declare(halls, acteur)


def test_withdrawing_leaves_the_rounds(structure, claire, halls) -> None:
    action = declare(halls, claire)
    walk(structure, halls, date(2026, 2, 18), set())
    withdraw_action(action, by=claire)
    assert Passage.objects.count() == 10
    assert Lieu.objects.count() == 10


def test_every_place_of_a_hall_has_its_label() -> None:
    assert [place.label for place in PlaceHall] == ["Action menée", "Comparaison", "Voisin (report possible)"]
