"""Whatever comes back from a webhook is read, or refused with a code: nothing else happens."""

from __future__ import annotations

import contextlib
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from practice.twiml import messaging, voice
from practice.twiml.document import BadTwiml, parse
from practice.twiml.verbs import NotPlayed, Verb
from practice.twiml.vocabulary import MESSAGING, NOT_PLAYED, SSML, VOICE


def read(twiml: str | bytes) -> tuple[tuple[Verb, ...], list[tuple[int, str]]]:
    """The verbs of a call's document, and the warnings."""
    warned: list[tuple[int, str]] = []
    root = parse(twiml.encode() if isinstance(twiml, str) else twiml)
    return voice.verbs(root, lambda code, detail: warned.append((code, detail))), warned


@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    """Bytes that are no document are refused, and nothing else is raised."""
    with contextlib.suppress(BadTwiml):
        read(body)


TAGS = sorted({*VOICE, *MESSAGING, *SSML, *NOT_PLAYED, "b", "Response"})
NAMES = sorted({name for known in (VOICE, MESSAGING) for a in known.values() for name in a.played})


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    """An element with likely names and any values."""
    tag = draw(st.sampled_from(TAGS))
    names = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
    characters = st.characters(categories=("L", "N", "P", "Zs"))
    values = st.one_of(st.integers().map(str), st.text(characters, max_size=8))
    given_names = "".join(f" {name}={quoteattr(draw(values))}" for name in names)
    inside = draw(st.lists(elements(depth - 1), max_size=2)) if depth else []
    return f"<{tag}{given_names}>{''.join(inside)}</{tag}>"


@given(st.lists(elements(), max_size=3))
def test_any_document(inside: list[str]) -> None:
    """Verbs in any order, with any values, are read or refused."""
    document = f"<Response>{''.join(inside)}</Response>"
    with contextlib.suppress(BadTwiml):
        read(document)
    with contextlib.suppress(BadTwiml):
        messaging.messages(parse(document.encode()), lambda _code, _detail: None)


HUGE = {
    "nested": "<Response><Say>" + "<p>" * 9000 + "</p>" * 9000 + "</Say></Response>",
    "a long number": f'<Response><Gather timeout="{"9" * 5000}"/></Response>',
    "entities": '<!DOCTYPE x [<!ENTITY a "aaaa">]><Response>&a;</Response>',
}


@pytest.mark.parametrize("document", HUGE.values(), ids=HUGE.keys())
def test_what_is_meant_to_break_it(document: str) -> None:
    """Depth, size and entities are refused or passed over in good time."""
    with contextlib.suppress(BadTwiml):
        _, warned = read(document)
        assert warned


def test_all_that_the_official_builder_makes_of_what_is_played() -> None:
    """A document built with the platform's own library is read without a warning."""
    response = VoiceResponse()
    response.say("Hello", voice="Polly.Amy-Neural", language="en-GB", loop=2)
    response.play("/a.mp3")
    response.pause(length=2)
    gather = Gather(
        input="dtmf speech",
        action="/x",
        method="POST",
        timeout=7,
        speech_timeout="auto",
        num_digits=1,
        finish_on_key="",
        language="en-GB",
        profanity_filter="false",
        hints="yes, no",
        action_on_empty_result=True,
    )
    gather.say("Press")
    response.append(gather)
    dial = Dial(
        action="/y",
        timeout=20,
        time_limit=600,
        caller_id="+441134960000",
        answer_on_bridge=True,
        hangup_on_star=True,
    )
    dial.number(
        "+441134960100", url="/whisper", status_callback="/s", status_callback_event="ringing"
    )
    response.append(dial)
    response.redirect("/z")
    response.reject(reason="busy")
    response.hangup()
    verbs, warned = read(str(response))

    assert [type(verb).__name__ for verb in verbs] == [
        *("Say", "Play", "Pause", "Gather", "Dial", "Redirect", "Reject", "Hangup")
    ]
    assert warned == []


def test_texts_that_the_official_builder_makes() -> None:
    """A messaging document built with the platform's own library is read without a warning."""
    response = MessagingResponse()
    response.message("One", status_callback="/s")
    response.message().body("Two")
    response.redirect("/x")
    warned: list[object] = []
    found = messaging.messages(
        parse(str(response).encode()), lambda code, detail: warned.append((code, detail))
    )

    assert [getattr(one, "body", "redirect") for one in found] == ["One", "Two", "redirect"]
    assert warned == []


@pytest.mark.parametrize("verb", sorted(NOT_PLAYED))
def test_what_exists_and_is_not_played(verb: str) -> None:
    """A verb of the platform that is not played is known by its name."""
    verbs, _ = read(f"<Response><{verb}/></Response>")

    assert verbs == (NotPlayed(verb),)
