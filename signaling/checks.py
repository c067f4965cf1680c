"""Tests of the media path: a stream that nobody is told of, which ends by itself."""

from __future__ import annotations

import asyncio

from signaling.programs import lives
from signaling.seams import Claim, Media, MediaAnswer
from signaling.streams import CHECK

CHECK_SECONDS = 20
"""How long a media path that is only tested is kept."""


class Checks:
    """The media sessions that only test the way."""

    def __init__(self, media: Media) -> None:
        self._media = media
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def __len__(self) -> int:
        return len(self._timers)

    def start(self, claim: Claim, offer: str) -> MediaAnswer:
        """Try the way for somebody who may not be in the room yet."""
        answer = self._media.publish(claim.meeting, claim.participant, CHECK, offer)
        loop = asyncio.get_running_loop()
        self._timers[answer.session] = loop.call_later(CHECK_SECONDS, self._end, answer.session)
        return answer

    def forget(self, session: str) -> None:
        """Somebody ends that session before its time. Any session will do."""
        timer = self._timers.pop(session, None)
        if timer is not None:
            timer.cancel()

    def close(self) -> None:
        """Forget the timers; media ends its sessions itself."""
        for session in tuple(self._timers):
            self.forget(session)

    def sweep(self) -> None:
        """Forget the timers of checks that have ended by themselves."""
        for session in tuple(self._timers):
            if not lives(self._media, session):
                self.forget(session)

    def _end(self, session: str) -> None:
        self.forget(session)
        # It may have ended by itself before its time was over.
        if lives(self._media, session):
            self._media.end(session)
