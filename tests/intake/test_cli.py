"""The command line: each command explains itself, and a mistake is one clear line and not 0."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from intake.cli import COMMANDS, main
from intake.settings import Settings
from tests.intake.house import SECRETS, House
from workers import keys


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """These tests say themselves what the environment holds."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def helpline(*arguments: str, stdin: str = "", **settings: Any) -> Result:
    """Run a command with these settings in the environment."""
    environment = {name.upper(): str(value) for name, value in settings.items()}
    return CliRunner().invoke(main, arguments, input=stdin, env=environment)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_explains_itself(command: str) -> None:
    """Whatever is listed is there, and has help."""
    done = helpline(command, "--help")

    assert done.exit_code == 0
    assert done.output.startswith(f"Usage: helpline {command}")


def test_the_list_holds_every_command() -> None:
    """`helpline --help` lists them all."""
    listed = helpline("--help").output

    assert all(f"\n  {name} " in listed for name in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (("nonsense",), "", "No such command"),
        (("triage", "--jsonl"), "not json", "line 1 is not JSON"),
        (("triage", "--jsonl"), '{"text": "a"}\n{"words": "a"}', "line 2 is not an object"),
        (("triage", "--jsonl", "hello"), "", "give no messages"),
        (("ask", "--jsonl"), "[]", "line 1 is not an object"),
        (("queue",), "", "REDIS_URL is not set"),
        (("queue", "--limit", "none"), "", "--limit"),
        (("staff", "add", "Sam"), "", "--role"),
        (("staff", "add", "Sam", "--role", "boss"), "", "boss"),
        (("web",), "", "not set: REDIS_URL"),
        (("console",), "", "not set: REDIS_URL"),
        (("worker",), "", "not set: REDIS_URL"),
    ],
)
def test_a_mistake_is_one_clear_line(arguments: tuple[str, ...], stdin: str, says: str) -> None:
    """Bad input: not 0, and one line on standard error that says what is wrong."""
    done = helpline(*arguments, stdin=stdin)
    (line,) = done.stderr.splitlines()

    assert done.exit_code != 0
    assert says in line


def test_bad_settings_are_one_clear_line() -> None:
    """A setting that will not do is named, and not shown."""
    done = helpline("web", port="hunter2")

    assert done.exit_code == 1
    assert done.stderr.startswith("helpline: PORT: ")
    assert "hunter2" not in done.stderr


def test_triage_takes_arguments_and_lines() -> None:
    """One message an argument, or a line; the level comes first."""
    by_argument = helpline("triage", "my mate wont wake up").output
    by_line = helpline("triage", stdin="my mate wont wake up\n\nhello\n").output.splitlines()

    assert by_argument.startswith("red ")
    assert [line.split()[0] for line in by_line] == ["red", "none"]


def test_triage_keeps_other_keys_and_says_why() -> None:
    """With --jsonl every key is kept, and level, kind and evidence are added."""
    line = json.dumps({"id": 7, "text": "he's not breathing", "channel": "speech"})
    (row,) = map(json.loads, helpline("triage", "--jsonl", stdin=line).stdout.splitlines())

    assert (row["id"], row["level"], row["kind"]) == (7, "red", "overdose")
    assert row["evidence"][0]["rule"]


def test_triage_reports_on_request() -> None:
    """--report counts lines of one's own, on standard error, so that the lines stay lines."""
    lines = "\n".join(json.dumps({"text": text}) for text in ("he's not breathing", "hello"))
    done = helpline("triage", "--jsonl", "--report", stdin=lines)

    assert "2 messages: red 1, amber 0, none 1" in done.stderr
    assert len(done.stdout.splitlines()) == 2


def test_triage_reports_on_labelled_messages(tmp_path: Path) -> None:
    """--report FILE.jsonl says how well it did on labelled messages."""
    path = tmp_path / "some.jsonl"
    path.write_text(json.dumps({"text": "he is not breathing", "label": "overdose"}), "utf-8")
    done = helpline("triage", "--report", str(path))

    assert "| overdose or self_harm comes out red | 1.000" in done.stdout


def test_ask_names_the_topic_and_the_best_three() -> None:
    """With --jsonl the topic and the best three are added."""
    line = json.dumps({"n": 1, "text": "what does it do to your bladder"})
    (row,) = map(json.loads, helpline("ask", "--jsonl", stdin=line).stdout.splitlines())

    assert (row["n"], row["topic"]) == (1, "physical")
    assert len(row["topics"]) == 3


def test_talk_holds_the_conversation_without_anything_else() -> None:
    """No Redis, no Twilio: a text and a call in a terminal."""
    done = helpline("talk", stdin="my mate wont wake up\n/ring\n/key 1\n/what\n/quit\nnever read\n")

    assert done.exit_code == 0
    assert done.stdout.count("999") >= 2
    assert "callback red overdose" in done.stdout


