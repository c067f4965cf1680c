"""The content gate, asked whenever a slide is about to be shown.

Rule 1: this file does no I/O and reads no clock: the version as it stands comes in, with ``now``.

Rule 2: yes is a proof that goes into the engagement event; no is ``NotShowable`` with a stable
code: ``not-approved``, ``not-yet-valid``, ``expired``, ``withdrawn``, ``no-such-slide``.
"""

from dataclasses import dataclass

from decks.errors import DeckError
from decks.model import Slide, Version
from decks.workflow import State


class NotShowable(DeckError):
    """This slide may not be shown now."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was allowed on the screen: enough to find the very pixels again."""

    version: str
    slide_key: str
    sha256: str


REFUSED = {
    State.DRAFT: ("not-approved", "This deck is a draft. Ask for its approval before you show it."),
    State.IN_REVIEW: ("not-approved", "This deck is still in review and may not be shown yet."),
    State.EXPIRED: ("expired", "The approval of this deck has ended. Choose its current version."),
    State.WITHDRAWN: ("withdrawn", "This deck was withdrawn and may no longer be shown."),
}


def check(version: Version, slide: Slide | None, step: int, now: int) -> Proof:
    """The proof that this step may be shown at ``now``; NotShowable when not.

    ``slide`` is None when the version has none of that number.
    """
    check_version(version, now)
    if slide is None:
        raise NotShowable("no-such-slide", "This deck has no such slide.")
    if not 0 <= step < slide.steps:
        raise NotShowable("no-such-slide", f"Slide {slide.number + 1} has no step {step + 1}.")
    return Proof(version.id, slide.key, version.sha256)


def check_version(version: Version, now: int) -> None:
    """Nothing when the version may be shown at ``now``; NotShowable says why not."""
    state = version.state(now)
    if state in REFUSED:
        raise NotShowable(*REFUSED[state])
    if version.validity is None or now < version.validity.start:
        raise NotShowable("not-yet-valid", "The approval of this deck has not begun yet.")
