"""A place: one medium of one viewer, and the fan that feeds it or is to do so."""

from dataclasses import dataclass

from media.downtrack import DownTrack
from media.fan import Fan, Layout


@dataclass(slots=True)
class Place:
    """Where a viewer stands, and where it is going."""

    kind: str
    layout: Layout
    track: DownTrack
    fan: Fan | None = None
    """The fan that is aimed at; `track.carrier` is the one that feeds the viewer until then."""

    def aim(self, fan: Fan | None, now: float) -> None:
        """Be fed by that fan as soon as can be, by none at once."""
        if fan is self.fan:
            return
        former, self.fan = self.fan, fan
        carrier = self.track.carrier
        if former is not None and former is not carrier:
            former.leave(self.track)
        if fan is None and carrier is not None:
            carrier.leave(self.track)
        elif fan is not None and fan is not carrier:
            fan.join(self.track, now)
