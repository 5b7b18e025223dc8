"""Figures for Prometheus. Labels are routes, statuses, actions and levels: never a text, a name or an id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from coinguard.hook.decision import Decision
from coinguard.verdict import LEVELS

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """The figures of one service, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "coinguard_requests_total", "Requests answered.", ("route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "coinguard_request_seconds", "From a request's start to its answer.", ("route",), buckets=_SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._verdicts = Counter(
            "coinguard_verdicts_total", "Messages and links checked.", ("level",), registry=self.registry
        )
        self._decisions = Counter(
            "coinguard_decisions_total", "Decisions, repeats included.", ("action", "level"), registry=self.registry
        )
        self.unkept = Counter(
            "coinguard_decisions_unkept_total", "Decisions that the store could not keep.", registry=self.registry
        )
        self.shed = Counter(
            "coinguard_shed_total", "Requests refused because too much was waiting.", ("what",), registry=self.registry
        )
        self.errors = Counter(
            "coinguard_errors_total", "Failures that no caller is to blame for.", ("what",), registry=self.registry
        )
        self.ready = Gauge(
            "coinguard_ready", "Whether the last look found everything in order.", registry=self.registry
        )
        # A label's child is looked up under a lock each time; these are asked for on every message.
        self._by_level = {level: self._verdicts.labels(level) for level in (*LEVELS, "error")}

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def checked(self, level: str | None, number: int = 1) -> None:
        """Count verdicts; null stands for a message that can't be scored."""
        self._by_level[level or "error"].inc(number)

    def decided(self, decisions: Iterable[Decision]) -> None:
        """Count decisions."""
        for decision in decisions:
            level = decision.verdict.level if decision.verdict is not None else "error"
            self._decisions.labels(decision.action, level).inc()
            if not decision.kept:
                self.unkept.inc()

    def watch(self, gauges: Callable[[], dict[str, tuple[str, float]]]) -> None:
        """Ask for figures each time somebody reads them: by name, a sentence and a value."""
        self.registry.register(_Asked(gauges))

    def page(self) -> bytes:
        """Return all figures the way Prometheus reads them."""
        return generate_latest(self.registry)


class _Asked(Collector):
    def __init__(self, gauges: Callable[[], dict[str, tuple[str, float]]]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        for name, (sentence, value) in self._gauges().items():
            yield GaugeMetricFamily(f"coinguard_{name}", sentence, value=value)

    def describe(self) -> Iterable[Metric]:
        return ()  # or registering would ask for the figures before there are any
