"""The plan: whether, when and how often to try again, through both changes of the clocks."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from flows.conversation import Wishes
from flows.levels import Kind, Level
from flows.pack import load
from tests.support.queueing import NOW
from workers.callbacks import Callback, Personal
from workers.plan import RESULTS, NextTry, next_try, shipped, urgency
from workers.plan_reading import PlanRefused, read_plan, read_text
from workers.quiet import NATIONS, is_bank_holiday, on_the_wall

PLAN = shipped()
ZONE = PLAN.quiet.zone
WRITTEN: dict[str, Any] = yaml.safe_load(
    (files("workers") / "plan.yaml").read_text(encoding="utf-8")
)
FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)  # the Sundays on which the clocks change
LEVELS = [
    (Level.RED, Kind.OVERDOSE),
    (Level.AMBER, Kind.MEDICAL),
    (Level.AMBER, None),
    (Level.NONE, None),
]
EVENING = (time(17), time(21))

near_a_change = st.builds(
    lambda day, minutes: datetime.combine(day, time(0), UTC) + timedelta(minutes=minutes),
    st.sampled_from([FORWARD, BACK, date(2028, 3, 26), date(2027, 12, 25), date(2026, 11, 23)]),
    st.integers(-4 * 24 * 60, 4 * 24 * 60),
)


def callback(
    level: tuple[Level, Kind | None] = LEVELS[3],
    attempts: int = 0,
    hours: tuple[time, time] | None = None,
) -> Callback:
    """One that waits, after so many tries, by somebody with these hours."""
    wishes = Wishes()
    if hours is not None:
        day = NOW.astimezone(ZONE).date()
        first, last = (on_the_wall(day, at, ZONE) for at in hours)
        wishes = Wishes(not_before=first, due_by=last)
    return Callback(
        reference="R-1", person="p", level=level[0], kind=level[1], state="claimed", asked=True,
        channel="sms", waiting_since=NOW, not_before=NOW, due_at=NOW, attempts=attempts,
        officer="ann", lease_until=None, fence=1, version=1, outcome="", closed_at=None,
        personal=Personal(wishes=wishes),
    )  # fmt: skip


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """When the clock on the wall shows this there."""
    return on_the_wall(day, time(hour, minute), ZONE)


def wall(moment: datetime) -> time:
    """What the clock on the wall shows there."""
    return moment.astimezone(ZONE).time()


@given(near_a_change, st.sampled_from(RESULTS), st.sampled_from(LEVELS[1:]), st.integers(0, 9))
def test_nobody_but_red_is_rung_at_night(
    now: datetime, result: str, level: tuple[Level, Kind | None], attempts: int
) -> None:
    """Whatever the clocks do: never between nine at night and eight, ten on a bank holiday."""
    again = next_try(PLAN, callback(level, attempts), result, now)
    opens = time(10) if is_bank_holiday("england", again.not_before.astimezone(ZONE).date()) else 8
    assert wall(again.not_before) >= (opens if isinstance(opens, time) else time(opens))
    assert wall(again.not_before) < time(21)
    assert not PLAN.quiet.holds(again.not_before)


@given(near_a_change, st.sampled_from(RESULTS), st.sampled_from(LEVELS), st.integers(0, 9))
def test_a_try_never_comes_sooner_than_its_wait(
    now: datetime, result: str, level: tuple[Level, Kind | None], attempts: int
) -> None:
    """By a change of the clocks a wait of days may be an hour shorter, and no wait is."""
    kept = callback(level, attempts)
    again = next_try(PLAN, kept, result, now)
    waits = PLAN.ladders[urgency(kept)].waits[result]
    wait = timedelta(minutes=waits[min(max(again.attempts, 1), len(waits)) - 1])
    slack = timedelta(hours=1) if wait >= timedelta(days=1) else timedelta(0)
    assert again.not_before - now >= wait - slack
    assert again.not_before - now <= wait + timedelta(hours=14)
    assert again.due_at - again.not_before == PLAN.ladders[urgency(kept)].within


@given(near_a_change, st.sampled_from(RESULTS), st.integers(0, 9))
def test_red_knows_no_night_and_no_end(now: datetime, result: str, attempts: int) -> None:
    """Law 5: exactly its wait, whenever that is, for ever."""
    again = next_try(PLAN, callback(LEVELS[0], attempts), result, now)
    minutes = (again.not_before - now) / timedelta(minutes=1)
    assert minutes in PLAN.ladders["red"].waits[result]
    assert not again.exhausted


@given(near_a_change, st.sampled_from(RESULTS), st.integers(0, 9), st.integers(9, 16))
def test_their_own_hours_are_kept(now: datetime, result: str, attempts: int, opens: int) -> None:
    """Who named a part of the day is rung in that part, on whichever day it is."""
    hours = (time(opens), time(opens + 4))
    again = next_try(PLAN, callback(attempts=attempts, hours=hours), result, now)
    assert hours[0] <= wall(again.not_before) < hours[1]
    assert again.not_before - now >= timedelta(minutes=14)


@given(near_a_change, st.sampled_from(LEVELS[1:]), st.lists(st.sampled_from(RESULTS), max_size=40))
def test_never_more_than_the_plan_allows(
    now: datetime, level: tuple[Level, Kind | None], results: list[str]
) -> None:
    """It ends by its own name; what they put off themselves uses up no try."""
    kept, tries = callback(level), 0
    for result in results:
        again = next_try(PLAN, kept, result, now)
        tries += result != "later"
        assert again.attempts == tries
        if again.exhausted:
            assert result != "later"
            break
        kept, now = replace(kept, attempts=again.attempts), again.not_before
    longest = max(len(waits) for waits in PLAN.ladders[urgency(kept)].waits.values())
    assert tries <= longest + 1


def test_the_last_try_has_a_named_end() -> None:
    """After its last wait it closes as `exhausted`; agreed with them, it does not."""
    most = len(PLAN.ladders["other"].waits["no_answer"])
    assert not next_try(PLAN, callback(attempts=most - 1), "no_answer", NOW).exhausted
    last = next_try(PLAN, callback(attempts=most), "no_answer", NOW)
    assert last.exhausted
    assert last.text == "", "we would not try again, so we do not say so"
    agreed = NOW + timedelta(hours=3)
    chosen = next_try(PLAN, callback(attempts=most), "no_answer", NOW, chosen=agreed)
    assert (chosen.exhausted, chosen.not_before) == (False, agreed)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (at(date(2026, 11, 23), 20, 45), at(date(2026, 11, 24), 8)),
        (at(date(2026, 11, 24), 3), at(date(2026, 11, 24), 8)),
        (at(date(2027, 3, 27), 20, 45), at(FORWARD, 8)),
        (at(BACK - timedelta(days=1), 20, 45), at(BACK, 8)),
        (at(date(2026, 12, 24), 20, 45), at(date(2026, 12, 25), 10)),
        (at(date(2026, 11, 23), 12), at(date(2026, 11, 23), 12, 30)),
    ],
)
def test_a_try_that_would_fall_into_the_night_moves_to_its_end(
    now: datetime, wanted: datetime
) -> None:
    """Eight in the morning by the clock on the wall, before and after it was changed."""
    assert next_try(PLAN, callback(), "no_answer", now).not_before == wanted


@pytest.mark.parametrize("day", [FORWARD, BACK])
def test_a_day_later_is_the_same_time_of_day(day: date) -> None:
    """A day with a change of the clocks in it has 23 or 25 hours, and nobody notices."""
    now = at(day - timedelta(days=1), 15)
    again = next_try(PLAN, callback(attempts=2), "no_answer", now)
    assert again.not_before == at(day, 15)


def test_hours_of_the_evening_go_on_the_next_evening() -> None:
    """At half past eight there is no second try that evening for who asked for evenings."""
    now = at(date(2026, 11, 23), 20, 45)
    again = next_try(PLAN, callback(hours=EVENING), "no_answer", now)
    assert again.not_before == at(date(2026, 11, 24), 17)
    at_once = callback(hours=(time(15, 30), time(16, 30)))
    soon = next_try(PLAN, at_once, "no_answer", at(date(2026, 11, 23), 16, 15))
    assert soon.not_before == at(date(2026, 11, 23), 16, 45), (
        "as soon as we can is no part of a day"
    )


def office(moment: datetime) -> datetime:
    """Somebody is in from nine to five on weekdays."""
    local = moment.astimezone(ZONE)
    for ahead in range(8):
        day = local.date() + timedelta(days=ahead)
        opens, closes = at(day, 9), at(day, 17)
        if day.weekday() < 5 and moment < closes:
            return max(moment, opens)
    raise AssertionError("there is a weekday in every week")


@given(near_a_change, st.sampled_from(RESULTS), st.sampled_from(LEVELS), st.integers(0, 9))
def test_a_try_waits_for_somebody_to_be_in(
    now: datetime, result: str, level: tuple[Level, Kind | None], attempts: int
) -> None:
    """Opening hours and quiet hours hold together; red waits for neither."""
    plan = replace(PLAN, somebody_in=office)
    again = next_try(plan, callback(level, attempts), result, now).not_before
    if level[0] is Level.RED:
        assert again == next_try(PLAN, callback(level, attempts), result, now).not_before
        return
    assert office(again) == again
    assert not PLAN.quiet.holds(again)


def test_where_nobody_is_in_at_their_hours_their_hours_hold() -> None:
    """Somebody who can be rung in the evening only is not rung at noon instead."""
    plan = replace(PLAN, somebody_in=office)
    now = at(date(2026, 11, 23), 20, 45)
    again = next_try(plan, callback(hours=EVENING), "no_answer", now)
    assert again.not_before == at(date(2026, 11, 24), 17)


def test_bank_holidays_are_those_of_the_nation() -> None:
    """St Andrew's Day is one in Scotland alone, St Patrick's in Northern Ireland."""
    found = {
        nation: (
            is_bank_holiday(nation, date(2026, 11, 30)),
            is_bank_holiday(nation, date(2027, 3, 17)),
        )
        for nation in NATIONS
    }
    assert found == {
        "england": (False, False),
        "wales": (False, False),
        "scotland": (True, False),
        "northern_ireland": (False, True),
    }
    written = deepcopy(WRITTEN)
    written["quiet"]["bank_holidays"]["nation"] = "scotland"
    early = at(date(2026, 11, 29), 20, 45)
    scottish = next_try(read_plan(written), callback(), "no_answer", early)
    assert scottish.not_before == at(date(2026, 11, 30), 10)


def test_a_text_after_some_tries_and_once_each() -> None:
    """A neutral one, by day, after the tries the plan names; none when it is busy."""
    noon = at(date(2026, 11, 23), 12)

    def sent(attempts: int, result: str = "no_answer", now: datetime = noon) -> str:
        return next_try(PLAN, callback(attempts=attempts), result, now).text

    assert [sent(n) for n in range(5)] == ["neutral_missed", "", "neutral_missed", "", ""]
    assert sent(0, "busy") == sent(0, "later") == ""
    assert sent(0, now=at(date(2026, 11, 23), 23)) == ""
    assert set(PLAN.lines()) <= {name for name, line in load().lines.items() if line.sms}


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        ("form", 1, "plan.form"),
        ("surprise", 1, "surprise is not known"),
        ("quiet", None, "quiet: must be"),
        ("quiet.from", 21, "quiet.from"),
        ("quiet.from", "25:00", "quiet.from"),
        ("quiet.until", "22:00", "quiet: it ends"),
        ("quiet.zone", "Europe/Nowhere", "no such time zone"),
        ("quiet.bank_holidays.nation", "cornwall", "nation: one of england"),
        ("quiet.bank_holidays", {"nation": "wales"}, "until is missing"),
        ("red.ends", "exhausted", "red never ends"),
        ("other.ends", "never", "red never ends"),
        ("other.ends", "tired", "other.ends: one of"),
        ("other.within", -1, "other.within: whole numbers"),
        ("other.busy", [], "other.busy: a list"),
        ("other.busy", 15, "other.busy: a list"),
        ("other.busy", [0], "other.busy: whole numbers"),
        ("other.busy", [True], "other.busy: whole numbers"),
        ("other.busy", [99999], "other.busy: whole numbers"),
        ("other.busyy", [15], "busyy is not known"),
        ("other.text.line", "welcome", "neutral_"),
        ("other.text.results", ["later"], "not later"),
        ("other.text.after", [0], "other.text.after"),
    ],
)
def test_what_is_not_whole_is_refused_by_its_place(where: str, value: object, said: str) -> None:
    """Whoever edits the file is told which line is wrong, before anybody is rung by it."""
    written = deepcopy(WRITTEN)
    *way, last = where.split(".")
    row = written
    for name in way:
        row = row[name]
    row[last] = value
    with pytest.raises(PlanRefused, match=said.replace(".", r"\.")):
        read_plan(written)


@pytest.mark.parametrize("name", ["red", "quiet", "form"])
def test_what_is_missing_is_named(name: str) -> None:
    """A plan without one of its parts is none."""
    written = {key: value for key, value in WRITTEN.items() if key != name}
    with pytest.raises(PlanRefused, match=f"{name} is missing"):
        read_plan(written)


def test_text_that_is_no_yaml_is_refused() -> None:
    """And so is one that is something else than names with values."""
    for text in ("red: [", "- 1", ""):
        with pytest.raises(PlanRefused):
            read_text(text)


@given(near_a_change)
def test_what_is_planned_is_planned_the_same_again(now: datetime) -> None:
    """Pure: the same callback at the same moment leads to the same try."""
    assume(now.tzinfo is not None)
    first, second = (next_try(PLAN, callback(), "busy", now) for _ in range(2))
    assert isinstance(first, NextTry)
    assert first == second
