"""How far an attack is, for whoever waits: the work calls `step` for each cell it is done with, someone may listen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ECOUTE: ContextVar[Callable[[], None] | None] = ContextVar("avance", default=None)


@contextmanager
def listen(on_step: Callable[[], None]) -> Iterator[None]:
    token = _ECOUTE.set(on_step)
    try:
        yield
    finally:
        _ECOUTE.reset(token)


def step() -> None:
    listener = _ECOUTE.get()
    if listener is not None:
        listener()
