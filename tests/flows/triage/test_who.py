"""Who is in danger of themselves: advice for the writer, or for somebody who stands by."""

from __future__ import annotations

import pytest

from flows.levels import Kind
from flows.triage import assess

THEIRS = (
    "he said goodbye to us all",
    "my son left a note saying he cant go on",
    "I think my brother is suicidal",
    "i cant find her she left a goodbye letter",
    "im with her shes saying she wants to die",
    "she told me she will jump tonight im her teacher",
    "our lad has left a goodbye note",
)
OURS = (
    "i want to kill myself",
    "my boyfriend left me and i want to die",
    "my mate wants to die and so do i",
    "he hits me. i cant go on",
    "my dad died and i dont want to be here anymore",
    "everyone better off without me mum",
    "im going to end it tell my mum i love her",
    "sat in the car in the garage with the hose. tell jess its not her fault",
    "been stood on the platform an hour. letting them go past",
    "sorry mum cant carry on anymore",
)


@pytest.mark.parametrize("text", THEIRS)
def test_who_stands_by_is_told_what_to_do_for_them(text: str) -> None:
    """The advice is for somebody who fears for another."""
    found = assess(text)
    assert (found.kind, found.sign) == (Kind.SELF_HARM, "somebody_else")


@pytest.mark.parametrize("text", OURS)
def test_in_doubt_it_is_the_writer(text: str) -> None:
    """Who speaks of themselves as well, or in a way we cannot tell, is spoken to themselves."""
    found = assess(text)
    assert (found.kind, found.sign) == (Kind.SELF_HARM, "")
