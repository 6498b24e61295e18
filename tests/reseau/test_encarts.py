"""What other modules show on an event's page."""

import pytest

from entredeux.reseau import encarts


@pytest.fixture
def registre(monkeypatch):
    monkeypatch.setattr(encarts, "_encarts", {})


def seconde(evenement, request):
    return f"<p>seconde {evenement}</p>"


def premiere(evenement, request):
    return f"<p>première {request}</p>"


def muette(evenement, request):
    return ""


def test_fragments_come_in_order_at_their_place(registre):
    encarts.register(encarts.APRES, seconde, ordre=20)
    encarts.register(encarts.APRES, premiere, ordre=10)
    encarts.register(encarts.APRES, premiere, ordre=10)
    encarts.register(encarts.INSCRIPTION, muette)
    assert encarts.draw_encarts(encarts.APRES, "page", "requête") == "<p>première requête</p><p>seconde page</p>"
    assert encarts.draw_encarts(encarts.INSCRIPTION, "page", "requête") == ""


def test_unknown_place_stops_the_start(registre):
    with pytest.raises(ValueError, match="Pas de place « ailleurs »"):
        encarts.register("ailleurs", muette)
