"""Times as people say them, in the UK's own habits, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.when import in_words, nothing_but_times, read_window

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # a Monday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("now", "within the hour"),
        ("asap", "within the hour"),
        ("tomorrow after 6", "tomorrow between 6pm and 9pm"),
        ("not before monday", "on Monday 30 November between 9am and 9pm"),
        ("half 7 tonight", "today between 7.30pm and 8.30pm"),
        ("after work", "today between 5.30pm and 9pm"),
        ("in an hour", "today between 4.30pm and 5.30pm"),
        ("in 20 mins", "today between 3.50pm and 4.50pm"),
        ("weekends", "on Saturday from 9am, at the latest by 9pm on Sunday"),
        ("weds afternoon", "on Wednesday between noon and 5pm"),
        ("next tuesday", "on Tuesday 1 December between 9am and 9pm"),
        ("between 5 and 7", "today between 5pm and 7pm"),
        ("5-7pm", "today between 5pm and 7pm"),
        ("6 or 7", "today between 6pm and 8pm"),
        ("quarter to 5", "today between 4.45pm and 5.45pm"),
        ("ten past six", "today between 6.10pm and 7.10pm"),
        ("thurs 10ish", "on Thursday between 10am and 11am"),
        ("25/11", "on Wednesday between 9am and 9pm"),
        ("1st december at 2pm", "on Tuesday 1 December between 2pm and 3pm"),
        ("boxing day", "on Saturday 26 December between 9am and 9pm"),
        ("not till 5", "today between 5pm and 9pm"),
        ("im at work till 6", "today between 6pm and 9pm"),
        ("when i finish work at 5", "today between 5pm and 9pm"),
        ("dont call before 6", "today between 6pm and 9pm"),
        ("not mornings", "by 9pm today"),
        ("not today", "tomorrow between 9am and 9pm"),
        ("at 8", "today between 8pm and 9pm"),
        ("7 in the morning", "tomorrow between 7am and 8am"),
        ("18:30", "today between 6.30pm and 7.30pm"),
        ("11pm", "today between 11pm and midnight"),
        ("first thing tomorrow", "tomorrow between 8am and 10am"),
        ("early tomorrow", "tomorrow between 8am and 11am"),
        ("bank holiday monday", "on Monday 28 December between 9am and 9pm"),
        ("good friday", "on Friday 26 March between 9am and 9pm"),
        ("easter monday after 2", "on Monday 29 March between 2pm and 9pm"),
        ("once the kids are in bed", "today between 8pm and 9pm"),
        ("when the kids are at school", "tomorrow between 9.30am and 3pm"),
        ("after the school run", "by 9pm today"),
        ("any time but not mornings", "by 9pm today"),
        ("weds lunchtime", "on Wednesday between noon and 2pm"),
        ("later this week", "tomorrow from 9am, at the latest by 9pm on Friday"),
        ("give me ten minutes", "today between 3.40pm and 4.40pm"),
        ("two hours from now", "today between 5.30pm and 6.30pm"),
        ("an hour's time", "today between 4.30pm and 5.30pm"),
        ("same time tomorrow", "tomorrow between 3.30pm and 4.30pm"),
        ("friday 4pm ish", "on Friday between 4pm and 5pm"),
        ("tmoz eve", "tomorrow between 5pm and 9pm"),
        ("not tonight", "tomorrow between 9am and 9pm"),
        ("not today, tomorrow", "tomorrow between 9am and 9pm"),
        ("tuesday week", "on Tuesday 1 December between 9am and 9pm"),
        ("a week on friday at 3", "on Friday 4 December between 3pm and 4pm"),
        ("in a fortnight", "on Monday 7 December between 9am and 9pm"),
        ("not on a sunday", "by 9pm today"),
        ("any day but monday", "tomorrow between 9am and 9pm"),
        ("any day except monday, after 6", "tomorrow between 6pm and 9pm"),
        ("after 9", "today between 9pm and 10pm"),
        ("no later than 6", "by 6pm today"),
        ("any time up to 8pm", "by 8pm today"),
        ("monday or tuesday", "tomorrow between 9am and 9pm"),
        ("mon wed or fri morning", "on Wednesday between 9am and noon"),
        ("christmas eve morning", "on Thursday 24 December between 9am and noon"),
        ("day after tomorrow about half 2", "on Wednesday between 2.30pm and 3.30pm"),
        ("8pm weds", "on Wednesday between 8pm and 9pm"),
        ("tomoro nite", "tomorrow between 6pm and 9pm"),
        ("nxt tues bout 7", "on Tuesday 1 December between 7pm and 8pm"),
        ("six thirty", "today between 6.30pm and 7.30pm"),
        ("in the week after six", "today between 6pm and 9pm"),
        ("half twelve", "tomorrow between 12.30pm and 1.30pm"),
        ("ring me after 7 but before 8", "today between 7pm and 9pm"),
        ("i finish at half 5", "today between 5.30pm and 9pm"),
        ("quarter past 8 tomorrow night", "tomorrow between 8.15pm and 9.15pm"),
    ],
)
def test_what_people_say_is_what_is_promised(said: str, meant: str) -> None:
    """Each habit of speech gives the window a person here would mean by it."""
    window = read_window(said, NOW)

    assert window is not None
    assert in_words(window, NOW) == meant


@pytest.mark.parametrize(
    "said", ["sam", "yes", "never", "im 17", "i took 2 grams", "dont call me", "dinner time", ""]
)
def test_what_is_no_time_is_not_guessed(said: str) -> None:
    """A number or a word that is no time is not made into one."""
    assert read_window(said, NOW) is None


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2026, 10, 24, 19, 30, tzinfo=UTC), datetime(2026, 10, 25, 9, tzinfo=UTC)),
        (datetime(2027, 3, 27, 19, 30, tzinfo=UTC), datetime(2027, 3, 28, 8, tzinfo=UTC)),
    ],
)
def test_nine_is_nine_by_the_clock_on_the_wall(now: datetime, morning: datetime) -> None:
    """Over the night the clocks change, tomorrow at nine is nine in London."""
    window = read_window("tomorrow morning", now)

    assert window is not None
    assert window.not_before == morning


def test_nothing_but_a_time() -> None:
    """A time alone can hide no danger; one word more and it may."""
    assert nothing_but_times("not before monday")
    assert not nothing_but_times("not breathing since monday")
