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


OWN_STATE = (
    "mum i cant feel my legs and everythings miles away please",
    "i cant breathe",
    "my heart is racing and i cant stop shaking",
    "i think ive overdosed",
    "im in a k hole i cant move im scared",
)
ANOTHERS_STATE = (
    "dave's gone blue im scared",
    "i think dave cant breathe",
    "i cant wake dave",
    "we took too much and i cant see him",
    "i cant find a pulse",
    "my baby swallowed my ket",
    "my mate cant breathe",
)


@pytest.mark.parametrize("text", OWN_STATE)
def test_who_writes_of_themselves_is_told_what_to_do_for_themselves(text: str) -> None:
    """Nobody lays themselves in the recovery position and watches themselves breathe."""
    found = assess(text)
    assert (found.kind, found.sign) == (Kind.OVERDOSE, "myself")


@pytest.mark.parametrize("text", ANOTHERS_STATE)
def test_in_doubt_it_is_somebody_whom_they_are_with(text: str) -> None:
    """Advice for another is never kept back because the writer says I."""
    found = assess(text)
    assert found.kind is Kind.OVERDOSE
    assert found.sign != "myself"
