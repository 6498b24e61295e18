"""A real SMTP server on a free local port: it keeps what it accepts, and refuses whom it is told to."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Boite:
    """`refus`: address -> the answer to RCPT ("550 5.1.1 ..."). `panne`: the answer to every DATA, if any."""

    refus: dict[str, str] = field(default_factory=dict)
    panne: str = ""
    recus: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refus:
            return self.refus[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.panne:
            return self.panne
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.recus.append(message)
        return "250 OK"


def subject_of(message: EmailMessage) -> str:
    """Python keeps the space of a folded header before its first word."""
    return str(message["Subject"]).strip()


@contextlib.contextmanager
def open_boite() -> Iterator[tuple[Boite, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    boite = Boite()
    controller = Controller(boite, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield boite, port
    finally:
        controller.stop()
