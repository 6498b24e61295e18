"""Indicators that are not about acts, as figures: each filter reads the column its measure says."""

import pytest

from tests.observatoire.test_calcul import SELLIER, ask, write_quarter

ENGAGEMENT = {"genre": "engagement", "qpv": "", "public": "voisinage"}
PASSAGE = {"genre": "passage", "qpv": SELLIER, "motif": "prevu"}


@pytest.mark.parametrize(
    ("code", "rows", "part", "whole"),
    [
        (
            "engagements_tenus_un_mois",
            (
                (50, ENGAGEMENT | {"motif": "un_mois", "issue": "tenu"}),
                (40, ENGAGEMENT | {"motif": "un_mois", "issue": "non_tenu"}),
                (70, ENGAGEMENT | {"motif": "trois_mois", "issue": "tenu"}),
            ),
            50,
            90,
        ),
        (
            "accords_tenus_3_mois",
            (
                (50, ENGAGEMENT | {"motif": "trois_mois", "issue": "tenu"}),
                (30, ENGAGEMENT | {"motif": "trois_mois", "issue": "en_partie"}),
                (70, ENGAGEMENT | {"motif": "trois_mois", "issue": "tenu", "public": "ecole"}),
            ),
            50,
            80,
        ),
        (
            "passages_occupes",
            (
                (50, PASSAGE | {"public": "2_4"}),
                (20, PASSAGE | {"public": "personne"}),
                (20, PASSAGE | {"public": "calme"}),
                (60, PASSAGE | {"public": ""}),
                (60, PASSAGE | {"public": "2_4", "motif": "imprevu"}),
            ),
            50,
            90,
        ),
        (
            "paroles_avec_reponse",
            (
                (40, {"genre": "parole", "qpv": "", "issue": "redite"}),
                (30, {"genre": "parole", "qpv": "", "issue": "sans_reponse"}),
                (50, {"genre": "demande", "qpv": "", "issue": "redite"}),
            ),
            40,
            70,
        ),
        (
            "conflits_clos_par_accord",
            (
                (40, {"genre": "cloture", "public": "voisinage", "issue": "accord_partiel"}),
                (30, {"genre": "cloture", "public": "voisinage", "issue": "persistante"}),
                (50, {"genre": "situation", "public": "voisinage", "issue": ""}),
            ),
            40,
            70,
        ),
    ],
)
def test_share_of_what_is_followed(structure, paul, code, rows, part, whole) -> None:
    write_quarter(structure, *rows)
    table = ask(code, structure, paul, axes=())
    shown = [source.cell().valeur for source in table.sources]
    assert abs(shown[0] - part) <= 5
    assert abs(shown[1] - whole) <= 5
    assert table.cell().valeur == round(100 * shown[0] / shown[1])


def test_people_of_meetings_are_weighed(structure, paul) -> None:
    rows = ({"genre": "rencontre", "issue": venue, "personnes": 4} for venue in ("premiere_fois", "deja_venue"))
    write_quarter(structure, *((30, row) for row in rows))
    table = ask("premieres_fois", structure, paul, axes=())
    assert abs(table.cell().valeur - 120) <= 20  # a noise of 5, four times: the most one meeting brings
