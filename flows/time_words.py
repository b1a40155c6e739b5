"""Times as people here say and text them, made regular: "half 7" is 7:30, "tomoz" is tomorrow.

What comes out is plain words with every time of day as `7:30`, with `am`, `pm` or `!` behind it
when the half of the day is sure, and every date as `date:25-12`.  Which day that is, flows/days.py
says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from flows.typed import plain

_UNITS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_FIGURES: Final = {word: str(n) for n, word in enumerate(_UNITS, start=1)}
_MINUTES: Final = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty five": 25, "half": 30}
_WORDS: Final[Mapping[str, str]] = {
    "2moro": "tomorrow", "2morrow": "tomorrow", "tomoz": "tomorrow", "2moz": "tomorrow",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tmoro": "tomorrow", "tomorow": "tomorrow",
    "tmoz": "tomorrow", "tomo": "tomorrow", "tmw": "tomorrow", "tmrow": "tomorrow",
    "tomorra": "tomorrow", "tommorow": "tomorrow", "tommorrow": "tomorrow", "tomorro": "tomorrow",
    "2mrw": "tomorrow",
    "tonite": "tonight", "2nite": "tonight", "2night": "tonight", "2nyt": "tonight",
    "tn": "tonight", "2day": "today", "morn": "morning", "mornin": "morning", "mornings": "morning",
    "am": "morning",
    "aft": "afternoon", "arvo": "afternoon", "afternoons": "afternoon", "pm": "afternoon",
    "eve": "evening", "evenin": "evening", "evenings": "evening", "eves": "evening",
    "nite": "night", "nights": "night", "teatime": "evening", "lunch": "lunchtime",
    "till": "until", "til": "until", "by": "before", "b4": "before", "from": "after",
    "past": "after", "onwards": "", "around": "at", "about": "at", "roughly": "at", "approx": "at",
    "bout": "at", "nxt": "next", "l8r": "later", "l8er": "later",
    "mins": "minutes", "min": "minutes", "minute": "minutes", "hrs": "hours", "hr": "hours",
    "hour": "hours", "weekends": "weekend", "weekdays": "weekday", "wkend": "weekend",
    "wkends": "weekend", "asap": "now", "immediately": "now", "straightaway": "now",
    "xmas": "christmas", "poss": "", "possible": "",
}  # fmt: skip
_PHRASES: Final = (
    (r"as soon as(?: you| u)?(?: can| possible)?", "now"),
    (r"straight away|right away|right now|any ?time|whenever", "now"),
    (r"day after tomorrow|day after tmrw", "overmorrow"),
    (r"when (?:it )?suits(?: you)?|when (?:you|u) can", "now"),
    (r"(?:a )?fortnight", "2 weeks"),
    (r"first thing", "after 8:00am before 10:00am"),
    (
        r"(?:early|bright and early) tomorrow|tomorrow (?:nice and )?early",
        "tomorrow 8:00am to 11:00am",
    ),
    (r"(?:early|late) (?=morning|afternoon|evening|night)", ""),
    (r"no later than|not later than|up to|up till|up until", "until"),
    (
        r"(?:when|while) (?:the |my )?(?:kids|kid|children|child|son|daughter)s? (?:are|is|r|at)"
        r"(?: at| in)? school",
        "9:30am to 3:00pm",
    ),
    (
        r"(?:after|once|when) (?:the |my )?(?:kids|kid|children|bairns|baby|little one)s?"
        r"(?: are| is| r)?(?: gone| go| goes)?(?: in| to)* (?:bed|sleep|asleep|down)",
        "after 8:00pm",
    ),
    (r"(?:this|same) time (?=tomorrow|on |next |mon|tue|wed|thu|fri|sat|sun)", "sametime "),
    (r"(?:after|when i finish|once i finish|finish) (?:work|my shift)(?! at)", "after 5:30pm"),
    (r"after (?:the )?school run", "after 9:30am"),
    (r"after (?:school|skool|college|uni|lectures)", "after 4:00pm"),
    (r"before (?:work|school|college|uni)", "before 9:00am"),
    (r"after (?:lunch|lunchtime)", "after 1:30pm before 5:00pm"),
    (r"before (?:lunch|lunchtime)", "before 12:00pm"),
    (r"after (?:tea|dinner)", "after 6:30pm"),
    (r"tea time|around tea", "evening"),
    (r"lunch time|lunch ?break", "lunchtime"),
    (r"mid ?day|noon", "12:00pm"),
    (r"mid ?night", "11:59pm"),
    (r"half an hour|half hour", "30 minutes"),
    (r"(?:a )?couple of|a couple", "2"),
    (r"a few", "3"),
    (r"(?<=in )an?(?= )|an?(?= hours?(?: from now|s? time))|an?(?= hour s time)", "1"),
    (r"(?:at )?(?:the )?week ?ends?", "weekend"),
    (r"(?<!later )(?<!later on )(?:in the week|mid ?week)", "weekday"),
    (r"week ?days?|mon(?:day)? to fri(?:day)?|during the week", "weekday"),
    (r"christmas eve", "date:24-12"),
    (r"christmas day|christmas", "date:25-12"),
    (r"boxing day", "date:26-12"),
    (r"new years? eve", "date:31-12"),
    (r"new years? day", "date:1-1"),
)
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_DATE: Final = re.compile(
    r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)(?: of)?(?: (?P<after>jan|feb|mar|apr|may|jun|jul|aug"
    r"|sep|oct|nov|dec)[a-z]*)?\b|\b(?P<bare>\d{1,2}) (?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep"
    r"|oct|nov|dec)[a-z]*\b"
)


def regular(text: str) -> str:
    """`text` with its times made regular."""
    said = text.casefold()
    said = re.sub(r"\b(\d{1,2})/(\d{1,2})(?:/\d{2,4})?\b", r" date\1x\2 ", said)
    said = re.sub(r"\b(\d{1,2})[:.]([0-5]\d)", r"\1c\2", said)
    said = re.sub(r"(?<=[\dapm]) ?[-\u2013\u2014] ?(?=\d)", " to ", said)
    said = plain(said)
    said = re.sub(r"\bdate(\d{1,2})x(\d{1,2})\b", r"date:\1-\2", said)
    said = re.sub(r"\b(\d{1,2})c(\d\d)", r"\1:\2", said)
    said = re.sub(r"\b(?:2|to?)m+[aou]r+[aou]?w?\b", "tomorrow", said)
    said = _spoken_clock(said)
    for pattern, meant in _PHRASES[:3]:
        said = re.sub(rf"\b(?:{pattern})\b", meant, said)
    said = _halves(said)
    for pattern, meant in _PHRASES[3:]:
        said = re.sub(rf"\b(?:{pattern})\b", meant, said)
    said = _DATE.sub(_dated, said)
    words = (_WORDS.get(word, _FIGURES.get(word, word)) for word in said.split())
    return " ".join(word for word in words if word)


def _spoken_clock(said: str) -> str:
    """Half past six, half 7, quarter to five, ten past 6, six o'clock, 10ish."""
    hour = rf"(?P<hour>\d{{1,2}}|{'|'.join(_UNITS)})"
    minutes = "|".join(sorted(_MINUTES, key=len, reverse=True))
    said = re.sub(rf"\b(?P<minutes>{minutes})(?: minutes)? (?P<way>past|to) {hour}\b", _clock, said)
    said = re.sub(rf"\b({'|'.join(_UNITS)}) (thirty|fifteen|forty ?five)\b", _read_out, said)
    said = re.sub(rf"\bhalf {hour}\b", lambda found: f"{_figure(found['hour'])}:30", said)
    said = re.sub(rf"\b{hour} ?o ?clock\b", lambda found: f"{_figure(found['hour'])}:00", said)
    return re.sub(r"\b(\d{1,2}(?::\d\d)? ?(?:am|pm)?) ?ish\b", r"at \1", said)


