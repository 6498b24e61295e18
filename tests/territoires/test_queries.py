import pytest

from entredeux.territoires.actions import archive_lieu, create_lieu
from entredeux.territoires.queries import (
    CommuneAmbigue,
    CommuneInconnue,
    resolve_commune,
    search_communes,
    search_lieux,
    search_qpv,
)

pytestmark = pytest.mark.django_db


def test_a_name_that_is_alone_is_resolved_however_it_is_written(territoires):
    for texte in ("Lens", " LENS ", "62498", "62300 Lens", "Lens (62)", "lens 62"):
        assert resolve_commune(texte).pk == "62498", texte


def test_a_shared_name_asks(territoires):
    for texte in ("Saint-Denis", "St Denis", "SAINT DENIS"):
        with pytest.raises(CommuneAmbigue) as asked:
            resolve_commune(texte)
        assert [commune.pk for commune in asked.value.candidates] == ["97411", "93066", "11339"]
    assert resolve_commune("Saint-Denis (93)").pk == "93066"
    assert resolve_commune("11310 Saint-Denis").pk == "11339"


def test_a_shared_postal_code_asks_even_when_it_is_also_the_code_of_one_commune(territoires):
    """62300 is the postal code of Lens and Éleu, and the INSEE code of Équihen-Plage."""
    with pytest.raises(CommuneAmbigue) as asked:
        resolve_commune("62300")
    assert {commune.pk for commune in asked.value.candidates} == {"62498", "62291", "62300"}


def test_a_merged_commune_leads_to_the_one_of_today(territoires):
    assert resolve_commune("93059").pk == "93066"
    assert resolve_commune("Pierrefitte-sur-Seine").pk == "93066"


def test_what_is_unknown_says_so(territoires):
    for texte in ("", "   ", "Lansse", "00000", "( )", "%", "é" * 500):
        with pytest.raises(CommuneInconnue):
            resolve_commune(texte)


def test_typing_finds_by_the_beginning_of_any_word(territoires):
    assert [commune.pk for commune in search_communes("denis")] == ["97411", "93066", "11339"]
    assert [commune.pk for commune in search_communes("éleu leau")] == ["62291"]
    assert [commune.pk for commune in search_communes("6238")] == []
    assert list(search_communes("")) == []
    assert [qpv.pk for qpv in search_qpv("grande res lens")] == ["QN06225M"]
    assert [qpv.pk for qpv in search_qpv("QN06934")] == ["QN06934M"]
    assert [qpv.pk for qpv in search_qpv("grande residence", generation=2015)] == ["QP062025"]


def test_places_are_found_by_their_own_team_only(territoires, samira, claire, paul, nadia):
    hall = create_lieu(by=claire, nom="Hall Van Gogh", precision="Entrée B", type_lieu="hall")
    archive_lieu(lieu=create_lieu(by=claire, nom="Hall Van Dyck", type_lieu="hall"), by=claire)
    assert list(search_lieux(samira, "van entree")) == [hall]
    assert list(search_lieux(samira, "van")) == [hall]
    assert list(search_lieux(nadia, "van")) == []
    assert list(search_lieux(paul, "van")) == []
