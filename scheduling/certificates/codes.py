"""The code of a certificate: read from paper, typed by hand, guessed by nobody. Pure.

Twenty characters of thirty are 98 bits. The alphabet leaves out what people mix up (0 O, 1 I L,
U V in some hands), and case and hyphens do not matter.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GROUP = 5
MAX_TYPED = 100


def new() -> str:
    """A code that nobody has yet."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """In groups of five, as it is printed."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read(typed: str) -> str | None:
    """The code that somebody typed or followed; None: it can be none."""
    if len(typed) > MAX_TYPED:
        return None
    code = "".join(each for each in typed.upper() if not each.isspace() and each not in "-–")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