def _read_out(found: re.Match[str]) -> str:
    """Six thirty."""
    minutes = {"thirty": 30, "fifteen": 15}.get(found[2], 45)
    return f"{_figure(found[1])}:{minutes}"


def _clock(found: re.Match[str]) -> str:
    hour, minutes = int(_figure(found["hour"])), _MINUTES[found["minutes"]]
    if found["way"] == "to":
        hour, minutes = (hour - 2) % 12 + 1, 60 - minutes
    return f"{hour}:{minutes:02}"


def _figure(word: str) -> str:
    return _FIGURES.get(word, word)


def _halves(said: str) -> str:
    """6 pm, 6:30pm, 1830 and 18:30 are sure of the half of the day."""
    numbers = "|".join(_UNITS)
    said = re.sub(rf"\b({numbers})(?= ?(?:am|pm)\b)", lambda found: _FIGURES[found[1]], said)
    said = re.sub(r"\b(\d{1,2})(?::(\d\d))? ?(am|pm)\b", _half, said)
    said = re.sub(r"\b([01]\d|2[0-3])([0-5]\d)\b(?! ?(?:g|grams?))", r"\1:\2!", said)
    return re.sub(r"\b(0\d|1[3-9]|2[0-3]):(\d\d)(?![!\dap])", r"\1:\2!", said)


def _half(found: re.Match[str]) -> str:
    return f"{found[1]}:{found[2] or '00'}{found[3]}"


def _dated(found: re.Match[str]) -> str:
    day, month = found["day"] or found["bare"], found["after"] or found["month"]
    return f"date:{day}-{_MONTHS.index(month) + 1 if month else 0}"
