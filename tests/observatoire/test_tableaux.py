"""What a table of figures becomes: rows, columns, gaps, titles, maps; what is hidden stays hidden everywhere."""

from datetime import date

import pytest

from entredeux.observatoire.enums import Axe
from entredeux.observatoire.publication import AUTRE, TOUT
from entredeux.observatoire.rapports import compare_tables, present_table
from entredeux.observatoire.rapports.cartes import draw_maps, step_bounds
from entredeux.observatoire.rapports.graphiques import draw_charts
from entredeux.territoires.models import Commune, Departement, Qpv
from tests.observatoire.tables import make_indicateur, make_table

GRANDE, SELLIER = "QN06203M", "QN06205M"
PART = {
    "code": "part_d_essai",
    "titre": "Part d'essai",
    "unite": "pour 100",
    "denominateur": {"mesure": "actes"},
}


@pytest.fixture(autouse=True)
def territoires(db) -> None:
    pas_de_calais = Departement.objects.create(code="62", nom="Pas-de-Calais")
    for code, nom in ((GRANDE, "Grande Résidence"), (SELLIER, "Résidence Sellier")):
        Qpv.objects.create(
            code=code,
            generation=2024,
            nom=nom,
            noms_communes="Lens",
            departement=pas_de_calais,
            valide_du=date(2024, 1, 1),
        )
    Commune.objects.create(code="62498", nom="Lens", nature="commune", departement=pas_de_calais)


def rows(tableau) -> list[tuple[str, ...]]:
    """Names of each row, then its figures as read."""
    return [
        (*line.noms, *("–" if f is None else "s." if f.est_secrete else str(f.valeur) for f in line.figures))
        for line in tableau.lignes
    ]


def by_quarter(**cases: int | None):
    return make_table(
        {Axe.QPV: [GRANDE, SELLIER, AUTRE]},
        {(GRANDE,): cases.get("grande"), (SELLIER,): cases.get("sellier"), (TOUT,): cases.get("tout")},
        str(cases.get("periode", "2025")),
    )


def test_rows_are_territories_and_the_total_is_its_own_cell() -> None:
    tableau = present_table(by_quarter(grande=140, tout=151))
    assert rows(tableau) == [
        ("Grande Résidence, Lens", "140"),
        ("Résidence Sellier, Lens", "s."),
        ("Hors de ces quartiers, ou lieu non situé", "s."),
        ("Ensemble", "151"),
    ]
    assert [group.est_total for group in tableau.groupes] == [False, True]
    assert tableau.colonnes[0].libelle == "Actes"


def test_communes_are_named_and_have_no_map() -> None:
    tableau = present_table(make_table({Axe.COMMUNE: ["62498", AUTRE]}, {("62498",): 40, (TOUT,): 52}))
    assert rows(tableau) == [("Lens (62)", "40"), ("Hors de ces communes, ou lieu non situé", "s."), ("Ensemble", "52")]
    assert draw_maps(tableau) == ()


def test_two_themes_make_groups_of_rows_and_columns() -> None:
    table = make_table(
        {Axe.QPV: [GRANDE], Axe.REGISTRE: ["conflits"], Axe.DOMAINE: ["habitat", AUTRE]},
        {(GRANDE, "conflits", "habitat"): 20, (GRANDE, TOUT, TOUT): 60, (TOUT, TOUT, TOUT): 80},
    )
    tableau = present_table(table)
    assert [column.code for column in tableau.colonnes] == ["habitat", TOUT]
    assert [(group.nom, [line.figures[0].valeur for line in group.lignes]) for group in tableau.groupes] == [
        ("Grande Résidence, Lens", [20, None]),
        ("Ensemble", [None, None]),
    ]
    assert tableau.groupes[-1].lignes[-1].figures[-1].valeur == 80


def test_chosen_territories_have_no_total_and_say_when_they_have_no_figure() -> None:
    tableau = present_table(by_quarter(grande=140, tout=151), [SELLIER])
    assert rows(tableau) == [("Résidence Sellier, Lens", "s.")]
    assert tableau.territoires_sans_figure == ("Résidence Sellier, Lens",)
    assert any("aucun total n'est calculé" in phrase for phrase in tableau.note.phrases)
    assert "151" not in " ".join(text for _, text in tableau.note.definitions)


def test_compared_periods_are_columns_in_the_order_of_time_with_their_gap() -> None:
    tableau = compare_tables([by_quarter(grande=140, tout=160), by_quarter(grande=100, tout=112, periode="2024")])
    assert [column.libelle for column in tableau.colonnes] == ["Année 2024", "Année 2025"]
    assert rows(tableau)[0] == ("Grande Résidence, Lens", "100", "140")
    assert tableau.lignes[0].ecart.texte == "+40 (± 10)"
    assert tableau.lignes[0].ecart.est_net
    assert [line.ecart for line in tableau.lignes[1:3]] == [None, None]


def test_no_gap_when_a_figure_is_hidden_or_over_three_periods() -> None:
    hidden = compare_tables([by_quarter(grande=40), by_quarter(grande=None, periode="2024")])
    assert hidden.lignes[0].ecart is None
    three = [by_quarter(grande=40, periode=str(year)) for year in (2023, 2024, 2025)]
    assert not compare_tables(three).a_des_ecarts
    assert compare_tables(three).lignes[0].ecart is None