def test_queue_lists_without_numbers(house: House, redis_url: str) -> None:
    """The open callbacks in take-next order, one object a line, and nothing about anybody."""
    house.text("call me", number="+447700900111")
    house.text("my mate wont wake up", number="+447700900222")
    done = helpline("queue", "--json", redis_url=redis_url, **SECRETS)
    rows = [json.loads(line) for line in done.stdout.splitlines()]

    assert [row["level"] for row in rows] == ["red", "none"]
    assert set(rows[0]) == {
        "ref", "level", "kind", "state", "not_before", "due_at", "waiting_since", "asked",
        "channel",
    }  # fmt: skip
    drawn_or_measured = {"ref", "not_before", "due_at", "waiting_since"}  # any of them may hold 900
    said = [{k: v for k, v in row.items() if k not in drawn_or_measured} for row in rows]
    assert "7700900" not in done.stdout.replace(" ", "")
    assert "900" not in str(said)
    assert "not asked for" in helpline("queue", redis_url=redis_url, **SECRETS).stdout


def test_staff_come_and_go(redis_url: str) -> None:
    """Accounts are added, listed, disabled and reset, their passwords by standard input."""
    here: dict[str, Any] = {"redis_url": redis_url, **SECRETS}
    password = "a long enough password\n"
    added = helpline(
        "staff", "add", "sam", "--role", "officer", "--password-stdin", stdin=password, **here
    )

    assert added.exit_code == 0
    assert helpline("staff", "list", **here).stdout == "sam  officer\n"
    assert helpline("staff", "disable", "sam", **here).exit_code == 0
    assert helpline("staff", "list", **here).stdout == "sam  officer  disabled\n"
    assert helpline("staff", "reset", "sam", "--password-stdin", stdin=password, **here).stdout
    again = helpline(
        "staff", "add", "sam", "--role", "officer", "--password-stdin", stdin=password, **here
    )
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)


def test_a_lost_phone_is_forgotten_when_asked(redis_url: str) -> None:
    """`staff reset` leaves the second step on; with --totp the new password alone is enough."""
    here: dict[str, Any] = {"redis_url": redis_url, **SECRETS}
    arguments = ("--password-stdin", "sam")
    password = "a long enough password\n"
    helpline("staff", "add", *arguments, "--role", "lead", stdin=password, **here)
    with Redis.from_url(redis_url) as redis:
        redis.hset(keys.staff("sam"), "totp", "sealed")
        kept = (
            helpline("staff", "reset", *arguments, stdin=password, **here),
            redis.hexists(keys.staff("sam"), "totp"),
        )
        gone = helpline("staff", "reset", *arguments, "--totp", stdin=password, **here)
        left = redis.hexists(keys.staff("sam"), "totp")

    assert kept[1]
    assert "no second step" in gone.stdout
    assert not left


def test_doctor_says_how_to_mend_each_thing(redis_url: str) -> None:
    """What is wrong stands with what to do about it, and the exit code says so."""
    done = helpline("doctor", redis_url=redis_url, **SECRETS)

    assert done.exit_code == 1
    assert "ok     Redis keeps what it answered" in done.stdout
    assert "WRONG  worker" in done.stdout
    assert "start `helpline worker`" in done.stdout


def test_the_words_pass_their_own_check() -> None:
    """`helpline content check` finds no error in what we ship."""
    done = helpline("content", "check")

    assert done.exit_code == 0, done.stdout
    assert "0 errors" in done.stdout


@pytest.mark.parametrize("name", ["port", "practice_port"])
def test_run_says_when_a_port_is_taken(name: str) -> None:
    """Somebody listens there already: one line says where, and how to go round it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = {"port": free_port(), "practice_port": free_port()}
        taken[name] = listener.getsockname()[1]
        done = helpline("run", **taken)

    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert f"127.0.0.1:{taken[name]} is in use already" in done.stderr
    assert name.upper() in done.stderr


def test_web_says_when_its_port_is_taken(redis_url: str) -> None:
    """The same for a production role, before gunicorn tries and tries again."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = helpline("web", redis_url=redis_url, port=port, **SECRETS)

    assert done.exit_code == 1
    assert "is in use already" in done.stderr


def test_erase_forgets_a_person(house: House, redis_url: str) -> None:
    """By number or by callback; red stays for an officer, and it is said."""
    here: dict[str, Any] = {"redis_url": redis_url, **SECRETS}
    house.text("who are you", number="+447700900111")
    house.text("my mate wont wake up", number="+447700900222")
    (red,) = house.runtime.parts.queue.open_callbacks(house.clock())

    assert helpline("erase", "07700 900111", **here).stdout == "Erased.\n"
    assert helpline("erase", stdin="07700900111\n", **here).stdout.startswith("Nothing was known")
    assert red.reference in helpline("erase", "--ref", red.reference, **here).stdout
    assert helpline("erase", "--ref", "AAA-AAA", **here).exit_code == 2
    assert helpline("erase", "hello", **here).exit_code == 2
