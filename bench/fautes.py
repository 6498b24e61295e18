"""A model of phones, of what goes wrong between them and the server, and of what must be true afterwards.

One `Partie` is one interleaving, drawn from its seed alone: two people and two phones (one is shared) write, correct,
cancel and log out; requests are cut, doubled, late, out of order; the server dies or its disk is full; words leave the
vocabulary. Then the network comes back, everything is sent, and `Partie.check` compares what the phones wrote with what
the server holds. The phones obey the same rules as static/carnet/file.js; the server is the product's own code.
"""

import base64
import json
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import Error, connection
from django.test import Client
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.carnet import actions
from entredeux.carnet.models import CleCarnet
from entredeux.carnet.scelle import Etiquette, hash_of_contenu, hash_of_jeton, seal_entree
from entredeux.terrain.models import Intervention
from entredeux.themes.models import Terme
from entredeux.themes.queries import forget_terms

ATTENTE, RECUE, A_CORRIGER = "attente", "recue", "a_corriger"
RETIRE = "accord"  # the term of `issues` that leaves the vocabulary
VALEURS: dict[str, tuple[Any, ...]] = {
    "issue": (RETIRE, "apaisee_sur_place", "refus_partie"),
    "duree_minutes": (5, 20, 45),
    "mode_saisine": ("tournee", "habitant_rue"),
    "note": ("On revient demain.", "Le groupe se disperse."),
}


class Tue(BaseException):
    """The server's process died here."""


@dataclass
class Monde:
    """What every interleaving finds: a structure, its team, a place. `executions` counts what was really done."""

    samira: Acteur
    karim: Acteur
    claire: Acteur
    hall: uuid.UUID
    mission: uuid.UUID
    cle: CleCarnet
    jetons: dict[tuple[str, str], str] = field(default_factory=dict)
    telephones: dict[str, uuid.UUID] = field(default_factory=dict)
    executions: Counter[str] = field(default_factory=Counter)

    @property
    def structure(self) -> Any:
        return self.samira.structure

    def enrol(self, telephone: str, by: Acteur) -> None:
        """A new token; the former one of the same account on the same phone is revoked."""
        done = actions.enrol_compte(nom=telephone, telephone=self.telephones.get(telephone), by=by)
        self.telephones[telephone] = done.telephone.pk
        self.jetons[telephone, str(by.compte)] = done.jeton


@dataclass(eq=False)
class Saisie:
    """What someone wrote. `apres` or `base` say what its author had seen of the record."""

    id: uuid.UUID
    sorte: str
    geste: str
    fiche: uuid.UUID
    contenu: dict[str, Any]
    par: Acteur
    telephone: str
    apres: "Saisie | None" = None
    base: int | None = 0
    empreinte: str = ""
    version: int | None = None  # of the record, once applied

    def saw(self, other: "Saisie | Bureau") -> bool:
        if self.apres is not None:
            return other is self.apres or self.apres.saw(other)
        return bool(self.base) and other.version is not None and other.version <= (self.base or 0)


@dataclass(eq=False)
class Bureau:
    """A correction made at the office, on the version that stood."""

    fiche: uuid.UUID
    contenu: dict[str, Any]
    version: int | None
    par: Acteur


@dataclass
class Ligne:
    """A row of a phone's outbox."""

    saisie: Saisie
    entree: dict[str, Any]
    ecrite_le: str
    etat: str = ATTENTE
    acquittee: bool = False


@dataclass
class Telephone:
    nom: str
    comptes: list[Acteur]
    lignes: list[Ligne] = field(default_factory=list)
    avance: timedelta = timedelta()

    def batch(self, rng: random.Random) -> list[Ligne]:
        """Oldest first by the phone's own clock, as file.js; sometimes in another order, as a retry may."""
        waiting = sorted((row for row in self.lignes if row.etat == ATTENTE), key=lambda row: row.ecrite_le)
        chosen = waiting[: rng.choice((1, 2, 10))]
        if rng.random() < 0.3:
            rng.shuffle(chosen)
        return chosen


class Serveur:
    """The product's own WSGI application, in this process. `killer` and `full` are what can happen to it."""

    def __init__(self, monde: Monde, full: Callable[[], AbstractContextManager[None]] | None = None) -> None:
        self.monde, self.full = monde, full or no_fault
        self.client = Client(SERVER_NAME="127.0.0.1")

    def post(self, body: str) -> dict[str, Any] | None:
        answer = self.client.post("/carnet/sync", body, content_type="application/json")
        if answer.status_code == 200:
            return answer.json()
        assert answer.status_code == 503, answer.content
        self.monde.executions["503"] += 1
        return None

    def post_killed(self, body: str, rng: random.Random) -> dict[str, Any] | None:
        with killed_at(rng.randrange(0, 16), self.monde):
            return self.post(body)
        return None

    def work(self) -> None:
        actions.apply_all(self.monde.structure)

    def work_killed(self, rng: random.Random) -> None:
        with killed_at(rng.randrange(0, 90), self.monde):
            self.work()

    def work_full(self) -> None:
        try:
            with self.full():
                self.work()
        except Error:
            self.monde.executions["disque plein, application"] += 1


