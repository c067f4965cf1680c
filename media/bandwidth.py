"""What one participant's downlink carries, as far as it has shown. No I/O.

Every viewing is a connection of its own, but they share one way to the participant. So there is one
limit for all of them, learned from what each says.

Rule 1: until something is lost or late there is no limit.

Rule 2: a viewer's own estimate (REMB) is bound to about one and a half times what it receives, and
climbs slowly behind a sudden rise. So not its height tells of congestion but its fall: a receiver
takes it down only when packets come ever later, and then to 85 % of what comes through. A single
fall may be a key frame's burst or a busy computer, after which the estimate rises again; while
there is too much, another fall follows soon.

Rule 3: loss over `MANY` is congestion, too, for those that send no REMB or see it too late.

Rule 4: so is more than half of the sound. Pictures that are lost as a whole are not reported at
all, and tell nothing by estimates either, which then stay what they were; small packets get through
now and then.

Rule 5: sound alone is always tried, whatever the limit, unless more than half of it is lost, report
after report: nobody would understand a word, and what is lost would be in the way of the slides.

Rule 6: the limit rises when the estimates say more, and when more was sent for a while without
harm (`proved`).
"""

from collections.abc import Hashable
from dataclasses import dataclass

FEW, MANY = 0.02, 0.10
"""Shares of loss between which nothing changes."""

FALL = 0.97
"""An estimate below this share of the one before has fallen; libwebrtc tells of such at once."""

CONFIRMS = 2.0
"""Seconds in which a second fall means congestion."""

FIRST_SHARE = 0.8
"""A first estimate below this share of what is sent tells of congestion, too."""

PATIENCE = 2.0
"""Seconds between two answers to loss: reports of the time before the first still come in."""

RISE = 1.08
"""By which a limit may rise a report while little is lost, without REMB."""

LEAST = 30_000
"""Bits a second of the lowest limit, unless sound itself does not get through."""

HALF = 0.5
"""More than that share of sound is lost: pictures give way, if there are any …"""

RUNNING = 2
"""… or else the sound itself, when so many reports running say so, `PATIENCE` apart at least.
Browsers send one every five seconds."""

DOUBT = 15.0
"""Seconds after such a report, or after sound is given again, in which only a good report allows
that more is tried: no report is no good one."""


@dataclass(slots=True)
class _Link:
    """One viewing's connection."""

    sent: int = 0
    """Bits a second that it is sent."""
    estimate: int | None = None
    fell_at: float = float("-inf")
    unheard: int = 0
    """Reports running in which more than half of its sound was lost."""
    unheard_at: float = float("-inf")
    doubted_until: float = float("-inf")


class Bandwidth:
    """The estimate of one participant."""

    def __init__(self) -> None:
        self.limit: int | None = None
        """Bits a second that all viewings together may take; None while no limit is known."""
        self.congested_at = float("-inf")
        self.binds_sound = False
        """Whether the limit holds for sound, too: it does once sound alone does not get through."""
        self._links: dict[Hashable, _Link] = {}
        self._answered_at = float("-inf")

    def sends(self, link: Hashable, rate: int) -> None:
        """Take note of what a viewing is sent."""
        self._link(link).sent = rate

    def forget(self, link: Hashable) -> None:
        """The viewing has ended."""
        self._links.pop(link, None)

    def estimated(self, link: Hashable, bitrate: int, now: float) -> bool:
        """Take a viewing's estimate. Whether it tells of congestion."""
        it = self._link(link)
        before, it.estimate = it.estimate, bitrate
        fallen = bitrate < (FIRST_SHARE * it.sent if before is None else FALL * before)
        if fallen and bitrate < it.sent:
            fell_at, it.fell_at = it.fell_at, now
            if now - fell_at <= CONFIRMS:
                carried = sum(self._carried(each, it) for each in self._links.values())
                self._congested(carried, LEAST, now)
                return True
        elif self.limit is not None and not self.doubts(now):
            self.limit = max(self.limit, sum(map(_known, self._links.values())))
        return False

    def falls(self, link: Hashable, bitrate: int) -> bool:
        """Whether that estimate is less than the one before, or the first."""
        it = self._links.get(link)
        return it is None or it.estimate is None or bitrate < FALL * it.estimate

    def _link(self, link: Hashable) -> _Link:
        found = self._links.get(link)
        if found is None:
            found = self._links[link] = _Link()
        return found

    def _carried(self, each: _Link, fallen: _Link) -> int:
        """What a connection carries, when one has fallen."""
        return min(each.sent, each.estimate or 0) if each is fallen else each.sent

    def lost(self, link: Hashable, share: float, now: float) -> bool:
        """Take a report of loss, 0..1, of a viewing's picture. Whether it tells of congestion."""
        it = self._link(link)
        total = sum(each.sent for each in self._links.values())
        if share > MANY and total > 2 * LEAST and now - self._answered_at >= PATIENCE:
            self._answered_at = now
            self._congested(round(total * (1 - share / 2)), LEAST, now)
            return True
        if share < FEW and self.limit is not None and it.estimate is None:
            self.limit = max(self.limit, min(round(self.limit * RISE), total * 3 // 2))
        return False

    def heard(self, link: Hashable, now: float) -> None:
        """More than half of a viewing's sound gets through, it says."""
        it = self._link(link)
        it.unheard, it.doubted_until = 0, now

    def unheard(self, link: Hashable, share: float, alone: bool, now: float) -> bool:
        """More than half of a viewing's sound is lost: that share. Whether it tells of congestion.

        `alone`: nobody is sent a picture.
        """
        it = self._link(link)
        if now - max(it.unheard_at, self.congested_at) < PATIENCE:
            return False
        it.unheard_at, it.doubted_until = now, now + DOUBT
        it.unheard = it.unheard + 1 if alone else 0
        if alone and it.unheard < RUNNING:
            return False
        total = sum(each.sent for each in self._links.values())
        self.binds_sound = alone
        self._congested(round(total * (1 - share)), 0, now)
        return True

    def sounds(self, link: Hashable, now: float) -> None:
        """A viewing is sent sound again, as much as it takes."""
        self.binds_sound = False
        self._link(link).doubted_until = now + DOUBT

    def doubts(self, now: float) -> bool:
        """Whether sound may not get through, so that nothing more is to be tried."""
        return any(now < link.doubted_until for link in self._links.values())

    def proved(self, rate: int) -> None:
        """So much was sent for a while, and nothing happened."""
        if self.limit is not None:
            self.limit = max(self.limit, rate)

    def _congested(self, carried: int, least: int, now: float) -> None:
        self.congested_at = now
        known = carried if self.limit is None else min(carried, self.limit)
        self.limit = max(least, known)


def _known(link: _Link) -> int:
    """What a connection has shown that it carries."""
    return link.sent if link.estimate is None else link.estimate
