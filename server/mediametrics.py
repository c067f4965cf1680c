"""``/metrics/media``: each stream and each media session for itself, in Prometheus' text format.

A path of its own, so that the scrape of everything stays small whatever the audience: a session is
seven lines. Labels are ids of streams and sessions, as the log has them, never names; when one has
ended its lines are gone.
"""

from collections.abc import Callable, Iterator, Sequence

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from media.quality import Health
from media.server import MediaServer
from server.http import services
from server.metrics import require_reader

routes = web.RouteTableDef()

Read = Callable[[Health], float | None]

HEALTH: tuple[tuple[str, str, Read], ...] = (
    ("kbps", "Media, kilobits a second", lambda health: health.kbps),
    ("loss_ratio", "Share of packets lost before repair", lambda health: health.loss),
    ("lost_packets", "Packets that never came", lambda health: health.lost),
    ("jitter_seconds", "How uneven packets come", lambda health: health.jitter),
    ("rtt_seconds", "Round trip; absent until measured", lambda health: health.round_trip),
    ("repairs", "Packets asked for again, or repeated", lambda health: health.repairs),
)


class MediaFigures(Collector):
    """Read from media when they are asked for."""

    def __init__(self, media: MediaServer) -> None:
        self._media = media

    def collect(self) -> Iterator[Metric]:
        """One gauge per figure, with a sample per stream or session."""
        yield from self._streams()
        yield from self._sessions()

    def _streams(self) -> Iterator[Metric]:
        figures = self._media.stream_figures()
        labels = [(each.id, each.kind) for each in figures]
        family = _Family("stream", ("stream", "kind"), labels)
        yield from family.health([each.health for each in figures])
        yield family.gauge("packets", "RTP packets that came", [f.health.packets for f in figures])
        yield family.gauge("viewers", "Who receives it", [f.viewers for f in figures])
        asked = [f.key_frames_asked for f in figures]
        yield family.gauge("key_frames_asked", "Key frames asked of the publisher", asked)

    def _sessions(self) -> Iterator[Metric]:
        figures = self._media.session_figures()
        labels = [(each.id, each.stream, each.kind) for each in figures]
        family = _Family("session", ("session", "stream", "kind"), labels)
        yield from family.health([each.health for each in figures])
        scores = [each.score for each in figures]
        yield family.gauge("score", "4 excellent … 0 nothing gets through", scores)


class _Family:
    """Gauges of one kind of thing, with the same labels each."""

    def __init__(
        self, what: str, names: tuple[str, ...], labels: Sequence[tuple[str, ...]]
    ) -> None:
        self._what = what
        self._names = names
        self._labels = labels

    def health(self, all_of_them: list[Health]) -> Iterator[Metric]:
        """What streams and sessions both have."""
        for name, meaning, read in HEALTH:
            yield self.gauge(name, meaning, [read(health) for health in all_of_them])

    def gauge(self, name: str, meaning: str, values: list[float | None] | list[int]) -> Metric:
        """One figure of them all."""
        title = f"lectern_media_{self._what}_{name}"
        metric = GaugeMetricFamily(title, f"{meaning}, by {self._what}.", labels=self._names)
        for labels, value in zip(self._labels, values, strict=True):
            if value is not None:
                metric.add_metric(labels, float(value))
        return metric


@routes.get("/metrics/media")
async def media_metrics(request: web.Request) -> web.Response:
    """Every stream and session; for whom ``/metrics`` is."""
    parts = services(request)
    require_reader(request)
    registry = CollectorRegistry()
    registry.register(MediaFigures(parts.media))
    return web.Response(
        body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )
