"""How often a participant may say something: a token bucket for each kind of message.

All tabs of a person share their buckets. Whoever empties one is told ``too-many``, and their
socket is not read for ``PENALTY_SECONDS``: a flood then fills its own connection, not our time.
"""

from __future__ import annotations

from dataclasses import dataclass

PENALTY_SECONDS = 0.1
MOST_BUCKETS = 20_000
"""Above this many, buckets that are full again are forgotten."""
FORGET_MS = 1_000
"""Looking for them takes time, which a flood of new addresses must not take at each message."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second on average, so many at once."""

    per_second: float
    burst: int


RATES = {
    "join": Rate(1, 10),
    "snapshot": Rate(1, 10),
    "leave": Rate(1, 10),
    "engage": Rate(5, 40),
    "show": Rate(20, 60),
    "point": Rate(60, 120),
    "presence": Rate(4, 20),
    "view": Rate(10, 60),
    "stream_state": Rate(5, 20),
    "chat": Rate(2, 10),
    "ask": Rate(0.5, 5),
    "react": Rate(4, 10),
    "vote": Rate(1, 20),
    "poll_answer": Rate(1, 10),
    "raise_hand": Rate(2, 10),
    "publish": Rate(0.5, 10),
    "play": Rate(2, 40),
    "media_session": Rate(5, 60),
    # Of an address, not a person: a whole hospital may be behind one.
    "register": Rate(0.1, 40),
    "register_day": Rate(200 / 86_400, 200),
    # Of a mail address that somebody types: it may be a stranger's, who gets the mails.
    "register_mail": Rate(10 / 86_400, 10),
    "verify": Rate(0.2, 30),
}
"""A person's pace, and some: an arrow key that is held down sends 30 slides a second."""
OTHERS = Rate(10, 40)


@dataclass(slots=True)
class _Bucket:
    level: float
    at: int


class Limits:
    """The buckets of everybody."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._forgot = 0

    def take(self, who: str, message: str, now: int) -> bool:
        """Take one token; False when there is none."""
        rate = RATES.get(message, OTHERS)
        if len(self._buckets) > MOST_BUCKETS and abs(now - self._forgot) >= FORGET_MS:
            self._forget(now)
        bucket = self._buckets.setdefault((who, message), _Bucket(rate.burst, now))
        gained = (now - bucket.at) / 1000 * rate.per_second
        bucket.level, bucket.at = min(rate.burst, bucket.level + max(0, gained)), now
        if bucket.level < 1:
            return False
        bucket.level -= 1
        return True

    def _forget(self, now: int) -> None:
        """Drop the buckets that are full again: a new one is the same."""
        self._forgot = now
        self._buckets = {
            key: bucket for key, bucket in self._buckets.items() if not _is_full(key, bucket, now)
        }


def _is_full(key: tuple[str, str], bucket: _Bucket, now: int) -> bool:
    rate = RATES.get(key[1], OTHERS)
    return bucket.level + (now - bucket.at) / 1000 * rate.per_second >= rate.burst
