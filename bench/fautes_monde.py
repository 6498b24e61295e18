"""What the fault suite starts from: a structure and its team; a server in a process of its own, to kill."""

import os
import random
import signal
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django_tasks_db.models import DBTaskResult

from bench.fautes import Monde, Serveur
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import NatureStructure, Role
from entredeux.cadre.models import Adhesion, Compte, Structure
from entredeux.carnet import actions
from entredeux.terrain.actions import create_mission
from entredeux.territoires.models import Lieu


def make_world() -> Monde:
    structure = Structure.objects.create(
        nom="Passerelle (banc)", nature=NatureStructure.ASSOCIATION, est_synthetique=True
    )
    team = [
        join(structure, prenom, role)
        for prenom, role in (("samira", Role.MEDIATION), ("karim", Role.MEDIATION), ("claire", Role.COORDINATION))
    ]
    return world_of(*team)


def world_of(samira: Acteur, karim: Acteur, claire: Acteur) -> Monde:
    assert samira.structure is not None
    hall = Lieu.objects.create(structure=samira.structure, nom="Hall B, rue Racine", type_lieu="hall")
    mission = create_mission(
        nom="Tournée du soir", forme="tournee", domaine="habitat", lieux=[hall], themes=["hall"], by=claire
    )
    monde = Monde(samira, karim, claire, hall.pk, mission.pk, actions.ensure_key(samira.structure))
    monde.enrol("Téléphone du binôme", samira)
    monde.enrol("Téléphone du binôme", karim)
    monde.enrol("Téléphone de Karim", karim)
    return monde


def join(structure: Structure, prenom: str, role: Role) -> Acteur:
    compte = Compte(email=f"{prenom}@banc.example", nom=prenom.capitalize())
    compte.set_unusable_password()
    compte.save()
    return Acteur.of(Adhesion.objects.create(compte=compte, structure=structure, role=role))


def forget_tasks() -> None:
    """The judge calls the work itself; the tasks it would have come from are not kept."""
    DBTaskResult.objects.all().delete()


class Muet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class ServeurTue(Serveur):
    """The same application served over HTTP by a forked process, that SIGKILL takes while it works."""

    def __init__(self, monde: Monde, full: Callable[[], AbstractContextManager[None]] | None = None) -> None:
        super().__init__(monde, full)
        self.application = get_wsgi_application()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self.socket.getsockname()[1]
        self.duree = 0.05  # of a request, as last seen: when to kill is drawn around it

    def post_killed(self, body: str, rng: random.Random) -> dict[str, Any] | None:
        child = self.fork(self.serve)
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as link:
            sent = body.encode()
            head = f"POST /carnet/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(sent)}\r\n"
            head += "Content-Type: application/json\r\nConnection: close\r\n\r\n"
            link.sendall(head.encode() + sent)
            start = time.perf_counter()
            link.settimeout(max(0.001, rng.random() * 1.6 * self.duree))
            try:
                answered = bool(link.recv(1))
            except TimeoutError:
                answered = False
            self.duree = (
                0.8 * self.duree + 0.2 * (time.perf_counter() - start) if answered else min(0.5, self.duree * 1.05)
            )
        self.kill(child)
        self.monde.executions["SIGKILL après la réponse" if answered else "SIGKILL pendant un envoi"] += 1
        return None  # the answer was lost with the process

    def work_killed(self, rng: random.Random) -> None:
        child = self.fork(super().work)
        time.sleep(rng.random() * 0.25)
        self.kill(child)
        self.monde.executions["SIGKILL pendant l'application"] += 1

    def serve(self) -> None:
        server = WSGIServer(("127.0.0.1", self.port), Muet, bind_and_activate=False)
        server.socket = self.socket
        server.server_name, server.server_port = "127.0.0.1", self.port
        server.setup_environ()
        server.set_app(self.application)
        server.serve_forever()

    def fork(self, run: Callable[[], None]) -> int:
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                run()
            finally:
                os._exit(0)
        return child

    def kill(self, child: int) -> None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