def test_gap_within_the_noise_is_not_one() -> None:
    tableau = compare_tables([by_quarter(grande=49), by_quarter(grande=40, periode="2024")])
    assert tableau.lignes[0].ecart.texte == "+9 (± 10)"
    assert not tableau.lignes[0].ecart.est_net


def test_gap_of_a_share_holds_the_noise_of_both_its_parts() -> None:
    def share(value: int, of: int, year: str):
        return make_table({}, {(): value}, year, n={(): of}, indicateur=make_indicateur(**PART))

    ecart = compare_tables([share(40, 200, "2024"), share(52, 200, "2025")]).lignes[0].ecart
    # 80 of 200 is at most 85 of 195: 3.6 points, and half a point of rounding, so 5; 104 of 200, at most 109 of 195.
    assert (ecart.valeur, ecart.bruit) == (12, 10)
    assert ecart.est_net
    small = compare_tables([share(40, 5, "2024"), share(60, 200, "2025")])
    assert small.lignes[0].ecart is None


def test_measure_whose_noise_is_not_said_has_no_gap_nor_rank() -> None:
    persons = make_indicateur(unite="personnes", numerateur={"mesure": "personnes"})
    tables = [
        make_table({Axe.QPV: [GRANDE, SELLIER]}, {(GRANDE,): v, (SELLIER,): 11}, y, indicateur=persons)
        for v, y in ((400, "2024"), (900, "2025"))
    ]
    assert compare_tables(tables).lignes[0].ecart is None
    assert draw_charts(present_table(tables[1]))[0].titre == "Actes d'essai (année 2025)"


def test_exact_figures_have_exact_gaps() -> None:
    tables = [make_table({}, {(): value}, year, est_exacte=True) for value, year in ((40, "2024"), (41, "2025"))]
    tableau = compare_tables(tables)
    assert tableau.lignes[0].ecart.texte == "+1"
    assert tableau.lignes[0].ecart.est_net
    assert not any("aléa" in phrase for phrase in tableau.note.phrases)


def test_months_of_compared_years_face_each_other() -> None:
    def year(number: int, march: int):
        months = [f"{number}-{month:02d}" for month in range(1, 13)]
        return make_table({Axe.MOIS: months}, {(f"{number}-03",): march}, str(number))

    tableau = compare_tables([year(2025, 30), year(2024, 20)])
    assert rows(tableau)[2] == ("mars", "20", "30")
    quarters = [
        make_table({Axe.MOIS: [f"2025-{month:02d}" for month in months]}, {}, code)
        for code, months in (("2025-T1", (1, 2, 3)), ("2025-T2", (4, 5, 6)))
    ]
    assert [line.nom for line in compare_tables(quarters).lignes[:3]] == ["1er mois", "2e mois", "3e mois"]


def test_word_that_did_not_exist_yet_is_not_a_secret() -> None:
    old = make_table({Axe.DOMAINE: ["habitat"]}, {("habitat",): 20}, "2024")
    new = make_table({Axe.DOMAINE: ["habitat", "sante"]}, {("habitat",): 20, ("sante",): 30}, "2025")
    tableau = compare_tables([old, new])
    assert rows(tableau)[1][1:] == ("–", "30")
    assert any("n'était pas encore" in phrase for phrase in tableau.note.phrases)


def test_years_of_the_contract_are_named() -> None:
    tableau = compare_tables([by_quarter(periode="2026"), by_quarter(periode="2027")], est_contrat=True)
    assert [column.libelle for column in tableau.colonnes] == [
        "3e année du contrat (2026)",
        "4e année du contrat (2027), révision à mi-parcours",
    ]


def test_charts_of_compared_periods_share_one_scale() -> None:
    tableau = compare_tables([by_quarter(grande=100, periode="2024"), by_quarter(grande=50)])
    first, second = draw_charts(tableau)
    assert (first.traits[0].longueur, second.traits[0].longueur) == (360, 180)
    assert second.traits[1].longueur == 0
    assert "Résidence Sellier, Lens secret" in second.description


def test_a_chart_for_each_detail_of_the_one_chosen_territory() -> None:
    table = make_table(
        {Axe.QPV: [GRANDE], Axe.REGISTRE: ["conflits"], Axe.DOMAINE: ["habitat"]},
        {(GRANDE, "conflits", TOUT): 20, (GRANDE, TOUT, "habitat"): 90, (TOUT, TOUT, "habitat"): 400},
    )
    charts = draw_charts(present_table(table, [GRANDE]))
    assert [[stroke.barre.valeur for stroke in chart.traits] for chart in charts] == [[20], [90]]
    assert charts[0].titre.startswith("« ")
    assert "Grande Résidence, Lens" in charts[0].titre


def test_maps_of_compared_periods_share_one_legend() -> None:
    tableau = compare_tables([by_quarter(grande=100, periode="2024"), by_quarter(grande=50)])
    first, second = draw_maps(tableau)
    assert first.legende == second.legende == ((1, "50 actes"), (2, "100 actes"))
    assert [zone.palier for zone in first.zones] == [2, 0]
    assert step_bounds([12, 3, 12]) == [(3, 3), (12, 12)]


def test_note_says_where_the_figures_come_from() -> None:
    note = dict(present_table(by_quarter(grande=140, tout=1510)).note.definitions)
    assert note["n"] == "1\u202f510 actes (valeur protégée)"
    assert note["Période"] == "année 2025, 12 mois arrêtés, publié le 15/02/2026"
    assert note["Définition"] == "version 2"
    assert note["Plancher"].startswith("11 actes et 11 situations distinctes")
