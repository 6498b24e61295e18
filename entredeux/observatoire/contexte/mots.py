"""Numbers of the statistics as French words. A missing one is said, never drawn as 0."""

from decimal import ROUND_HALF_UP, Decimal

FINE = "\u202f"
NON_PUBLIE = "secret ou non publié"


def say(value: float, decimals: int) -> str:
    """« 17 250 », « 11,15 », « 59 »: rounded half up as one does by hand, without a useless zero."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, part = f"{rounded:,f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", FINE) + (f",{part}" if part else "")


def say_quarter(code: str) -> str:
    """« 1er trimestre 2021 » of "2021-T1"."""
    number = code[-1]
    return f"{number}{'er' if number == '1' else 'e'} trimestre {code[:4]}"
