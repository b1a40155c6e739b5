"""The lexicon does what it says: every sign's own examples, the critical list, and clear errors."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.triage import LexiconError, assess, self_test
from flows.triage.assessing import read
from flows.triage.loading import FOLDER, lexicon, load

SIGNS = lexicon().signs
MATCHES = [(sign.id, text) for sign in SIGNS for text in sign.matches]
MISSES = [(sign.id, text) for sign in SIGNS for text in sign.misses]


@pytest.mark.parametrize(("sign", "text"), MATCHES)
def test_a_sign_is_found_in_its_own_examples(sign: str, text: str) -> None:
    """What the file says must match does, with no context covering it."""
    assert sign in {found.id for found, _ in read(text, lexicon()).open}


@pytest.mark.parametrize(("sign", "text"), MISSES)
def test_a_sign_is_not_found_where_it_must_not_be(sign: str, text: str) -> None:
    """What the file says must not match does not, or is covered by its context."""
    assert sign not in {found.id for found, _ in read(text, lexicon()).open}


def test_every_sign_has_a_source_and_examples_of_both_kinds() -> None:
    """A clinician can see where a sign comes from and what it is meant to find."""
    for sign in SIGNS:
        assert sign.source
        assert sign.level == "part" or (sign.matches and sign.misses), sign.id


def test_ids_are_unique() -> None:
    """Evidence names a sign by its id, so no two share one."""
    assert len({sign.id for sign in SIGNS}) == len(SIGNS)


def test_the_critical_list_passes_at_start() -> None:
    """Triage refuses to start when one of these does not come out red."""
    self_test()


def test_nothing_is_read_from_disk_after_the_start() -> None:
    """The first message of a process is as quick as the next: the model's files are read too."""
    looked = """
import sys
from flows.triage import assess, self_test
self_test()
opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
for text in ("hello", "ile to kosztuje prosze pana", "feeling odd since that line", "wont wake"):
    assess(text)
print(opened)
"""
    run = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)

    assert run.stdout == "[]\n"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("level: red", "level: crimson"),
        ("level: red", "level: amber\n  perhaps: [asleep]"),
        ("seen_by: another", "seen_by: others"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, right: str, wrong: str) -> None:
    """A mistake in a sign is one plain error that names the file and the sign."""
    folder = tmp_path / "lexicon"
    shutil.copytree(FOLDER, folder)
    path = folder / "signs" / "waking.yaml"
    path.write_text(path.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    with pytest.raises(LexiconError, match=r"waking\.yaml: waking\.cannot_wake"):
        load(folder)


def test_the_evidence_stands_where_it_says() -> None:
    """Every finding's words are the person's own, at the place it gives."""
    text = "Please, he\u2019s N0T br3athing \u2014 and his lips are bl\u0443e"
    found = assess(text)
    assert found.level == "red"
    assert all(text[e.start : e.end] == e.words for e in found.evidence)
    assert found.version.startswith("lexicon ")
