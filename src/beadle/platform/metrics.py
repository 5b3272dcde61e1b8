"""Figures for Prometheus: a registry of our own, counters of requests, and gauges that rooms fill at each scrape.

No label ever holds a name, an address, an identifier from a path or anything else of a person: routes are told by their
template, methods and states from short fixed lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure with its values by label. `label` is "" where there is one value only, under the key "".

    A counter only grows, and its name ends in `_total`.
    """

    name: str
    help: str
    values: Mapping[str, float]
    label: str = ""
    counter: bool = False


class _Latest(Collector):
    """What was read last."""

    def __init__(self) -> None:
        self.readings: tuple[Reading, ...] = ()

    def collect(self) -> Iterable[Metric]:
        """The readings as Prometheus has them."""
        for reading in self.readings:
            kind = CounterMetricFamily if reading.counter else GaugeMetricFamily
            family = kind(reading.name, reading.help, labels=[reading.label] if reading.label else [])
            for label, value in sorted(reading.values.items()):
                family.add_metric([label] if reading.label else [], value)
            yield family


class Meter:
    """Everything that one process has to tell."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._latest = _Latest()
        for kind in (ProcessCollector, PlatformCollector, GCCollector):
            kind(registry=self._registry)
        self._registry.register(self._latest)
        self._requests = Counter(
            "beadle_http_requests",
            "Requests by the route's template, method and status.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "beadle_http_request_seconds",
            "Time to the end of the answer, by the route's template.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._sockets = Gauge(
            "beadle_websockets_open",
            "WebSockets that are open, by the route's template.",
            ("route",),
            registry=self._registry,
        )

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request. route: its template, never its path."""
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def opened(self, route: str) -> None:
        """A WebSocket was opened."""
        self._sockets.labels(route).inc()

    def closed(self, route: str) -> None:
        """A WebSocket was closed."""
        self._sockets.labels(route).dec()

    def page(self, readings: Iterable[Reading] = ()) -> bytes:
        """Everything, in Prometheus' text form, with these readings of the moment."""
        self._latest.readings = tuple(readings)
        return generate_latest(self._registry)
