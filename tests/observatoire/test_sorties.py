"""Letting figures out is asked by one person and done by a worker: progress, two clicks, a killed worker, a refusal."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks import default_task_backend

from entredeux.cadre.models import Adhesion, EntreeJournal
from entredeux.observatoire import parutions
from entredeux.observatoire.access import released_parutions
from entredeux.observatoire.audit import bornes
from entredeux.observatoire.audit.union import Constat
from entredeux.observatoire.models import Parution
from entredeux.observatoire.models_audit import RELANCE
from entredeux.observatoire.parutions import ask_release, audit_parution, propose_parution
from entredeux.socle.erreurs import Refus
from tests.observatoire.fabrique import write_year
from tests.observatoire.test_pages_observatoire import logged

QPV = ["QN06201M", "QN06202M", ""]


@pytest.fixture
def proposee(structure, claire) -> Parution:
    write_year(structure, 2025, QPV, acts_per_month=120)
    return propose_parution(periode="2025", by=claire)


@pytest.fixture
def file_d_attente(settings) -> None:
    """No worker yet: what is asked waits."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}


def waiting() -> int:
    return len(default_task_backend.results)


def work(parution: Parution) -> Parution:
    audit_parution.func(str(parution.pk))
    parution.refresh_from_db()
    return parution


def test_asked_by_the_second_person_done_by_a_worker(proposee, claire, helene, file_d_attente, monkeypatch) -> None:
    with pytest.raises(Refus, match="se relit à deux"):
        ask_release(proposee, by=claire)
    asked = ask_release(proposee, by=helene)
    assert (asked.est_en_audit, asked.parue_le, asked.audit_faites, asked.audit_total) == (True, None, 0, 60)
    assert not released_parutions().exists()
    seen = []
    real = bornes._is_wide
    monkeypatch.setattr(bornes, "_is_wide", lambda *said: seen.append(progress(asked)) or real(*said))
    out = work(asked)
    assert out.parue_par == helene.compte
    assert (out.audit["cibles"], out.audit["exactes"], out.est_en_audit, out.audit_refus) == (45, 0, False, "")
    assert seen == sorted(seen)
    assert set(seen) == set(range(45))  # said one by one, to whoever reads the page
    assert out.audit_faites == 45


def progress(parution: Parution) -> int:
    return Parution.objects.values_list("audit_faites", flat=True).get(pk=parution.pk)


def test_two_clicks_and_two_workers_do_it_once(proposee, helene, file_d_attente) -> None:
    before = waiting()
    assert ask_release(proposee, by=helene) == ask_release(proposee, by=helene)
    assert waiting() == before + 1
    first = work(proposee)
    again = work(proposee)
    assert (first.parue_le, first.version) == (again.parue_le, again.version)
    assert ask_release(again, by=helene).audit_demande_le is None
    assert waiting() == before + 1
    assert EntreeJournal.objects.filter(evenement="observatoire.parution.parue").count() == 1


def test_a_killed_worker_leaves_it_to_be_asked_again(proposee, helene, file_d_attente, monkeypatch) -> None:
    asked = ask_release(proposee, by=helene)

    def killed(register):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(parutions, "attack_union", killed)
        with pytest.raises(SystemExit):
            audit_parution.func(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.est_en_audit, asked.parue_le, asked.audit_semble_arrete) == (True, None, False)
    before = waiting()
    ask_release(asked, by=helene)
    assert waiting() == before  # perhaps it is only slow
    page = unescape(logged(helene).get(f"/observatoire/parutions/{asked.pk}/relire/").content.decode())
    assert "Vous pouvez quitter cette page" in page
    assert "Relue : faire paraître" not in page
    Parution.objects.filter(pk=asked.pk).update(audit_avance_le=timezone.now() - RELANCE - timedelta(minutes=1))
    page = unescape(logged(helene).get(f"/observatoire/parutions/{asked.pk}/relire/").content.decode())
    assert "Rien n'avance depuis un quart d'heure" in page
    assert "Relue : faire paraître" in page
    ask_release(asked, by=helene)
    assert waiting() == before + 1
    assert work(asked).parue_le is not None


def test_a_failing_audit_says_why_and_may_be_asked_again(proposee, helene, file_d_attente, monkeypatch) -> None:
    asked = ask_release(proposee, by=helene)
    with monkeypatch.context() as broken:
        broken.setattr(parutions, "attack_union", lambda register: Constat(cibles=60, exactes=1, etroites=1))
        refused = work(asked)
    assert (refused.parue_le, refused.est_en_audit) == (None, False)
    assert "1 se retrouvent exactement" in refused.audit_refus
    page = unescape(logged(helene).get(f"/observatoire/parutions/{asked.pk}/relire/").content.decode())
    assert "une protection ne tient plus" in page
    with monkeypatch.context() as broken:
        broken.setattr(parutions, "attack_union", contradiction)
        assert "se contredisent" in work(ask_release(asked, by=helene)).audit_refus
    assert work(ask_release(asked, by=helene)).parue_le is not None


def contradiction(register):
    raise ValueError("aucun tableau")


def test_whoever_left_since_lets_nothing_out(proposee, helene, file_d_attente) -> None:
    asked = ask_release(proposee, by=helene)
    Adhesion.objects.filter(compte=helene.compte).update(jusqua=timezone.localdate())
    left = work(asked)
    assert left.parue_le is None
    assert "n'a plus cette place" in left.audit_refus


def test_the_audit_is_a_refusal_for_the_direct_call_too(proposee, helene, monkeypatch) -> None:
    monkeypatch.setattr(parutions, "attack_union", lambda register: Constat(cibles=60, exactes=0, etroites=2))
    with pytest.raises(ValidationError, match="2 à deux unités près"):
        parutions.release_parution(proposee, by=helene)
