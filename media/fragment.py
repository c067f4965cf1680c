"""SDP fragments: what trickle ICE and ICE restarts say (RFC 8840; RFC 9725, 4.3). No I/O.

Rule 1: candidates are counted, not read: the peer finds us, and what it calls itself we see by its
STUN requests.
"""

import re
from dataclasses import dataclass

from media.errors import BadOffer
from media.offer import MAX_CANDIDATES

MAX_BYTES = 16_000
"""A browser with a VPN, IPv6 and a relay has 3 kB."""

LINE = re.compile(r"[a-z]=[^\0]*")
UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")
PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a fragment says."""

    ufrag: str | None
    """The peer's name in ICE, when it says one."""
    password: str | None


def parse_fragment(text: str) -> Fragment:
    """Read a fragment. Raises BadOffer: fragment-malformed, too-many-candidates."""
    lines = text.splitlines()
    if len(text) > MAX_BYTES or not any(lines) or not all(map(LINE.fullmatch, filter(None, lines))):
        raise _malformed("The body is not an SDP fragment.")
    if text.count("a=candidate:") > MAX_CANDIDATES:
        raise BadOffer(
            "too-many-candidates", f"The fragment has more than {MAX_CANDIDATES} candidates."
        )
    return Fragment(_value(lines, "a=ice-ufrag:", UFRAG), _value(lines, "a=ice-pwd:", PASSWORD))


def restarts(fragment: Fragment, known: str) -> bool:
    """Whether a fragment restarts ICE: its name is another than the one `known` so far.

    Raises BadOffer when it does, and has no password.
    """
    if fragment.ufrag in (None, known):
        return False
    if fragment.password is None:
        raise _malformed("An ICE restart needs a=ice-pwd beside a=ice-ufrag.")
    return True


def _value(lines: list[str], name: str, form: re.Pattern[str]) -> str | None:
    """The value of an attribute, which all m-lines of a bundle share."""
    values = {line.removeprefix(name) for line in lines if line.startswith(name)}
    if len(values) > 1 or not all(map(form.fullmatch, values)):
        raise _malformed(f"{name} has more than one value, or none that ICE allows.")
    return next(iter(values), None)


def _malformed(sentence: str) -> BadOffer:
    return BadOffer("fragment-malformed", sentence)
