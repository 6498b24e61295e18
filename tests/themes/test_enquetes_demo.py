"""The demonstration's two waves: what is read of the closed one, and nothing of the small public."""

import datetime

from django.utils import timezone

from entredeux.demo.suivi_enquetes import build
from entredeux.themes.actions import open_theme
from entredeux.themes.models import VagueEnquete
from entredeux.themes.presenters_enquete import present_vague


def test_demonstration_shows_a_wave_read_and_a_wave_being_answered(helene, claire):
    open_theme(theme="ecole", signee_le=datetime.date(2026, 1, 5), reference="AIPD 2026-1", by=helene)
    today = timezone.localdate()
    assert build(claire, today).startswith("Enquête anonyme : deux vagues")

    first, second = VagueEnquete.objects.order_by("rang")
    shown = {each.public.code: each for each in present_vague(first, None, today)["publics"]}
    assert [(code, each.bande) for code, each in shown.items()] == [
        ("eleves", "70 réponses ou plus"),
        ("parents", "30 réponses ou plus"),
        ("personnels", "moins de 11 réponses"),
    ]
    assert len(shown["eleves"].lignes) == 8
    assert shown["personnels"].lignes == []
    assert [each.est_montre for each in present_vague(second, first, today)["publics"]] == [False] * 3
