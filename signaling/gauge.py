"""The gauge: how well people's media gets through, told to hosts and kept minute by minute.

Rule 1: it is the server's own measure, not a browser's word.
Rule 2: hosts hear of a changed score at the next look, of everybody every ten seconds; it is
volatile, and somebody whose media has ended is told of once more, without a score.
Rule 3: a fact a minute, and one at the end of somebody's media. Whether they agreed to that is
known where it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import NAMESPACE_OID, uuid5

from rooms import State
from signaling.audience import Broadcast
from signaling.clerk import Clerk
from signaling.figures import Figures
from signaling.hub import Hub
from signaling.seams import Fact, Media, MediaQuality

MINUTE_MS = 60_000
TELL_ALL_MS = 10_000
"""Also how long a host who has just come waits for the figures."""
INSIDE = (State.PRESENT, State.RECONNECTING)

KIND = "quality.measured"

Person = tuple[str, str]
"""Room and participant."""
Figure = dict[str, object]


@dataclass(slots=True)
class Minute:
    """What was seen of one person since the last fact."""

    began: int
    until: int
    looks: list[MediaQuality] = field(default_factory=list)

    def add(self, quality: MediaQuality, now: int) -> None:
        """Take one look."""
        self.looks.append(quality)
        self.until = now

    def values(self) -> dict[str, object]:
        """The means of the looks, as the engagement store wants them; at least one was taken."""
        trips = [each.rtt_ms for each in self.looks if each.rtt_ms is not None]
        means: dict[str, object] = {
            "measured_ms": self.until - self.began,
            "loss": round(_mean(each.loss for each in self.looks), 4),
            "kbps": round(_mean(each.kbps for each in self.looks), 1),
            "score": round(_mean(each.score for each in self.looks), 2),
            "worst": min(each.score for each in self.looks),
        }
        return means | ({"rtt_ms": round(_mean(trips), 1)} if trips else {})


def _mean(numbers: Iterable[float]) -> float:
    known = list(numbers)
    return sum(known) / len(known)


@dataclass(slots=True)
class _Seen:
    """One person whose media flows."""

    org: str
    seq: int
    """The room's number when they were last looked at."""
    minute: Minute
    score: int | None = None
    """What hosts were told."""


class Gauge:
    """Looks at everybody, again and again."""

    def __init__(
        self, media: Media, hub: Hub, broadcast: Broadcast, clerk: Clerk, figures: Figures
    ) -> None:
        self._media = media
        self._hub = hub
        self._broadcast = broadcast
        self._clerk = clerk
        self._figures = figures
        self._seen: dict[Person, _Seen] = {}
        self._told_all = 0

    def __len__(self) -> int:
        return len(self._seen)

    def look(self, now: int) -> None:
        """Look at everybody whose media flows; call it about every two seconds."""
        everybody = now - self._told_all >= TELL_ALL_MS
        if everybody:
            self._told_all = now
        news: dict[str, list[Figure]] = {}
        current = self._current()
        for person, quality in current.items():
            seen = self._take(person, quality, now)
            if everybody or seen.score != quality.score:
                seen.score = quality.score
                news.setdefault(person[0], []).append(figure(person[1], quality))
        for person in [person for person in self._seen if person not in current]:
            self._forget(person)
            news.setdefault(person[0], []).append(figure(person[1], None))
        self._tell(news)
        self._figures.measure(current, now)

    def _current(self) -> dict[Person, MediaQuality]:
        """Of those who are in a room; a path that is only tested from the lobby is not."""
        found: dict[Person, MediaQuality] = {}
        for person, quality in self._media.qualities().items():
            live = self._hub.find(person[0])
            if live is not None and live.room.state_of(person[1]) in INSIDE:
                found[person] = quality
        return found

    def _take(self, person: Person, quality: MediaQuality, now: int) -> _Seen:
        seen = self._seen.get(person)
        if seen is None:
            org = self._hub.org(person[0])
            seen = self._seen[person] = _Seen(org, 0, Minute(now, now))
        live = self._hub.find(person[0])
        seen.seq = live.room.seq if live is not None else seen.seq
        seen.minute.add(quality, now)
        if now - seen.minute.began >= MINUTE_MS:
            self._write(person, seen)
            seen.minute = Minute(now, now)
        return seen

    def _tell(self, news: Mapping[str, list[Figure]]) -> None:
        for room, people in news.items():
            live = self._hub.find(room)
            if live is not None:
                self._broadcast.measure(live.room, people)

    def close(self) -> None:
        """Write down what is known. Closing twice is harmless."""
        for person in list(self._seen):
            self._forget(person)

    def _forget(self, person: Person) -> None:
        self._write(person, self._seen.pop(person))

    def _write(self, person: Person, seen: _Seen) -> None:
        room, participant = person
        minute = seen.minute
        # A single look is no time; it is one only where a minute has just ended.
        if minute.until == minute.began:
            return
        self._clerk.fact(
            Fact(
                id=str(uuid5(NAMESPACE_OID, f"{room}:quality:{participant}:{minute.began}")),
                org=seen.org,
                meeting=room,
                participant=participant,
                seq=seen.seq,
                kind=KIND,
                at=minute.until,
                values=minute.values(),
            )
        )


def figure(participant: str, quality: MediaQuality | None) -> Figure:
    """What hosts are told of somebody; without a quality, that there is none any more."""
    if quality is None:
        return {"id": participant, "score": None, "rtt_ms": None, "loss": None, "kbps": None}
    return {
        "id": participant,
        "score": quality.score,
        "rtt_ms": None if quality.rtt_ms is None else round(quality.rtt_ms),
        "loss": round(quality.loss, 3),
        "kbps": round(quality.kbps),
    }
