from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.attentes import registered_attentes
from tests.situations.fabrique import make_situation


def test_late_situation_waits_on_the_coordinations_day(claire, samira, nadia):
    today = timezone.localdate()
    make_situation(by=samira, ouverte_le=today - timedelta(days=30))
    make_situation(by=samira)
    client = Client()
    client.force_login(claire.compte)

    page = client.get(reverse("terrain:aujourdhui")).content.decode()

    assert "1 situation en retard" in page
    assert f"{reverse('situations:liste')}?etat=retard" in page
    assert registered_attentes(nadia, today) == []
