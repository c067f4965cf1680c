"""Who waits in this process for the plan to learn that a meeting is over."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Endings:
    """One signal for each meeting that somebody waits for; a thousand who wait cost no query."""

    def __init__(self) -> None:
        self._signals: dict[str, asyncio.Event] = {}
        self._waiting = Counter[str]()

    def __len__(self) -> int:
        return len(self._signals)

    def tell(self, meeting: str) -> None:
        """The plan has it that this meeting is over."""
        signal = self._signals.get(meeting)
        if signal is not None:
            signal.set()

    @contextmanager
    def of(self, meeting: str) -> Iterator[asyncio.Event]:
        """The signal of a meeting's end, from now on."""
        signal = self._signals.setdefault(meeting, asyncio.Event())
        self._waiting[meeting] += 1
        try:
            yield signal
        finally:
            self._waiting[meeting] -= 1
            if not self._waiting[meeting]:
                del self._waiting[meeting], self._signals[meeting]
