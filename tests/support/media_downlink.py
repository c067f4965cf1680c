"""A downlink without a network: viewings that are nothing but wishes, and time that is told."""

from dataclasses import dataclass, field

from media.allocation import Wish, wanted
from media.downlink import Downlink
from media.layers import Option
from media.resources import Level

LAYERS = (
    Option("q", None, 180, 150_000),
    Option("h", None, 360, 500_000),
    Option("f", None, 720, 1_500_000),
)


@dataclass(eq=False)
class Tile:
    """A viewing that is nothing but a wish."""

    height: int | None = None
    repeats: bool = True
    """Whether it takes repeats."""
    layer: str | None = None
    sound: bool = False
    levels: list[Level] = field(default_factory=list)
    octets: int = 0
    """Repeated."""
    source: str = "alice's"
    voice: int = 40_000
    """Bits a second of its sound."""
    layers: tuple[Option, ...] = LAYERS
    """What there is to be sent."""

    def wish(self) -> Wish:
        return Wish(self, False, self.height or 1000, self.voice, wanted(self.layers, self.height))

    def take(self, sound: bool, option: Option | None, now: float) -> None:
        self.sound = sound
        self.layer = option.layer if option is not None else None

    def probe(self, octets: int, now: float) -> bool:
        self.octets += octets if self.repeats else 0
        return self.repeats

    def tell(self, level: Level) -> None:
        self.levels.append(level)


def falls(downlink: Downlink, tile: Tile, bitrate: int, now: float) -> None:
    """Two falls of its estimate, one soon after the other."""
    downlink.estimated(tile, round(bitrate * 1.05) + 1, now - 0.1)
    downlink.estimated(tile, bitrate, now)


def pass_time(downlink: Downlink, since: float, seconds: float) -> float:
    """Tick on; returns the end."""
    for tick in range(round(seconds / 0.02)):
        downlink.tick(since + 0.02 * tick)
    return since + seconds
