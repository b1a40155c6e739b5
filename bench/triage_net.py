"""Trains the triage network: hidden units beside a straight way from features to answers.

A small network in plain numpy, so that nothing but its numbers is needed to score with it.  It
learns which of `none` and the model's questions a text is; what comes out for a question is how
much likelier that is than `none`, as a logarithm.  What it becomes is the mean of what it was at
many moments of the second half of the way.  Deterministic on one kind of machine: the same rows in
the same order give the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.sparse as sparse

HIDDEN: Final = 24
ROUNDS: Final = 8
AT_ONCE: Final = 64
FASTEST: Final = 0.002
SLOWEST: Final = 0.5  # of that at the end
FORGOTTEN: Final = 0.6  # of the features and of the hidden units, another part of them each time
_BEGINS: Final = 0.1
_EVERY: Final = 200  # steps
_MOMENTUM, _SPREAD, _TINY = 0.9, 0.999, 1e-8


@dataclass
class Network:
    """What is learned.  `feature` has a row a feature: first its weight for each question, then
    for each hidden unit.
    """

    feature: Any
    bias: Any
    hidden_bias: Any
    out: Any

    @classmethod
    def begun(cls, features: int, questions: int, chance: np.random.Generator) -> Network:
        """A network that knows nothing yet."""
        feature = np.zeros((features, questions + HIDDEN), np.float32)
        feature[:, questions:] = chance.standard_normal((features, HIDDEN)) * _BEGINS
        out = (chance.standard_normal((HIDDEN, questions)) * 3 * _BEGINS).astype(np.float32)
        bias = np.zeros(questions, np.float32)
        return cls(feature, bias, np.full(HIDDEN, _BEGINS, np.float32), out)

    def scores(self, matrix: Any) -> Any:
        """The answers about each row of `matrix`."""
        questions = len(self.bias)
        seen = matrix @ self.feature
        hidden = np.maximum(seen[:, questions:] + self.hidden_bias, 0)
        return seen[:, :questions] + self.bias + hidden @ self.out


def trained(matrix: Any, right: Any, weight: Any, seed: int = 0) -> Network:
    """The network that has learned `right` (0 for none, else the number of the question, from 1)
    from the rows of `matrix`, each counting as `weight` says.
    """
    questions = int(right.max())
    chance = np.random.default_rng(seed)
    network = Network.begun(matrix.shape[1], questions, chance)
    pace, mean = _Pace(network), _Mean()
    wanted = np.eye(questions + 1, dtype=np.float32)[right]
    share = (weight / weight.mean() / AT_ONCE).astype(np.float32)[:, None]
    order = np.arange(matrix.shape[0])
    steps = ROUNDS * (len(order) // AT_ONCE)
    for step in range(steps):
        at = step % (len(order) // AT_ONCE) * AT_ONCE
        if at == 0:
            chance.shuffle(order)
        rows = order[at : at + AT_ONCE]
        columns, seen = _with_gaps(matrix[rows], chance)
        slopes = _slopes(network, seen, columns, wanted[rows], share[rows], chance)
        pace.step(columns, slopes, FASTEST * (1 - (1 - SLOWEST) * step / steps))
        if step * 2 >= steps and step % _EVERY == 0:
            mean.take(network)
    return mean.network()


class _Mean:
    """The mean of what a network was at several moments."""

    def __init__(self) -> None:
        self._sums: list[Any] = []
        self._taken = 0

    def take(self, network: Network) -> None:
        """Remember what it is now."""
        parts = [part.astype(np.float64) for part in vars(network).values()]
        before = self._sums or [np.zeros_like(part) for part in parts]
        self._sums = [a + b for a, b in zip(before, parts, strict=True)]
        self._taken += 1

    def network(self) -> Network:
        """The mean of all that was taken."""
        return Network(*((part / self._taken).astype(np.float32) for part in self._sums))


def _with_gaps(rows: Any, chance: np.random.Generator) -> tuple[Any, Any]:
    """Which features `rows` have, and those rows over them alone, some of it forgotten."""
    columns, at = np.unique(rows.indices, return_inverse=True)
    kept = chance.random(len(rows.data)) >= FORGOTTEN
    values = (rows.data * kept / (1 - FORGOTTEN)).astype(np.float32)
    size = (rows.shape[0], len(columns))
    return columns, sparse.csr_matrix((values, at, rows.indptr), shape=size)


def _slopes(
    network: Network, seen: Any, columns: Any, wanted: Any, share: Any, chance: np.random.Generator
) -> tuple[Any, Any, Any, Any]:
    """How the loss changes with what is learned, in the order of the network's fields."""
    questions = len(network.bias)
    found = seen @ network.feature[columns]
    before = found[:, questions:] + network.hidden_bias
    kept = (chance.random(before.shape) >= FORGOTTEN).astype(np.float32) / (1 - FORGOTTEN)
    hidden = np.maximum(before, 0) * kept
    answers = found[:, :questions] + network.bias + hidden @ network.out
    odds = np.exp(np.hstack([np.zeros_like(answers[:, :1]), answers]).clip(-60, 60))
    wrong = ((odds / odds.sum(1, keepdims=True) - wanted) * share)[:, 1:]
    back = (wrong @ network.out.T) * kept * (before > 0)
    feature = seen.T @ np.hstack([wrong, back])
    return feature, wrong.sum(0), back.sum(0), hidden.T @ wrong


class _Pace:
    """Steps of Adam's size; a feature that a step does not see stands still in it."""

    def __init__(self, network: Network) -> None:
        self._learned = [network.feature, network.bias, network.hidden_bias, network.out]
        self._mean = [np.zeros_like(part) for part in self._learned]
        self._spread = [np.zeros_like(part) for part in self._learned]
        self._steps = 0

    def step(self, columns: Any, slopes: tuple[Any, ...], fast: float) -> None:
        """One step down these slopes, the first of which is that of the `columns` alone."""
        self._steps += 1
        momentum, spread = 1 - _MOMENTUM**self._steps, 1 - _SPREAD**self._steps
        for number, slope in enumerate(slopes):
            of = columns if number == 0 else slice(None)
            mean = _MOMENTUM * self._mean[number][of] + (1 - _MOMENTUM) * slope
            wide = _SPREAD * self._spread[number][of] + (1 - _SPREAD) * slope * slope
            self._mean[number][of], self._spread[number][of] = mean, wide
            self._learned[number][of] -= fast * (mean / momentum) / (np.sqrt(wide / spread) + _TINY)
