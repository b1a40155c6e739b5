"""Nothing that a run leaves behind names anybody: logs, the data on disk, and the jobs in it."""

from __future__ import annotations

import json

from tests.support.forms import Officer
from tests.support.running import ON_DUTY, Running, eventually, opened
from tests.support.traces import left_behind, traces

TEXTER = "+447700900751"
CALLER = "+447700900752"
SENTENCE = "zebra crossing my brother wont wake up near the canal"
NAME = "Zebedee Quillfeather"
SAID_ALOUD = "the man upstairs with the trumpet is not breathing"
NOTE = "the officer wrote a quillfeather of a note"


def test_nobodys_number_or_words_are_left_behind(service: Running) -> None:
    """After texts, calls, alerts and an officer's work, neither logs nor disk hold a number, a
    sentence, a name or a note that anybody could read, nor a secret where it does not belong."""
    with opened(service) as red:
        service.texts(TEXTER, "call me", NAME, "now", "no", "no", "yes", SENTENCE)
    call = service.call(CALLER)
    call.say(SAID_ALOUD)
    call.hang_up()
    officer = Officer(service.console_url, service.account, service.password)
    officer.go(f"/console/callbacks/{red.reference}")
    officer.send("/claim")
    officer.send("/note", note=NOTE)
    officer.leave()
    eventually(lambda: service.received(ON_DUTY), bool)
    used = service.used | {ON_DUTY, NAME, NOTE, SAID_ALOUD}

    files = left_behind(service.data_dir)
    output = service.output.read_bytes()

    assert any("redis" in name and content for name, content in files.items())
    assert traces(used, files) == []
    assert traces(used, {"output": output}) == []


def test_secrets_stand_in_their_own_file_alone(service: Running) -> None:
    """What was made up is in one file that only the owner may read, and nowhere else."""
    kept = service.data_dir / "secrets.json"
    secrets = dict(json.loads(kept.read_text()))
    files = {n: c for n, c in left_behind(service.data_dir).items() if n != "secrets.json"}
    output = service.output.read_bytes().replace(service.password.encode(), b"(as printed)", 1)

    assert kept.stat().st_mode & 0o077 == 0
    for name, value in secrets.items():
        found = [file for file, content in files.items() if value.encode() in content]

        assert found == [], name
        assert value.encode() not in output, name
