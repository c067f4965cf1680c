"""The life of a deck version.

Rule 1: everything that decides about a version's state lives here; a step that is not in
``STEPS`` raises and changes nothing.

Rule 2: ``expired`` is never stored. It is what ``approved`` means once the validity is over.

Rule 3: a withdrawn version never comes back. What was wrong with it needs new content, and the
same bytes uploaded again are the same version.

              submit              approve                time
      draft ----------> in_review ----------> approved ----------> expired
        ^                   |                     |                   |
        |      return       |                     | withdraw          | withdraw
        +-------------------+                     v                   v
        |                                     withdrawn <-------------+
        |                      renew                                  |
        +-- in_review <-----------------------------------------------+
"""

from dataclasses import dataclass
from enum import StrEnum

from decks.errors import BadMetadata, IllegalStep


class State(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What people do with a version."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    RENEW = "renew"


STEPS: dict[State, dict[Step, State]] = {
    State.DRAFT: {Step.SUBMIT: State.IN_REVIEW},
    State.IN_REVIEW: {Step.RETURN: State.DRAFT, Step.APPROVE: State.APPROVED},
    State.APPROVED: {Step.WITHDRAW: State.WITHDRAWN},
    State.EXPIRED: {Step.WITHDRAW: State.WITHDRAWN, Step.RENEW: State.IN_REVIEW},
    State.WITHDRAWN: {},
}

WORDS = {
    State.DRAFT: "a draft",
    State.IN_REVIEW: "in review",
    State.APPROVED: "approved",
    State.EXPIRED: "expired",
    State.WITHDRAWN: "withdrawn",
}

DEEDS = {
    Step.SUBMIT: "submitted",
    Step.RETURN: "returned",
    Step.APPROVE: "approved",
    Step.WITHDRAW: "withdrawn",
    Step.RENEW: "renewed",
}


@dataclass(frozen=True, slots=True)
class Validity:
    """The time in which an approved version may be shown: from (included) until (not included)."""

    start: int
    until: int

    def __post_init__(self) -> None:
        if self.until <= self.start:
            raise BadMetadata("The validity must end after it begins.")


def after(state: State, step: Step) -> State:
    """The state that ``step`` leads to; IllegalStep when it leads nowhere from ``state``."""
    try:
        return STEPS[state][step]
    except KeyError:
        raise IllegalStep(
            f"This version is {WORDS[state]}, so it cannot be {DEEDS[step]}."
        ) from None


def derived(stored: State, validity: Validity | None, now: int) -> State:
    """What a stored state means at ``now``: an approval ends by itself (rule 2)."""
    if stored is State.APPROVED and validity is not None and now >= validity.until:
        return State.EXPIRED
    return stored
