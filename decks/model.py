"""The values that the package hands out. Times are UTC milliseconds, numbers start at 0."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from decks.workflow import State, Validity, derived


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide of one version; its steps are consecutive pages of the file."""

    number: int
    key: str
    """Stable: the same slide of the next version has the same key."""
    title: str
    topic: str
    key_message: str
    mandatory: bool
    notes: str
    """For the rep alone."""
    first_page: int
    steps: int
    width: int
    height: int
    fingerprint: str = ""
    """A hash of what the slide says; tells the same slide in another version."""


@dataclass(frozen=True, slots=True)
class Version:
    """One content of a deck: a file by its SHA-256, and where its approval stands."""

    id: str
    deck: str
    number: int
    """1 for the first upload of a deck."""
    title: str
    sha256: str
    name: str
    """Of the uploaded file."""
    pages: int
    created: int
    by: str
    stored: State
    validity: Validity | None
    market: str
    decided: int | None
    """When it was approved."""
    approver: str | None
    reason: str
    """Why it was returned or withdrawn."""
    slides: Sequence[Slide] = field(default=())

    def state(self, now: int) -> State:
        """Where it stands at ``now``, with expiry."""
        return derived(self.stored, self.validity, now)

    def showable(self, now: int) -> bool:
        """Whether it may be shown at ``now``."""
        started = self.validity is not None and self.validity.start <= now
        return started and self.state(now) is State.APPROVED


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck with its versions, newest first, without their slides."""

    id: str
    title: str
    product: str
    created: int
    updated: int
    versions: Sequence[Version]

    @property
    def newest(self) -> Version | None:
        return self.versions[0] if self.versions else None

    def showable(self, now: int) -> Version | None:
        """The newest version that may be shown at ``now``."""
        return next((version for version in self.versions if version.showable(now)), None)


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of one step."""

    path: Path
    lasting: bool
    """Its address will never mean another picture: builds are fixed by the first approval."""


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list, with the size of the whole."""

    items: Sequence[Item]
    total: int
    number: int
    """1 for the first."""
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; 1 for an empty list."""
        return max(1, -(-self.total // self.size))


class JobState(StrEnum):
    """Where an import stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One import, as a page or a command watches it."""

    id: str
    state: JobState
    progress: int
    """0 to 100, never backwards."""
    name: str
    deck: str | None
    version: str | None
    """Set when done."""
    known: bool
    """The bytes were here already: no new version was made."""
    code: str | None
    sentence: str | None
    """Set when failed."""
    created: int

    @property
    def over(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)
