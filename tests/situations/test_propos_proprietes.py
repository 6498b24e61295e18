"""Whatever is agreed, withdrawn, released, taken back, left and opened, and in whatever order: no word is ever shown
outside its scope. A second, naive account of who may read what is kept beside the product's and compared at each act.
"""

from dataclasses import dataclass, field

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entredeux.cadre.enums import Portee
from entredeux.cadre.models import Consentement
from entredeux.cadre.textes import read_textes
from entredeux.situations.actions import (
    record_propos,
    release_propos,
    return_partie,
    take_back_propos,
    withdraw_partie,
)
from entredeux.situations.models import Partie, Propos, Situation
from entredeux.situations.queries.propos import propos_on_table, propos_shown_to
from tests.situations.fabrique import consent, make_situation, withdraw

TROIS = (0, 1, 2)
qui, pour = st.sampled_from((0, 0, 1, 2)), st.sampled_from((None, None, *TROIS))
ACTES = st.one_of(
    st.tuples(st.just("accepte"), qui, pour),
    st.tuples(st.just("retire"), qui, st.none()),
    st.tuples(st.just("suit"), qui, st.none()),
    st.tuples(st.just("libere"), qui, pour),
    st.tuples(st.just("reprend"), qui, st.none()),
    st.tuples(st.just("part"), qui, st.none()),
    st.tuples(st.just("revient"), qui, st.none()),
)


@dataclass
class Memoire:
    """Who said yes to what, in words: agreements to repeat (to whom, at which act), releases, who is there."""

    accords: dict[int, list[tuple[int | None, int]]] = field(default_factory=lambda: {who: [] for who in TROIS})
    suivis: set[int] = field(default_factory=lambda: set(TROIS))
    liberes: dict[int, tuple[int | None, int]] = field(default_factory=dict)
    presents: set[int] = field(default_factory=lambda: set(TROIS))
    acte: int = 0

    def may_release(self, who: int, to: int | None) -> bool:
        return who in self.presents and to != who and any(each in (None, to) for each, _ in self.accords[who])

    def reads(self, reader: int) -> set[int]:
        if reader not in self.presents:
            return set()
        return {who for who in self.liberes if who != reader and who in self.presents and self._opens(who, reader)}

    def _opens(self, who: int, reader: int) -> bool:
        to, released = self.liberes[who]
        return to in (None, reader) and any(
            each in (None, reader) and agreed < released for each, agreed in self.accords[who]
        )

    def table(self) -> set[int]:
        if len(self.presents) < 2 or not self.presents <= self.suivis:
            return set()
        return {who for who in self.presents if all(who in self.reads(each) for each in self.presents - {who})}


@pytest.mark.lent
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTES, min_size=1, max_size=14))
def test_no_order_of_events_shows_a_word_outside_its_scope(samira, actes):
    with transaction.atomic():
        live(samira, actes)
        transaction.set_rollback(True)


def live(samira, actes) -> None:
    situation = make_situation(by=samira, roles=["habitant", "habitant", "bailleur"], etape="table_ronde")
    gens = list(situation.parties.all())
    words = {who: record_propos(partie=gens[who], texte=f"parole {who}", by=samira) for who in TROIS}
    memoire = Memoire()
    # The first word starts released to all: two acts then lead to every way of showing it too long.
    for nom, who, to in [("accepte", 0, None), ("libere", 0, None), *actes]:
        memoire.acte += 1
        ACTIONS[nom](memoire, gens, words, who, to, samira)
        check_openings(situation, memoire, samira)


def check_openings(situation: Situation, memoire: Memoire, samira) -> None:
    """Every party's sheet and the table, opened as a page opens them: the words themselves, not their ids."""
    situation = Situation.objects.get(pk=situation.pk)
    for reader, partie in enumerate(situation.parties.all()):
        shown = set(read_textes(propos_shown_to(partie), "texte", by=samira).values())
        assert shown == {f"parole {who}" for who in memoire.reads(reader)}
    on_table = set(read_textes(propos_on_table(situation), "texte", by=samira).values())
    assert on_table == {f"parole {who}" for who in memoire.table()}


def agree(memoire, gens, words, who, to, samira) -> None:
    consent(gens[who], Portee.PROPOS, destinataire="" if to is None else str(gens[to].pk))
    memoire.accords[who].append((to, memoire.acte))


def take_agreement_back(memoire, gens, words, who, to, samira) -> None:
    for given_ in Consentement.objects.filter(sujet=gens[who].pk, retire_le__isnull=True):
        withdraw(given_)
    memoire.accords[who] = []
    memoire.suivis.discard(who)


def agree_to_be_there(memoire, gens, words, who, to, samira) -> None:
    consent(gens[who])
    memoire.suivis.add(who)


def release(memoire, gens, words, who, to, samira) -> None:
    propos = Propos.objects.select_related("partie").get(pk=words[who].pk)
    if not memoire.may_release(who, to):
        with pytest.raises(ValidationError):
            release_propos(propos=propos, pour=None if to is None else gens[to], by=samira)
        return
    release_propos(propos=propos, pour=None if to is None else gens[to], by=samira)
    memoire.liberes[who] = (to, memoire.acte)


def take_back(memoire, gens, words, who, to, samira) -> None:
    take_back_propos(propos=Propos.objects.get(pk=words[who].pk), by=samira)
    memoire.liberes.pop(who, None)


def leave(memoire, gens, words, who, to, samira) -> None:
    if who in memoire.presents:
        withdraw_partie(partie=Partie.objects.get(pk=gens[who].pk), by=samira)
        memoire.presents.discard(who)
        memoire.accords[who] = []
        memoire.suivis.discard(who)


def come_back(memoire, gens, words, who, to, samira) -> None:
    if who not in memoire.presents:
        return_partie(partie=Partie.objects.get(pk=gens[who].pk), by=samira)
        memoire.presents.add(who)


ACTIONS = {
    "accepte": agree,
    "retire": take_agreement_back,
    "suit": agree_to_be_there,
    "libere": release,
    "reprend": take_back,
    "part": leave,
    "revient": come_back,
}
