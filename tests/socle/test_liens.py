"""Links already sent keep opening: these tokens were signed before the three helpers became one."""

import uuid
from datetime import timedelta

import pytest
from django.test import override_settings

from entredeux.orientations.liens import ENVOI, PRESENCE
from entredeux.participation.liens import GROUPE
from entredeux.reseau.liens import read_lien, sign_lien
from entredeux.socle.liens import Cachet, Lien, LienRefuse

CIBLE = uuid.UUID("0199f0a1-0000-7000-8000-00000000ed02")
ENVOYE_A = 1_790_000_000
INSCRIPTION = "0199f0a100007000800000000000ed02:1x8elk:Ps6xNQl7JRjKZcRLb_FsO-tsBBxH__FxsOW2eZarXpU"
AUTRES = [
    (ENVOI, 3, "0199f0a100007000800000000000ed02.3:1x8elk:QlcWt8ZmHT-gcGLn9ID0RCAMQnD93cmbosfysfAno5w"),
    (PRESENCE, None, "0199f0a100007000800000000000ed02:1x8elk:4wkV6uq0AkdWCmhzNQUafa99vFXNO3FYhwC2iHIvT8s"),
    (GROUPE, 3, "0199f0a100007000800000000000ed02.3:1x8elk:qH8p2odVbcu7ZhLmMD6c77FAnWcTlB_qi2eAQ8lqyLM"),
]


@pytest.fixture(autouse=True)
def ce_jour_la(monkeypatch: pytest.MonkeyPatch):
    """The key they were signed with, an hour after they were."""
    monkeypatch.setattr("django.core.signing.time.time", lambda: ENVOYE_A + 3600)
    with override_settings(SECRET_KEY="cle-dessai-des-liens"):
        yield


def test_a_registration_link_already_sent_opens() -> None:
    assert read_lien("inscription", INSCRIPTION) == CIBLE
    with pytest.raises(LienRefuse, match="n'est pas valable"):
        read_lien("feuille", INSCRIPTION)


@pytest.mark.parametrize(("cachet", "tour", "jeton"), AUTRES)
def test_a_partners_link_already_sent_opens(cachet: Cachet, tour: int | None, jeton: str) -> None:
    assert cachet.read(jeton) == Lien(CIBLE, tour)
    for other, _, _ in AUTRES:
        if other is not cachet:
            with pytest.raises(LienRefuse, match="n'est pas valable"):
                other.read(jeton)


@pytest.mark.parametrize(("cachet", "tour", "jeton"), AUTRES)
def test_the_same_link_is_signed_today(monkeypatch, cachet: Cachet, tour: int | None, jeton: str) -> None:
    monkeypatch.setattr("django.core.signing.time.time", lambda: ENVOYE_A)
    assert cachet.sign(CIBLE, tour) == jeton
    assert sign_lien("inscription", CIBLE) == INSCRIPTION


@pytest.mark.parametrize(("cachet", "tour", "jeton"), AUTRES)
def test_too_old_says_what_to_do(monkeypatch, cachet: Cachet, tour: int | None, jeton: str) -> None:
    late = ENVOYE_A + cachet.duree / timedelta(seconds=1) + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    with pytest.raises(LienRefuse, match="un autre à l'équipe de médiation"):
        cachet.read(jeton)


@pytest.mark.parametrize("jeton", ["", "x", ":", INSCRIPTION[:-1], f"{INSCRIPTION}.3"])
def test_cut_or_forged_says_so(jeton: str) -> None:
    with pytest.raises(LienRefuse, match="en entier"):
        read_lien("inscription", jeton)
