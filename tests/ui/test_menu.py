from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from entredeux.ui import menu
from entredeux.ui.menu import BARRE, COMPTE, Entree, Menu, accueil_of, find_current, register, register_accueil


@pytest.fixture(autouse=True)
def _empty_registry(monkeypatch):
    monkeypatch.setattr(menu, "_entrees", {})
    monkeypatch.setattr(menu, "_accueils", {})


def menu_for(path: str = "/", *permissions: str) -> Menu:
    request = RequestFactory().get(path)
    request.acteur = SimpleNamespace(permissions=frozenset(permissions))
    return Menu(request)


def test_entry_shown_only_to_those_who_hold_its_permission():
    register(Entree("Programme", "accueil", "reseau", permission="voir_terrain"))
    assert menu_for("/").rail == []
    assert [ligne.libelle for ligne in menu_for("/", "voir_terrain").rail] == ["Programme"]


def test_entries_come_in_order_then_by_name():
    register(Entree("Zèle", "espace", "compte", ordre=10))
    register(Entree("Programme", "accueil", "reseau", ordre=20))
    register(Entree("Planche", "planche", "reglages", ordre=20))
    assert [ligne.libelle for ligne in menu_for().rail] == ["Zèle", "Planche", "Programme"]


def test_registering_twice_keeps_one():
    register(Entree("Ancien", "accueil", "reseau", place=BARRE))
    register(Entree("Programme", "accueil", "reseau", place=BARRE))
    register(Entree("Programme", "accueil", "reseau", place=COMPTE))
    assert [ligne.libelle for ligne in menu_for().barre] == ["Programme"]
    assert [ligne.libelle for ligne in menu_for().compte] == ["Programme"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/terrain/", "/terrain/"),
        ("/terrain/tournees/3/", "/terrain/"),
        ("/terrain/urgence/", "/terrain/urgence/"),
        ("/x/", ""),
    ],
)
def test_current_entry_is_the_longest_above_the_page(path, expected):
    assert find_current(path, ["/", "/terrain/", "/terrain/urgence/"]) == expected


def test_visitor_sees_open_entries_only():
    register(Entree("Programme", "accueil", "reseau"))
    register(Entree("Fiches", "espace", "terrain", permission="voir_terrain"))
    assert [ligne.libelle for ligne in Menu(RequestFactory().get("/")).rail] == ["Programme"]


def test_home_page_of_a_role():
    register_accueil("mediation", "accueil")
    assert accueil_of("mediation") == "accueil"
    assert accueil_of("direction") is None
