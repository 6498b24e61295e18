"""Consents, withdrawals, disclosures and openings of links in any order: what a service's page says, whole, is never
more than what the person agreed to tell it, then. A naive account of who was told what is kept beside the product's and
compared, word by word, with the pages themselves, opened as a service opens them. Former links are tried too.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from entredeux.cadre.models import Consentement
from entredeux.orientations import actions
from entredeux.orientations.liens import sign_envoi
from entredeux.orientations.models import Envoi
from entredeux.partenaires.models import StructurePartenaire
from entredeux.situations.actions import NouvellePartie, open_situation, record_propos
from entredeux.socle.erreurs import Refus
from tests.orientations.fabrique import consent, make_partenaire, withdraw

PRECISIONS, CONTACT = "Comprendre un courrier reçu hier.", "Par la loge, le matin"
RESUME, PROPOS = "Un conflit de palier ancien.", "Le bruit me réveille."
COMPLEMENT, DEMANDE = "Le courrier vient de la caisse.", "De quel courrier parle-t-on ?"
MOTS = (PRECISIONS, CONTACT, RESUME, PROPOS, COMPLEMENT, DEMANDE)
DEUX = (0, 1)
VIVANTS = ("envoyee", "precision_demandee", "acceptee")

qui = st.sampled_from(DEUX)
degres = st.sampled_from(("rien", "besoin", "contact", "contact"))
portees = st.sampled_from(("besoin", "contact", "contact", "propos", "parole", "suivi"))
destinataires = st.sampled_from((0, 1, 0, 1, "social", "", "ailleurs"))


@dataclass
class Service:
    """As anyone would tell it: how much it may be told at most, where it stands, whether it is still there."""

    degre: str
    profession: str
    etat: str = "proposee"
    est_la: bool = True
    complete: bool = False

    @property
    def words(self) -> set[str]:
        if self.etat not in VIVANTS or not self.est_la or self.degre == "rien":
            return set()
        told = {PRECISIONS} | ({COMPLEMENT} if self.complete else set())
        return told | ({CONTACT} if self.degre == "contact" and self.etat == "acceptee" else set())


@dataclass
class Memoire:
    services: list[Service]
    accords: list[tuple[str, Any]] = field(default_factory=list)

    def agreed(self, who: int) -> bool:
        service = self.services[who]
        wanted = {"rien": (), "besoin": ("besoin", "contact"), "contact": ("contact",)}[service.degre]
        return service.degre == "rien" or any(
            portee in wanted and to in (who, service.profession) for portee, to in self.accords
        )

    def end_what_is_no_longer_agreed(self) -> None:
        for who in DEUX:
            if self.services[who].etat in VIVANTS and not self.agreed(who):
                self.services[who].etat = "fin"


class Partage(RuleBasedStateMachine):
    def __init__(self, samira, claire) -> None:
        super().__init__()
        self.samira, self.claire = samira, claire
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.anciens: list[tuple[int, int, str]] = []  # whose, its turn, the link itself

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(
        degres=st.tuples(*[st.sampled_from(("rien", "besoin", "contact", "contact"))] * 2), agreed=st.booleans()
    )
    def start(self, degres, agreed) -> None:
        partie = NouvellePartie(role="habitant", contact=CONTACT)
        situation = open_situation(theme="voisinage", parties=[partie], resume=RESUME, by=self.samira)
        self.partie = situation.parties.get()
        record_propos(partie=self.partie, texte=PROPOS, by=self.samira)
        orientation = actions.propose_orientation(
            by=self.samira, situation=situation, partie=self.partie, besoin="numerique", precisions=PRECISIONS
        )
        self.memoire = Memoire([Service(degres[0], "conseiller_numerique"), Service(degres[1], "social")])
        self.envois = [
            actions.prepare_envoi(
                orientation=orientation,
                partenaire=make_partenaire(self.claire, f"Service {who}", f"boite{who}@service.exemple.fr"),
                profession=self.memoire.services[who].profession,
                degre=degres[who],
                by=self.samira,
            )
            for who in DEUX
        ]
        if agreed:  # half of the stories begin where most begin: agreed, and sent
            for who in DEUX:
                self.agree("contact", who)
                self.send(who)

    @rule(portee=portees, to=destinataires)
    def agree(self, portee, to) -> None:
        told = self.envois[to].partenaire_id if to in DEUX else to
        try:
            consent(self.partie.pk, portee, told, by=self.samira, unite=self.partie.unite)
            self.memoire.accords.append((portee, to))
        except ValidationError:  # nobody agrees that something be told without saying to whom
            assert portee in ("besoin", "contact")
            assert to == ""

    @rule(portee=portees)
    def withdraw(self, portee) -> None:
        """Of everything agreed under this scope."""
        for given in Consentement.objects.filter(sujet=self.partie.pk, portee=portee, retire_le=None):
            withdraw(given, self.samira)
        self.memoire.accords = [accord for accord in self.memoire.accords if accord[0] != portee]
        self.memoire.end_what_is_no_longer_agreed()

    @rule(who=qui)
    def send(self, who) -> None:
        service = self.memoire.services[who]
        may = service.etat in ("proposee", "precision_demandee") and self.memoire.agreed(who) and service.est_la
        self.do(may, who, lambda envoi: actions.send_envoi(envoi=envoi, by=self.samira), "envoyee")

    @rule(who=qui)
    def take_on(self, who) -> None:
        self.answer(who, {"etat": "acceptee"}, "acceptee")

    @rule(who=qui)
    def refuse(self, who) -> None:
        self.answer(who, {"etat": "refusee", "raison": "complet"}, "fin")

    @rule(who=qui)
    def ask(self, who) -> None:
        if self.memoire.services[who].etat == "envoyee":
            self.answer(who, {"etat": "precision_demandee", "texte": DEMANDE}, "precision_demandee")

    @rule(who=qui)
    def complete(self, who) -> None:
        service = self.memoire.services[who]
        may = service.etat in ("proposee", "precision_demandee") and service.est_la and service.degre != "rien"
        done = self.do(
            may and self.memoire.agreed(who),
            who,
            lambda envoi: actions.complete_envoi(envoi=envoi, complement=COMPLEMENT, by=self.samira),
            "envoyee",
        )
        service.complete |= done

    @rule(who=qui)
    def ask_then_complete(self, who) -> None:
        """A new turn of the link: the former one must show nothing more."""
        self.ask(who)
        self.complete(who)

    @rule(who=qui, comment=st.sampled_from(("annuler", "resultat")))
    def end(self, who, comment) -> None:
        etat = self.memoire.services[who].etat
        may = etat == "acceptee" if comment == "resultat" else etat in ("proposee", *VIVANTS)
        acts = {
            "annuler": lambda envoi: actions.cancel_envoi(envoi=envoi, by=self.samira),
            "resultat": lambda envoi: actions.record_resultat(envoi=envoi, etat="recue", by=self.samira),
        }
        self.do(may, who, acts[comment], "fin")

    @rule(who=qui, la=st.booleans())
    def partner_closes_or_comes_back(self, who, la) -> None:
        StructurePartenaire.objects.filter(pk=self.envois[who].partenaire_id).update(est_actif=la)
        self.memoire.services[who].est_la = la

    @rule()
    def night(self) -> None:
        actions.remind_services()

    @invariant()
    def each_page_says_what_was_agreed_and_nothing_else(self) -> None:
        if not hasattr(self, "envois"):
            return
        for who in DEUX:
            envoi = self.fresh(who)
            assert said_on(envoi, sign_envoi(envoi)) == self.memoire.services[who].words
            if (who, envoi.tour) not in {(each, tour) for each, tour, _ in self.anciens}:
                self.anciens.append((who, envoi.tour, sign_envoi(envoi)))
        for who, tour, jeton in self.anciens:
            envoi = self.fresh(who)
            if tour != envoi.tour:
                assert said_on(envoi, jeton) == set()

    def fresh(self, who: int) -> Envoi:
        return Envoi.objects.select_related("orientation", "partenaire", "structure").get(pk=self.envois[who].pk)

    def do(self, may: bool, who: int, act, then: str) -> bool:
        """The act passes exactly when the naive account says that it may."""
        try:
            with transaction.atomic():
                act(self.fresh(who))
            done = True
        except (Refus, ValidationError):
            done = False
        assert done == may
        if done:
            self.memoire.services[who].etat = then
        return done

    def answer(self, who: int, sent: dict[str, str], then: str) -> None:
        """By the page, the link and the code proved."""
        service, envoi = self.memoire.services[who], self.fresh(who)
        may = service.etat in ("envoyee", "precision_demandee") and service.est_la
        browser_of(envoi).post(f"/orientations/repondre/{sign_envoi(envoi)}/", sent)
        if may:
            service.etat = then


def browser_of(envoi: Envoi) -> Client:
    """A service that gave the right code, for whatever turn the link is of."""
    cache.clear()
    client = Client()
    session = client.session
    session[f"orientations.{envoi.pk.hex}"] = (envoi.tour, timezone.now().timestamp())
    session.save()
    return client


def said_on(envoi: Envoi, jeton: str) -> set[str]:
    page = browser_of(envoi).get(f"/orientations/repondre/{jeton}/").content.decode().replace("&#x27;", "'")
    return {words for words in MOTS if words in page}


@pytest.mark.lent
@pytest.mark.django_db
def test_no_order_of_events_tells_a_service_more_than_was_agreed(samira, claire):
    run_state_machine_as_test(
        lambda: Partage(samira, claire),
        settings=settings(
            max_examples=12,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
