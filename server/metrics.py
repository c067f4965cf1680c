"""``/metrics`` in Prometheus' text format: others count, this reads when it is asked."""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from server.http import Problem, services
from server.logs import route_of

Source = Callable[[], Mapping[str, float]]

routes = web.RouteTableDef()


class Sources(Collector):
    """Gauges read from the parts' own counters at scrape time, so that hot paths pay nothing."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = dict(sources)

    def collect(self) -> Iterator[Metric]:
        """One gauge per counter, named ``lectern_<part>_<counter>``."""
        for part, source in self._sources.items():
            for name, value in sorted(source().items()):
                metric = f"lectern_{part}_{re.sub(r'[^a-z0-9_]+', '_', name.lower())}"
                yield GaugeMetricFamily(metric, f"{name} of {part}.", value=float(value))


class Metrics:
    """The registry of one server."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(Sources(sources))
        ProcessCollector(registry=self.registry)
        self._requests = Histogram(
            "lectern_http_request_seconds",
            "Time to answer, by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )

    def answered(self, request: web.Request, status: int, seconds: float) -> None:
        """Count one answer."""
        self._requests.labels(request.method, route_of(request), str(status)).observe(seconds)


@routes.get("/metrics")
async def metrics(request: web.Request) -> web.Response:
    """Everything that is counted; by default only for callers on this machine."""
    require_reader(request)
    body = generate_latest(services(request).metrics.registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def require_reader(request: web.Request) -> None:
    """Raise 403 for whoever may not read metrics."""
    if not services(request).settings.metrics_for_all and not _is_local(request.remote):
        raise Problem(403, "not-allowed", "Metrics are for callers on this machine.")


def _is_local(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
