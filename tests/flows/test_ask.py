"""Questions in one's own words: a name is sure, a doubt is a choice, and it is quick."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from flows.ask import ask
from flows.pack import load
from flows.topic_model import likelihoods
from flows.typed import plain

PACK = load()


@pytest.mark.parametrize("topic", PACK.topics.values(), ids=lambda topic: topic.id)
def test_a_topics_own_name_means_that_topic(topic: object) -> None:
    """Whatever the model thinks, the word in the menu is understood."""
    assert ask(topic.menu, PACK).topic == topic.id  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("does it wreck ur bladder", "physical"),
        ("is there like an AA but for ket", "support_groups"),
        ("will my memory come bk if i stop", "faq_cognitive"),
        ("can the doc give me sumthin 2 help", "medication"),
        ("rather talk than text, free after 6", "callback"),
        ("hiya", "menu"),
        ("ket signs", "signs"),
        ("bladder, ketamine", "physical"),
        ("is ma memory away for good", "faq_cognitive"),
        ("psychologist can help for ketamine?", "therapy"),
    ],
)
def test_thumbs_and_slips_are_understood(asked: str, topic: str) -> None:
    """Spelling as it comes does not hide what is asked."""
    assert ask(asked, PACK).topic == topic


class _Untouched(Mapping[str, int]):
    """Weights that nobody may look at."""

    def __getitem__(self, name: str) -> int:
        raise AssertionError(name)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError

    def __len__(self) -> int:
        raise AssertionError


@pytest.mark.parametrize("said", ["Bladder?", "signs", "K HOLE", "what is ket"])
def test_where_a_keyword_decides_the_model_is_not_asked(said: str) -> None:
    """The commonest texts are a word of the menu: they must not cost what a sentence costs."""
    assert PACK.asking is not None
    unasked = replace(PACK, asking=replace(PACK.asking, rows=_Untouched()))

    assert ask(said, unasked) == ask(said, PACK)
    with pytest.raises(AssertionError):
        ask("is my bladder ruined for good", unasked)


def test_when_unsure_it_offers_three() -> None:
    """A vague question has no topic, and the likeliest three."""
    answer = ask("stuff about people", PACK)

    assert answer.topic is None
    assert len(answer.topics) == 3


def test_likelihoods_add_up_to_one() -> None:
    """What is shipped is a distribution over the topics it knows."""
    assert PACK.asking is not None
    assert sum(likelihoods(plain("anything at all"), PACK.asking).values()) == pytest.approx(1)
