"""Which HCP of the directory a registrant may be. No I/O.

Rule 1: only the mail address makes sure: it is where the link goes.
Rule 2: a name alone is never enough to be sure, but worth a look by a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.texts import fold
from scheduling.webinars.plans import Match

TITLES = frozenset("dr prof med herr frau mr mrs ms dra pd phd md".split())


@dataclass(frozen=True, slots=True)
class Known:
    """An HCP as far as matching needs one."""

    id: str
    name: str
    email: str
    country: str
    segment: str


@dataclass(frozen=True, slots=True)
class Found:
    """What matching says."""

    match: Match
    hcp: str
    """The one who it surely is, else empty."""
    segment: str
    candidates: tuple[str, ...]
    """Ids for a person to look at, the likeliest first."""


NOT_FOUND = Found(Match.NONE, "", "", ())
"""Nobody whom the directory knows."""


def match(name: str, email: str, country: str, known: Iterable[Known]) -> Found:
    """Find a registrant among the HCPs that share the address or a part of the name."""
    people = list(known)
    same = [each for each in people if each.email and each.email.casefold() == email.casefold()]
    if len(same) == 1:
        return Found(Match.SURE, same[0].id, same[0].segment, ())
    likely = same or [each for each in people if key_of(each.name) == key_of(name)]
    ranked = sorted(likely, key=lambda each: (each.country != country, each.name, each.id))
    state = Match.OPEN if ranked else Match.NONE
    return Found(state, "", "", tuple(each.id for each in ranked))


def key_of(name: str) -> frozenset[str]:
    """The words of a name without titles, order, case and accents."""
    words = (word.strip(".,") for word in fold(name).replace("-", " ").split())
    return frozenset(word for word in words if word and word not in TITLES)
