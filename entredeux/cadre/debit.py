"""How many times an address may send an open form: counted in the cache, under a keyed hash, for an hour."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from entredeux.cadre.chiffrement import keyed_hash

UNE_HEURE = 3600


def is_too_much(request: HttpRequest, usage: str, limite: int) -> bool:
    """True past `limite` in an hour. A whole team behind one address is a few dozen people."""
    return is_too_much_for(get_adapter().get_client_ip(request), usage, limite)


def is_too_much_for(who: str, usage: str, limite: int) -> bool:
    """The same for whoever is not an address: a key of the API, by its id."""
    key = f"debit:{usage}:{keyed_hash('cadre.debit', who)}"
    cache.add(key, 0, UNE_HEURE)
    try:
        return cache.incr(key) > limite
    except ValueError:  # the hour ended in between
        return False
