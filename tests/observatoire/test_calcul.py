"""Indicators as figures: shares and means from shown cells alone, one value for one cell whatever it is asked for."""

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from entredeux.observatoire import entrepot
from entredeux.observatoire.audit.registre import find_anomalies
from entredeux.observatoire.declarations import declare_quantite
from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.indicateurs.calcul import find_indicateur, publish_indicateur
from entredeux.observatoire.models import Publication
from entredeux.observatoire.travail import count_travail
from tests.observatoire.fabrique import EQUIPE, fact, follow, write_facts

SELLIER, CITE_4 = "QN06201M", "QN06202M"
MARS = "2025-03"


def ask(code, structure, by, periode="2025-T1", axes=("qpv",)):
    return publish_indicateur(find_indicateur(code), structure=structure, periode=periode, axes=axes, by=by)


def write_quarter(structure, *rows) -> None:
    """A quiet January and February, and these facts in March: pairs (how many, their values)."""
    for mois in ("2025-01", "2025-02"):
        write_facts(structure, mois, [])
    facts = [
        fact(structure, MARS, cas=False, **(values | {"cle": 7_919 * number + 104_729 * rank}))
        for rank, (count, values) in enumerate(rows)
        for number in range(count)
    ]
    entrepot.write_month(Extrait(structure.pk, MARS, facts, EQUIPE))
    follow(structure, SELLIER, CITE_4)


def conflict(issue: str, qpv: str = SELLIER) -> dict[str, str]:
    return {"qpv": qpv, "registre": "conflits", "domaine": "habitat", "issue": issue}


def test_filter_and_axis_show_the_same_cell_alike(structure, paul) -> None:
    write_quarter(structure, (60, conflict("accord")), (40, {"qpv": SELLIER, "registre": "projets"}))
    by_registre = ask("actes_de_mediation", structure, paul, axes=("qpv", "registre"))
    conflicts = ask("actes_conflits", structure, paul)
    assert by_registre.cell(qpv=SELLIER, registre="conflits").valeur == conflicts.cell(qpv=SELLIER).valeur
    assert abs(conflicts.cell(qpv=SELLIER).valeur - 60) <= 5
    assert conflicts.cell(qpv=CITE_4).est_secrete
    assert find_anomalies(Publication.objects.all()) == []


def test_share_is_made_of_the_two_shown_values(structure, paul) -> None:
    write_quarter(
        structure,
        (50, conflict("accord")),
        (30, conflict("apaisee_sur_place")),
        (40, conflict("persistante")),
        (30, conflict("persistante", CITE_4)),
    )
    table = ask("part_conflits_apaises", structure, paul)
    part, whole = (source.cell(qpv=SELLIER).valeur for source in table.sources)
    shown = table.cell(qpv=SELLIER)
    assert (shown.valeur, shown.n) == (round(100 * part / whole), whole)
    assert 60 <= shown.valeur <= 73  # 80 of 120, each with a noise of 5 at most
    hidden = table.cell(qpv=CITE_4)
    assert (hidden.valeur, hidden.raison) == (None, "seuil")  # nobody was calmed there: no zero is sure
    assert len(table.sources) == 2


def test_people_are_counted_at_each_meeting(structure, paul) -> None:
    write_quarter(structure, (20, {"qpv": SELLIER, "personnes": 3}), (20, {"qpv": SELLIER, "personnes": 0}))
    met = ask("personnes_rencontrees", structure, paul).cell(qpv=SELLIER)
    assert met.valeur % 1 == 0
    assert abs(met.valeur - 60) <= 15  # a noise of 5, three times: the most one act brings


def test_mean_caps_the_longest_and_goes_with_its_count(structure, paul) -> None:
    write_quarter(
        structure,
        (380, {"qpv": SELLIER, "minutes": 10}),
        (20, {"qpv": SELLIER, "minutes": 600}),
        (25, {"qpv": SELLIER, "minutes": None}),
        (4, {"qpv": CITE_4, "minutes": 20}),
    )
    table = ask("minutes_par_acte", structure, paul)
    assert abs(table.cell(qpv=SELLIER).valeur - (380 * 10 + 20 * 120) / 400) <= 2  # a noise of 5 × 120 over 400 acts
    assert table.version == 3
    assert table.cell(qpv=CITE_4).est_secrete
    assert find_anomalies(Publication.objects.all()) == []  # a mean of 10 is no count under 11


