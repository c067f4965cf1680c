"""What can go wrong in the engagement store, by who must hear of it.

EngagementError           code (stable, for programs) and a sentence (for people)
 +-- NotFound             not-found      no such row in this organisation, or a foreign one
 +-- Invalid              invalid        a field that cannot be so; says which
 +-- Duplicate            duplicate      another HCP has this id or address; says which
 +-- Locked               locked         the call report was submitted; only amend() changes it
 +-- Incomplete           incomplete     the call report misses an answer that it must have
 +-- Overloaded           too-many       too much is waiting; nothing was stored, try later
 '-- Unavailable          unavailable    disk full, locked, closed; nothing was acknowledged
"""

from typing import ClassVar


class EngagementError(Exception):
    """Base of all errors here; ``str()`` of one is a sentence for people."""

    code: ClassVar[str] = "engagement-error"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(EngagementError):
    """There is no such row, or it is another organisation's: the caller cannot tell which."""

    code = "not-found"

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


class Invalid(EngagementError):
    """A field holds what it must not hold."""

    code = "invalid"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field} {sentence}")
        self.field = field
        self.problem = sentence


class Duplicate(EngagementError):
    """Another HCP of the organisation already has this value."""

    code = "duplicate"

    def __init__(self, field: str, existing: str) -> None:
        super().__init__(f"Another HCP already has this {field}.")
        self.field = field
        self.existing = existing
        """The id of the HCP who has it."""


class Locked(EngagementError):
    """A submitted call report changes by amendment only."""

    code = "locked"


class Incomplete(EngagementError):
    """The call report cannot be submitted yet."""

    code = "incomplete"


class Overloaded(EngagementError):
    """More is waiting to be written than the writer will hold."""

    code = "too-many"


class Unavailable(EngagementError):
    """The store cannot be written at the moment; whoever has the rows must keep them."""

    code = "unavailable"
