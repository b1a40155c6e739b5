"""The queue against a plain model of it, with time and with deaths: whatever anybody does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from redis import Redis

from flows.levels import Level
from tests.support.dying import Fragile, inconsistencies
from tests.support.queueing import MEDICAL, NOW, PLAIN, RED, UNCLEAR, VAULT, commit, keep, person_of
from workers import keys
from workers.callback_queue import (
    OUTCOMES,
    AlreadyClaimed,
    Gone,
    LeaseLost,
    OutcomeRefused,
)
from workers.callbacks import LEASE, UNDO, Callback
from workers.errors import QueueRefused
from workers.moments import to_ms
from workers.plan import RESULTS, next_try, shipped
from workers.reporting import Reports, total
from workers.store import Committed, Store

NUMBERS = [f"+4477009001{n:02}" for n in range(6)]
OFFICERS = ["ann", "bob", "cem"]
REDIS: list[Redis] = []


@dataclass
class Kept:
    """What the model holds of one callback."""

    reference: str
    level: Level
    kind: object
    waiting_since: datetime
    not_before: datetime
    due_at: datetime
    state: str = "waiting"
    officer: str = ""
    lease: datetime | None = None
    fence: int = 0
    attempts: int = 0
    check: str = ""
    alert: str = ""
    alert_at: datetime | None = None
    outcome: str = ""

    @property
    def held(self) -> bool:
        """Whether an officer has it, as far as anybody looked."""
        return self.state in ("claimed", "calling")


@dataclass
class Model:
    """The queue as one would write it down on paper."""

    now: datetime = NOW
    open: dict[str, Kept] = field(default_factory=dict)
    closed: list[Kept] = field(default_factory=list)

    def contact(self, number: str, kept: Kept, red: bool) -> None:
        """They wrote, again or for the first time."""
        had = self.open.setdefault(number, kept)
        known = had.held and had.level is Level.RED and had is not kept
        climbing = had.alert == "climbing" and had.not_before <= self.now
        if had is not kept:
            if kept.level.rank > had.level.rank:
                had.level, had.kind = kept.level, kept.kind
            elif kept.level is had.level and had.kind in (None, UNCLEAR[1]):
                had.kind = kept.kind or had.kind
            doubt = kept.check == "open"
            had.check = "" if had.level is Level.RED else "open" if doubt else had.check
            if had.level is Level.RED:
                had.not_before = min(had.not_before, self.now)
            else:
                had.not_before = min(had.not_before, kept.not_before)
            had.due_at = min(had.due_at, kept.due_at)
        if red and not known and not climbing:
            had.alert, had.alert_at = "climbing", self.now

    def wake(self) -> None:
        """The clock looked."""
        for kept in self.open.values():
            if kept.held and kept.lease is not None and kept.lease <= self.now:
                self.back(kept)

    def back(self, kept: Kept) -> None:
        """Nobody has it any more."""
        kept.state, kept.officer, kept.lease = "waiting", "", None
        if kept.level is Level.RED:
            kept.alert, kept.alert_at = "climbing", max(self.now, kept.not_before)

    def give(self, kept: Kept, officer: str) -> None:
        """An officer has it."""
        kept.state, kept.officer, kept.lease = "claimed", officer, self.now + LEASE
        kept.fence += 1
        self.settle(kept)

    def settle(self, kept: Kept) -> None:
        """A named person has it."""
        kept.alert, kept.alert_at = ("taken" if kept.level is Level.RED else ""), None

    def end(self, number: str, outcome: str) -> None:
        """It is over."""
        kept = self.open.pop(number)
        kept.state, kept.outcome, kept.alert, kept.alert_at = "closed", outcome, "", None
        kept.officer, kept.lease = "", None
        self.closed.append(kept)

    def next(self) -> Kept | None:
        """Whom to ring next."""
        self.wake()
        ripe = [k for k in self.open.values() if k.state == "waiting" and k.not_before <= self.now]
        order = lambda k: (k.level is not Level.RED, k.due_at, k.reference)  # noqa: E731
        return min(ripe, key=order, default=None)

    def holds(self, kept: Kept, fence: int) -> bool:
        """Whether this fence still holds it."""
        return (
            kept.fence == fence and kept.held and kept.lease is not None and kept.lease > self.now
        )


class QueueMachine(RuleBasedStateMachine):
    """Does the same to both, and compares."""

    @initialize()
    def empty(self) -> None:
        """Nobody waits."""
        REDIS[0].flushall()
        self.queue, self.store = Fragile(REDIS[0]), Store(REDIS[0], VAULT)
        self.model = Model()
        self.counter, self.tries = count(), Counter[str]()
        for number, urgency in zip(NUMBERS, (PLAIN, MEDICAL, UNCLEAR, PLAIN), strict=False):
            self.somebody_writes(number, urgency, 0)
            self.model.now += timedelta(minutes=7)

    def one(self, which: int) -> tuple[str, Kept]:
        """One of the open ones."""
        return sorted(self.model.open.items())[which % len(self.model.open)]

    def whose(self, kept: Kept) -> str:
        """Who has it in hand, or had; nobody else's word counts for it."""
        found = self.queue.get(kept.reference)
        return (found.officer if found else "") or "ann"

    @rule(
        number=st.sampled_from(NUMBERS),
        urgency=st.sampled_from([PLAIN, PLAIN, MEDICAL, UNCLEAR, RED]),
        after=st.sampled_from([0, 0, 90]),
    )
    def somebody_writes(self, number: str, urgency: tuple[Level, object], after: int) -> None:
        """One person, one callback; a second contact raises it and keeps its place."""
        model, red = self.model, urgency[0] is Level.RED
        asked = urgency != UNCLEAR
        kept = keep(urgency, now=model.now, asked=asked, after=timedelta(minutes=after))  # type: ignore[arg-type]
        reference = f"R-{next(self.counter):04}"
        done = commit(
            self.store, f"SM-{reference}", number, kept=kept, reference=reference, now=model.now
        )
        assert isinstance(done, Committed)
        check = "open" if not asked else ""
        fresh = Kept(reference, *urgency, model.now, kept.not_before, kept.due_at, check=check)
        model.contact(number, fresh, red)
        assert bool([r for r in done.ring if r.startswith("alert:")]) <= red

    @rule(minutes=st.sampled_from([1, 4, 14, 15, 16, 31, 200, 1500]))
    def time_passes(self, minutes: int) -> None:
        """Nobody looks at once."""
        self.model.now += timedelta(minutes=minutes)

    @rule(point=st.sampled_from(["before", "after"]))
    def the_next_step_dies(self, point: str) -> None:
        """Before its script, or after it and before anybody heard: nothing is half done."""
        self.queue.armed = point

    @precondition(lambda self: self.model.open)
    @rule(which=st.integers(0, 5), undo=st.booleans())
    def closes_soon(self, which: int, undo: bool) -> None:
        """Decided, it is held for a minute; undone it is held as before, else it takes effect."""
        model, (number, kept) = self.model, self.one(which)
        if not kept.fence:
            with pytest.raises(LeaseLost):
                self.queue.close_soon(kept.reference, kept.fence, "ann", "reached", model.now)
            return
        officer = kept.officer or "ann"
        self.queue.close_soon(kept.reference, kept.fence, officer, "reached", model.now)
        kept.state = kept.state if kept.held else "claimed"
        kept.officer, kept.lease = officer, model.now + LEASE
        model.settle(kept)
        assert self.queue.finish_closing(kept.reference, model.now) is False
        if undo:
            self.queue.undo_close(kept.reference, kept.fence, officer, model.now)
            return
        model.now += UNDO
        assert self.queue.finish_closing(kept.reference, model.now) is True
        model.end(number, "reached")

    @rule(officer=st.sampled_from(OFFICERS))
    def takes_next(self, officer: str) -> None:
        """Red first, then the earliest promise; never one who should not be rung yet."""
        wanted = self.model.next()
        got = self.queue.take_next(officer, self.model.now)
        assert (got.reference if got else None) == (wanted.reference if wanted else None)
        if wanted:
            self.model.give(wanted, officer)
            self.same(got, wanted)

    @precondition(lambda self: self.model.open)
    @rule(officer=st.sampled_from(OFFICERS), which=st.integers(0, 5))
    def claims(self, officer: str, which: int) -> None:
        """Never two officers on one; pressing twice is pressing once."""
        _, kept = self.one(which)
        if kept.held and kept.lease and kept.lease > self.model.now:
            if kept.officer != officer:
                with pytest.raises(AlreadyClaimed):
                    self.queue.claim(kept.reference, officer, self.model.now)
                return
            kept.lease = self.model.now + LEASE
            self.model.settle(kept)
        else:
            self.model.give(kept, officer)
        self.same(self.queue.claim(kept.reference, officer, self.model.now), kept)

    @precondition(lambda self: self.model.open)
    @rule(
        which=st.integers(0, 5),
        old=st.integers(0, 2),
        what=st.sampled_from(["renew", "release", "start_calling", "lower"]),
    )
    def acts_on_what_is_held(self, which: int, old: int, what: str) -> None:
        """Only the newest fence, and only while the lease lasts."""
        model, (_, kept) = self.model, self.one(which)
        fence = max(kept.fence - old, 0)
        act: Callable[[], object] = {
            "renew": lambda: self.queue.renew(kept.reference, fence, model.now),
            "release": lambda: self.queue.release(
                kept.reference, fence, self.whose(kept), model.now
            ),
            "start_calling": lambda: self.queue.start_calling(kept.reference, fence, model.now),
            "lower": lambda: self.queue.lower(
                kept.reference, fence, self.whose(kept), *PLAIN, model.now
            ),
        }[what]
        if not model.holds(kept, fence) or not fence:
            with pytest.raises(LeaseLost):
                act()
            return
        if what == "lower" and kept.level is Level.NONE:
            with pytest.raises(OutcomeRefused):
                act()
            return
        act()
        match what:
            case "renew":
                kept.lease = model.now + LEASE
            case "release":
                kept.fence += 1
                model.back(kept)
            case "start_calling":
                kept.state, kept.lease = "calling", model.now + LEASE
                model.settle(kept)
            case _:
                kept.level, kept.kind, kept.alert, kept.alert_at = *PLAIN, "", None

    @precondition(lambda self: self.model.open)
    @rule(which=st.integers(0, 5), old=st.integers(0, 1), result=st.sampled_from(RESULTS))
    def reports_an_attempt(self, which: int, old: int, result: str) -> None:
        """It counts once, for the newest fence, even late; red never runs out."""
        model, (number, kept) = self.model, self.one(which)
        fence = kept.fence - old
        if fence != kept.fence or fence < 1:
            with pytest.raises(LeaseLost):
                self.queue.attempt(kept.reference, fence, self.whose(kept), result, model.now)
            return
        before = self.queue.get(kept.reference)
        assert before is not None
        plan = next_try(shipped(), before, result, model.now)
        self.queue.attempt(kept.reference, fence, self.whose(kept), result, model.now)
        self.tries[result] += 1
        kept.attempts = plan.attempts
        if plan.exhausted:
            assert kept.level is not Level.RED
            model.end(number, "exhausted")
            return
        kept.not_before, kept.due_at, kept.fence = plan.not_before, plan.due_at, kept.fence + 1
        model.back(kept)

    @precondition(lambda self: self.model.open)
    @rule(
        which=st.integers(0, 5),
        old=st.integers(0, 1),
        outcome=st.sampled_from(sorted(OUTCOMES)),
    )
    def closes(self, which: int, old: int, outcome: str) -> None:
        """By whoever had it last; red never as exhausted or safe, and safe only for a check."""
        model, (number, kept) = self.model, self.one(which)
        fence = kept.fence - old
        never_red = ("exhausted", "safe")
        refused: type[QueueRefused] | None = None
        if fence != kept.fence or fence < 1:
            refused = LeaseLost
        elif outcome in never_red and kept.level is Level.RED:
            refused = OutcomeRefused
        elif outcome == "safe":
            refused = None if kept.check else OutcomeRefused
        if refused is not None:
            with pytest.raises(refused):
                self.queue.close(kept.reference, fence, self.whose(kept), outcome, model.now)
            return
        self.queue.close(kept.reference, fence, self.whose(kept), outcome, model.now)
        model.end(number, outcome)
        with pytest.raises(Gone):
            self.queue.close(kept.reference, fence, self.whose(kept), outcome, model.now)

    @rule()
    def the_clock_looks(self) -> None:
        """Ended leases wait again; then everything is as the model has it."""
        ended = self.queue.return_ended_leases(self.model.now)
        mine = [
            k.reference
            for k in self.model.open.values()
            if k.held and k.lease and k.lease <= self.model.now
        ]
        assert sorted(ended) == sorted(mine)
        self.model.wake()
        self.everything_is_the_same()

    def teardown(self) -> None:
        """Nobody is forgotten at the end."""
        if hasattr(self, "model"):
            self.the_clock_looks()

    def everything_is_the_same(self) -> None:
        """Every callback, the counts, the alerts, the pointers, the indexes."""
        assert inconsistencies(REDIS[0]) == []
        model = self.model
        found = {c.reference: c for c in self.queue.open_callbacks(model.now)}
        assert set(found) == {k.reference for k in model.open.values()}
        for number, kept in model.open.items():
            self.same(found[kept.reference], kept)
            assert REDIS[0].get(keys.open_callback(person_of(number))) == kept.reference.encode()
            score = REDIS[0].zscore(keys.DUE, f"alert:{kept.reference}")
            assert score == (to_ms(kept.alert_at) if kept.alert_at else None)
        summary = self.queue.summary(model.now)
        for level in Level:
            for state in ("waiting", "claimed", "calling"):
                wanted = [k for k in model.open.values() if (k.level, k.state) == (level, state)]
                assert summary.counts[level][state] == len(wanted)
        waits = [k.waiting_since for k in model.open.values()]
        assert summary.longest_waiting_since == min(waits, default=None)
        ripe = [
            k for k in model.open.values() if k.state == "waiting" and k.not_before <= model.now
        ]
        assert summary.ringable == len(ripe)
        assert summary.overdue == len([k for k in ripe if k.due_at < model.now])
        self.everything_was_counted()

    def everything_was_counted(self) -> None:
        """For the reports: each opening, each try and each end once, whatever died meanwhile."""
        found: dict[str, Counter[str]] = {}
        hours = Reports(REDIS[0]).between(NOW - timedelta(hours=1), self.model.now + LEASE * 4)
        for name, times in total(hours).items():
            found.setdefault(name[0], Counter())[name[1]] += times
        everybody = len(self.model.open) + len(self.model.closed)
        assert found["opened"].total() == everybody
        assert found.get("attempt", Counter()) == self.tries
        assert found.get("closed", Counter()) == Counter(k.outcome for k in self.model.closed)

    def same(self, found: Callback | None, kept: Kept) -> None:
        """One callback is as the model has it."""
        assert found is not None
        assert (found.state, found.officer, found.fence) == (kept.state, kept.officer, kept.fence)
        assert (found.level, found.kind, found.attempts) == (kept.level, kept.kind, kept.attempts)
        assert (found.waiting_since, found.check) == (kept.waiting_since, kept.check)
        assert (found.not_before, found.due_at) == (kept.not_before, kept.due_at)
        assert (found.lease_until, found.alert) == (kept.lease, kept.alert)


def test_the_queue_does_what_the_model_does(redis: Redis) -> None:
    """Laws 4 and 5: one person one callback, never two officers, never one lost, red never ends."""
    REDIS[:] = [redis]
    run_state_machine_as_test(
        QueueMachine,
        settings=settings(
            max_examples=70,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