def test_commune_rows_are_those_of_the_followed_quarters(structure, paul) -> None:
    write_quarter(structure, (40, {"qpv": SELLIER, "commune": "62498"}))
    table = ask("actes_de_mediation", structure, paul, axes=("commune",))
    assert table.valeurs[table.axes[0]][-1] == ""
    assert abs(table.cell().valeur - 40) <= 5


@pytest.mark.parametrize(
    ("code", "periode", "axes", "words"),
    [
        ("personnes_rencontrees", "2025-03", ("qpv",), "ne se lit pas par mois. Choisissez un trimestre ou une année"),
        ("accords_trouves", "2025-T1", ("motif",), "ne se détaille pas par motif"),
        ("actes_conflits", "2025-T1", ("rue",), "Le détail « rue » n'existe pas"),
        ("actes_conflits", "2025-T9", ("qpv",), "La période « 2025-T9 » n'existe pas"),
        ("actes_conflits", "2031", ("qpv",), "ne sont pas encore arrêtés"),
        ("avis_partenaires", "2025", (), "ne le disent pas encore"),
        ("formations_suivies", "2025", (), "Pas encore déclaré"),
    ],
)
def test_cut_out_of_the_definition_is_refused_in_french(structure, paul, code, periode, axes, words) -> None:
    write_quarter(structure, (40, {"qpv": SELLIER}))
    with pytest.raises(ValidationError) as refused:
        ask(code, structure, paul, periode, axes)
    assert words in refused.value.messages[0]


def test_our_own_work_is_exact_and_the_same_as_its_page(structure, paul, claire) -> None:
    defect = {"genre": "defaut", "qpv": SELLIER}
    write_quarter(
        structure,
        (4, {"genre": "presence", "motif": "tournee", "minutes": 95}),
        (3, defect | {"issue": "repare"}),
        (5, defect | {"issue": "signale"}),
    )
    assert ask("heures_de_presence", structure, paul, axes=()).cell().valeur == 6.33
    shown = ask("dysfonctionnements_signales", structure, paul).cell(qpv=SELLIER)
    repaired = ask("dysfonctionnements_repares", structure, paul)
    assert (shown.valeur, repaired.cell(qpv=SELLIER).valeur, repaired.est_exacte) == (8, 38, True)
    _, cells, _ = count_travail("dysfonctionnements_signales", structure=structure, periode="2025-T1", by=paul)
    assert cells[()].valeur == 8
    assert repaired.cell(qpv=CITE_4).est_secrete  # a share of nothing


def test_cost_of_an_hour_is_declared_over_exact_hours(structure, paul, claire) -> None:
    write_quarter(structure, (10, {"genre": "presence", "motif": "tournee", "minutes": 90}))
    for number in range(4, 13):
        write_facts(structure, f"2025-{number:02d}", [])
    declare_quantite(nature="cout_complet", periode="2025", nombre=600, by=claire)
    cost = ask("cout_par_heure", structure, paul, "2025", ())
    assert (cost.cell().valeur, cost.indicateur.unite) == (40.0, "euros par heure")


def test_another_structure_is_nowhere(structure, autre_structure, paul) -> None:
    with pytest.raises(Http404):
        ask("actes_conflits", autre_structure, paul)


def test_unknown_code_is_a_key_error(structure) -> None:
    with pytest.raises(KeyError):
        find_indicateur("tout_va_bien")


def test_same_question_twice_is_one_line_of_the_register(structure, paul) -> None:
    write_quarter(structure, (60, conflict("accord")))
    first, second = (ask("part_conflits_apaises", structure, paul) for _ in range(2))
    assert first.empreinte == second.empreinte
    assert Publication.objects.count() == 2