@contextmanager
def no_fault() -> Iterator[None]:
    yield


@contextmanager
def killed_at(requete: int, monde: Monde) -> Iterator[None]:
    """Dies at that query: what was not committed never was."""
    left = requete

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal left
        left -= 1
        if left == -1:
            raise Tue
        return execute(*arguments)

    try:
        with connection.execute_wrapper(count):
            yield
    except Tue:
        monde.executions["mort à une requête"] += 1


@dataclass
class Partie:
    """`graine` says everything that happens."""

    monde: Monde
    serveur: Serveur
    graine: str
    saisies: list[Saisie] = field(default_factory=list)
    bureau: list[Bureau] = field(default_factory=list)
    en_route: list[str] = field(default_factory=list)
    histoire: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.graine)
        monde = self.monde
        self.telephones = [
            Telephone("Téléphone du binôme", [monde.samira, monde.karim]),
            Telephone("Téléphone de Karim", [monde.karim]),
        ]
        for phone in self.telephones:
            phone.avance = timedelta(seconds=self.rng.choice((0, 0, 1, -1)) * self.rng.randrange(3 * 86400))

    # --- the story

    def play(self) -> None:
        self.create(self.telephones[0])
        if self.rng.random() < 0.6:
            self.send(self.telephones[0])
            self.serveur.work()
        for _ in range(self.rng.randrange(4, 11)):
            self.step()
        self.finish()

    def step(self) -> None:
        phone = self.rng.choice(self.telephones)
        what = self.rng.choices(
            (
                "create",
                "correct",
                "cancel",
                "desk",
                "send",
                "late",
                "work",
                "logout",
                "terms",
                "clock",
                "enrol",
                "twin",
            ),
            (20, 28, 4, 8, 34, 6, 14, 6, 3, 4, 2, 3),
        )[0]
        if what not in ("create", "correct", "cancel", "twin", "send"):
            self.histoire.append(what)
        getattr(self, what)(phone)

    def create(self, phone: Telephone) -> None:
        if self.rng.random() < 0.2:
            content = {"lieu": str(self.monde.hall), "categorie": "ascenseur"}
            self.write(phone, "dysfonctionnement", "creer", self.draw_id(), content)
            return
        self.create_act(phone)

    def create_act(self, phone: Telephone) -> None:
        content = {"registre": "conflits", "domaine": "habitat", "motif": "regroupement", "note": ""}
        content |= {"lieu": str(self.monde.hall), "mission": str(self.monde.mission), "issue": self.draw("issue")}
        content["mediateurs"] = [str(each.compte.pk) for each in (self.monde.samira, self.monde.karim) if each.compte]
        self.write(phone, "intervention", "creer", self.draw_id(), content)

    def correct(self, phone: Telephone) -> None:
        """On what this phone wrote, in a chain; else on the version that the server shows."""
        author, own = phone.comptes[0], self.own_acts(phone)
        part = {name: self.draw(name) for name in self.rng.sample(sorted(VALEURS), self.rng.choice((1, 1, 2)))}
        if own and self.rng.random() < 0.6:
            target = self.rng.choice(own)
            self.write(phone, "intervention", "corriger", target.fiche, part, apres=target, base=None)
            return
        acts = {each.fiche for each in self.saisies if each.sorte == "intervention"}
        for row in Intervention.objects.filter(pk__in=acts).order_by("pk")[:1]:
            assert author.compte is not None
            self.write(phone, "intervention", "corriger", row.pk, part, base=row.version)

    def cancel(self, phone: Telephone) -> None:
        own = [each for each in self.own_acts(phone) if each.geste == "creer"]
        if own:
            target = self.rng.choice(own)
            self.write(phone, "intervention", "annuler", target.fiche, {}, apres=target, base=None)

    def own_acts(self, phone: Telephone) -> list[Saisie]:
        return [
            each
            for each in self.saisies
            if each.sorte == "intervention"
            and (each.telephone, each.par) == (phone.nom, phone.comptes[0])
            and each.geste != "annuler"
        ]

    def desk(self, _: Telephone) -> None:
        acts = {each.fiche for each in self.saisies if each.sorte == "intervention"}
        for act in Intervention.objects.filter(pk__in=acts).order_by("pk")[:1]:
            name = self.rng.choice(sorted(set(VALEURS) - {"issue"}))
            part = {name: self.draw(name)}
            try:
                done = actions_terrain().correct_intervention(act, part, version=act.version, by=self.monde.claire)
            except (
                ValidationError
            ):  # another of its codes has left the vocabulary: the page says so, nothing is written
                continue
            if done.version > act.version:
                self.bureau.append(Bureau(act.pk, part, done.version, self.monde.claire))

    def twin(self, phone: Telephone) -> None:
        """The same id, another content: a phone put back from an old copy."""
        own = [each for each in self.own_acts(phone) if each.geste == "creer"]
        if own:
            first = self.rng.choice(own)
            content = first.contenu | {"duree_minutes": 99, "note": f"Autre {self.rng.random()}"}
            self.write(phone, first.sorte, "creer", first.fiche, content, identifiant=first.id)

    def write(
        self,
        phone: Telephone,
        sorte: str,
        geste: str,
        fiche: uuid.UUID,
        contenu: dict[str, Any],
        *,
        apres: Saisie | None = None,
        base: int | None = 0,
        identifiant: uuid.UUID | None = None,
    ) -> None:
        author = phone.comptes[0]
        row = Saisie(identifiant or self.draw_id(), sorte, geste, fiche, contenu, author, phone.nom, apres, base)
        written = (timezone.now() + phone.avance).isoformat()
        said = {"geste": geste, "fiche": str(fiche), "base": base, "ecrite_le": written, "contenu": contenu}
        said["apres"] = str(apres.id) if apres else None
        row.empreinte = hash_of_contenu(said)
        jeton = self.monde.jetons[phone.nom, str(author.compte)]
        label = Etiquette(author.chaine, self.monde.cle.pk, row.id, sorte, hash_of_jeton(jeton))
        sealed = base64.b64encode(seal_entree(said, label, self.monde.cle.publique)).decode()
        entree = {"id": str(row.id), "sorte": sorte, "cle": str(self.monde.cle.pk), "jeton": jeton, "scelle": sealed}
        self.saisies.append(row)
        phone.lignes.append(Ligne(row, entree, written))
        self.histoire.append(
            f"{author.compte}, {geste} {sorte} {str(fiche)[:4]} {contenu if geste == 'corriger' else ''}"
        )

    # --- the network and the server

    def send(self, phone: Telephone) -> None:
        full = [each for each in self.telephones if any(row.etat == ATTENTE for row in each.lignes)]
        if not full:
            return
        phone = phone if phone in full else full[0]
        rows = phone.batch(self.rng)
        horloge = (timezone.now() + phone.avance).isoformat()
        body = json.dumps({"horloge": horloge, "entrees": [row.entree for row in rows]})
        fault = self.rng.choices(
            ("aucune", "coupe avant", "coupe après", "double", "retard", "tue", "plein"), (40, 10, 15, 10, 10, 10, 8)
        )[0]
        self.histoire.append(f"envoi de {len(rows)} par {phone.nom}, {fault}")
        self.monde.executions[fault] += 1
        self.take(rows, self.exchange(body, fault))

    def exchange(self, body: str, fault: str) -> dict[str, Any] | None:
        if fault == "coupe avant":
            return None
        if fault == "retard":
            self.en_route.append(body)
            return None
        if fault == "tue":
            return self.serveur.post_killed(body, self.rng)
        if fault == "plein":
            with self.serveur.full():
                return self.serveur.post(body)
        if fault == "double":
            self.serveur.post(body)
        answer = self.serveur.post(body)
        return None if fault == "coupe après" else answer

    def take(self, rows: list[Ligne], answer: dict[str, Any] | None) -> None:
        if answer is None:
            return
        for row, said in zip(rows, answer["reponses"], strict=True):
            row.etat = A_CORRIGER if said["etat"] == "refusee" else RECUE
            row.acquittee = row.etat == RECUE

    def late(self, _: Telephone) -> None:
        if self.en_route:
            self.serveur.post(self.en_route.pop(self.rng.randrange(len(self.en_route))))

    def work(self, _: Telephone) -> None:
        fault = self.rng.choices(("aucune", "tue", "plein"), (60, 25, 15))[0]
        if fault == "tue":
            self.serveur.work_killed(self.rng)
        elif fault == "plein":
            self.serveur.work_full()
        else:
            self.serveur.work()

    def logout(self, phone: Telephone) -> None:
        """Whoever wrote goes; the other opens the notebook, what was sealed stays in the outbox."""
        phone.comptes.append(phone.comptes.pop(0))
        self.monde.executions["déconnexion, file pleine"] += any(row.etat == ATTENTE for row in phone.lignes)

    def clock(self, phone: Telephone) -> None:
        phone.avance = timedelta(seconds=self.rng.choice((0, 1, -1)) * self.rng.randrange(3 * 86400))

    def enrol(self, phone: Telephone) -> None:
        self.monde.enrol(phone.nom, phone.comptes[0])

    def terms(self, _: Telephone) -> None:
        """A code that entries already sealed use leaves the vocabulary, or comes back."""
        rows = Terme.objects.filter(vocabulaire="issues", code=RETIRE)
        rows.update(actif=not rows[0].actif)
        forget_terms()
        self.monde.executions["liste changée"] += 1

    def finish(self) -> None:
        """The network is back, nobody dies any more."""
        while self.en_route:
            self.serveur.post(self.en_route.pop())
        for phone in self.telephones:
            while rows := [row for row in phone.lignes if row.etat == ATTENTE][:10]:
                answer = self.serveur.post(json.dumps({"entrees": [row.entree for row in rows]}))
                assert answer is not None
                self.take(rows, answer)
        self.serveur.work()
        Terme.objects.filter(vocabulaire="issues", code=RETIRE).update(actif=True)
        forget_terms()

    def draw(self, name: str) -> Any:
        return self.rng.choice(VALEURS[name])

    def draw_id(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)


def actions_terrain() -> Any:
    from entredeux.terrain import actions as terrain

    return terrain
