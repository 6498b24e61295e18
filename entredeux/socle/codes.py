"""Short codes that people read aloud or type. The alphabet is Crockford's base 32: no I, L, O, U; what one types
instead is understood."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONFUSIONS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def read_code(text: str) -> str:
    """What was typed, without spaces nor dashes, capitals, look-alikes put right."""
    return re.sub(r"[^0-9A-Z]", "", text.upper()).translate(CONFUSIONS)


def group_code(code: str, size: int, separator: str) -> str:
    return separator.join(code[rank : rank + size] for rank in range(0, len(code), size))


def draw_code(length: int) -> str:
    """`length` characters, the last one of which is a check: a slip of one character is seen before any search."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return drawn + check_letter(drawn)


def check_letter(code: str) -> str:
    """Weighted sum over 31, a prime: two neighbours exchanged, or one character mistyped, change it. Of the 32 letters,
    0 and Z weigh the same; that slip alone goes unseen."""
    return ALPHABET[sum(rank * (ALPHABET.index(letter) % 31) for rank, letter in enumerate(code, start=1)) % 31]


def is_well_typed(code: str, length: int) -> bool:
    return len(code) == length and set(code) <= set(ALPHABET) and code[-1] == check_letter(code[:-1])
