"""Whether every line is there that the engine, the webhooks or the workers say by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from flows.checks.problem import Problem, error
from flows.events import Door
from flows.pack import Pack

_BOTH: Final[tuple[Door, ...]] = ("sms", "voice")
_TEXT: Final[tuple[Door, ...]] = ("sms",)
_CALL: Final[tuple[Door, ...]] = ("voice",)
SAID: Final[Mapping[str, tuple[Door, ...]]] = {
    "welcome": _BOTH, "first_contact": _TEXT, "info": _BOTH, "thanked": _BOTH,
    "no_more": _BOTH, "reading_more": _BOTH, "topic_choice": _BOTH, "media_only": _TEXT,
    "empty": _TEXT, "no_words": _TEXT, "long_text": _BOTH, "not_english": _BOTH,
    "amber_medical": _BOTH,
    "check_closed": _BOTH, "red_overdose": _BOTH, "red_self_harm": _BOTH,
    "red_safeguarding": _BOTH, "red_unclear": _BOTH, "say_again": _CALL, "red_again": _BOTH,
    "ring_after_yes": _BOTH, "ring_after_no": _BOTH, "callback_started": _BOTH,
    "callback_confirmed": _BOTH, "callback_withdrawn": _BOTH, "callback_none": _BOTH,
    "number_needed": _BOTH, "no_number": _BOTH, "this_number": _BOTH,
    "as_soon_as_we_can": _BOTH, "status_waiting": _BOTH, "status_claimed": _BOTH,
    "status_unasked": _BOTH, "stop_confirmed": _TEXT, "start_confirmed": _TEXT,
    "erased": _TEXT, "erased_later": _TEXT, "not_erased": _TEXT, "texting_you": _CALL,
    "cannot_text": _CALL, "texts_are_stopped": _CALL, "texted_numbers": _TEXT,
    "admissions_ringing": _CALL, "goodbye": _CALL, "closed": _BOTH, "closed_then": _BOTH,
    "last_words": _BOTH,
    "store_away_call": _BOTH, "store_away_ring_us": _BOTH, "neutral_answer": _BOTH,
    "officer_danger": _TEXT, "officer_greeting": _TEXT, "officer_somebody_else": _TEXT,
    "blocked": _BOTH, "neutral_voicemail": _CALL, "neutral_missed": _TEXT,
}  # fmt: skip


def spoken_by_code(pack: Pack) -> Iterator[Problem]:
    """Each of them, in each door it is said through."""
    for name, doors in SAID.items():
        for door in doors:
            if name not in pack.lines or not pack.lines[name].words(door):
                yield error(f"line {name}, {door}", "is said by the engine and has no words")
