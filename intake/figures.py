"""What is measured at the moment it is asked for, as Prometheus reads it.

Not the library's own gauges: where several processes count together, each of these would leave its
last figure on disk for the others to show, long after it was true.
"""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector


class Figures(Collector):
    """Figures by name, each with the labels it was shown with."""

    def __init__(self) -> None:
        self._families: dict[str, GaugeMetricFamily] = {}

    def show(self, name: str, what: str, value: float, **labels: str) -> None:
        """One figure more; `what` says what it is."""
        family = self._families.get(name)
        if family is None:
            family = self._families[name] = GaugeMetricFamily(name, what, labels=tuple(labels))
        family.add_metric(tuple(labels.values()), value)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """All of them."""
        return self._families.values()

    def exposition(self) -> bytes:
        """All of them, as text."""
        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)
