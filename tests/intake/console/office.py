"""An office for tests: the console over a real Redis, with a clock that tests move, and people.

People are made by the same merging that the webhooks use; nobody is written to Redis by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from flows.conversation import Conversation, Wishes
from flows.events import Door
from flows.levels import Finding, Kind, Level
from flows.outcome import KeepCallback
from flows.pack import Pack, load
from intake.console import ConsoleDoor, make_blueprint
from tests.support.queueing import FakeGateway
from tests.support.redis_server import RedisServer
from workers.audit import Audit
from workers.banner import Banners
from workers.blocks import Blocks
from workers.bridges import Bridges
from workers.bridging import Bridging
from workers.callback_queue import CallbackQueue
from workers.callbacks import UNDO, Callback, merged, requested
from workers.connection import connect
from workers.outbox import Outbox
from workers.plan import shipped
from workers.prepared import PreparedTexts
from workers.reporting import Reports, asked_about, came
from workers.rota import Rota
from workers.second_step import SecondStep
from workers.sessions import Sessions
from workers.staff import Staff
from workers.store import Committed, Store
from workers.turn import TranscriptEntry, Turn
from workers.vault import Vault

START = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
PASSWORD = "a long enough password"
CALLER_ID = "+442079460200"
KEY = "a data key for tests only"


@cache
def the_words() -> Pack:
    """The content, read once."""
    return load()


@dataclass
class Clock:
    """The time in the office, moved by hand."""

    at: datetime = START

    def __call__(self) -> datetime:
        """The moment it is."""
        return self.at

    def on(self, **passed: float) -> None:
        """Let time pass."""
        self.at += timedelta(**passed)


@dataclass(frozen=True)
class Person:
    """Somebody to ring, as a test describes them."""

    reference: str
    level: Level = Level.NONE
    kind: Kind | None = None
    asked: bool = True
    number: str = "+447700900123"
    wishes: Wishes = field(default_factory=Wishes)
    said: tuple[tuple[str, str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    not_before: timedelta = timedelta(0)
    due: timedelta = timedelta(hours=1)
    requests: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    door: Door = "sms"


class Office:
    """The console with everything behind it."""

    start = START

    def __init__(self, url: str, *, demonstration: bool = False) -> None:
        self.redis: Redis = connect(url, timeout=5)
        self.vault = Vault([KEY], "a lookup key for tests only")
        self.clock = Clock()
        self.worker_says = "ok"
        self.queue = CallbackQueue(self.redis, self.vault)
        self.store = Store(self.redis, self.vault)
        hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        self.staff = Staff(self.redis, self.vault, hasher)
        self.sessions = Sessions(self.redis)
        self.second_step = SecondStep(self.redis, self.vault)
        self.rota = Rota(self.redis, self.vault)
        self.banners = Banners(self.redis)
        self.twilio = FakeGateway()
        self.bridging = Bridging(
            bridges=Bridges(self.redis, self.vault),
            phones=self.staff,
            gateway=self.twilio,
            plan=shipped(),
            caller_id=CALLER_ID,
            own=frozenset({CALLER_ID}),
        )
        self.door = ConsoleDoor(
            queue=self.queue,
            store=self.store,
            staff=self.staff,
            sessions=self.sessions,
            second_step=self.second_step,
            rota=self.rota,
            banners=self.banners,
            outbox=Outbox(self.redis, self.vault),
            prepared=PreparedTexts(self.redis, self.vault, the_words()),
            blocks=Blocks(self.redis, self.vault),
            bridging=self.bridging,
            reports=Reports(self.redis),
            audit=Audit(self.redis, "a secret key for tests only"),
            person=self.vault.person,
            checks={"redis": lambda: "ok", "worker": lambda: self.worker_says},
            pack=the_words(),
            now=self.clock,
            helpline_number="0808 250 2196",
            secret_key="a secret key for tests only",
            demonstration=demonstration,
        )
        self.app = Flask("office", static_folder=None)
        self.app.register_blueprint(make_blueprint(self.door))
        self._deliveries = count()

    def hire(self, name: str, role: str = "officer") -> None:
        """An account with the password of all accounts here."""
        self.staff.add(name, role, PASSWORD)

    def at_desk(self, name: str, role: str = "officer") -> Desk:
        """Somebody signed in, in a browser of their own."""
        if self.staff.get(name) is None:
            self.hire(name, role)
        desk = Desk(self.app.test_client())
        desk.sign_in(name)
        return desk

    def arrives(self, person: Person) -> Callback:
        """They were in touch: a turn is written as the webhook writes it."""
        now = self.clock()
        who = self.vault.person(person.number or f"withheld {person.reference}")
        opened = self.store.open_turn("none", who)
        keep = KeepCallback(
            asked=person.asked,
            level=person.level,
            kind=person.kind,
            not_before=now + person.not_before,
            due_at=now if person.level is Level.RED else now + person.due,
            wishes=person.wishes,
        )
        callback = merged(
            opened.callback,
            keep,
            reference=person.reference,
            person=who,
            number=person.number,
            channel=person.door,
            findings=person.findings,
            now=now,
        )
        for request in person.requests:
            callback = requested(callback, request)
        conversation = opened.conversation or Conversation(started_at=now)
        done = self.store.commit_turn(
            Turn(
                delivery=f"SM{next(self._deliveries)}",
                answer="<Response/>",
                person=who,
                conversation=replace(conversation, topics_read=person.topics),
                version=opened.version,
                now=now,
                callback=callback,
                callback_version=opened.callback.version if opened.callback else 0,
                entries=tuple(
                    TranscriptEntry(
                        now, door, speaker, text,
                        person.level if speaker == "they" else Level.NONE,
                        tuple(f for f in person.findings if f.words in text and speaker == "they"),
                    )
                    for door, speaker, text in person.said
                ),
                alert=person.level is Level.RED,
                counted=(came(person.door), *map(asked_about, person.topics)),
            )
        )  # fmt: skip
        assert isinstance(done, Committed)
        found = self.queue.get(callback.reference)
        assert found is not None
        return found

    def callback(self, reference: str) -> Callback:
        """The callback as it stands."""
        found = self.queue.get(reference)
        assert found is not None
        return found

    def counts(self, *words: str) -> None:
        """A turn that does nothing but be counted."""
        now, who = self.clock(), self.vault.person(f"counted {next(self._deliveries)}")
        turn = Turn(f"SM{next(self._deliveries)}", "", who, Conversation(now), 0, now)
        self.store.commit_turn(replace(turn, counted=words))

    def a_minute_later(self, reference: str) -> Callback:
        """The time to undo its closing is over, and the clock has looked; how it stands then."""
        self.clock.at += UNDO
        self.queue.finish_closing(reference, self.clock())
        return self.callback(reference)

    def empty(self) -> None:
        """Everything gone, for the next test."""
        self.redis.flushall()


class Desk:
    """A browser without JavaScript: it follows links and sends forms with their tokens."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.status = 0
        self.page = ""
        self.headers: dict[str, str] = {}
        self.at = ""

    def get(self, address: str, **headers: str) -> str:
        """Look at a page, where redirects lead."""
        return self._took(
            self.client.get(
                address,
                base_url="https://desk.example",
                headers={name.replace("_", "-"): value for name, value in headers.items()},
                follow_redirects=True,
            )
        )

    def post(self, address: str, **fields: str) -> str:
        """Send a form, with the token of the page that is open unless another is given."""
        fields.setdefault("csrf", self.token())
        return self._took(
            self.client.post(
                address, data=fields, base_url="https://desk.example", follow_redirects=True
            )
        )

    def step(self, reference: str, name: str, **fields: str) -> str:
        """A step on the callback whose page is open."""
        fields.setdefault("fence", self.hidden("fence"))
        return self.post(f"/console/callbacks/{reference}/{name}", **fields)

    def sign_in(self, name: str, password: str = PASSWORD) -> str:
        """Through the form."""
        self.get("/console/sign-in")
        return self.post("/console/sign-in", name=name, password=password)

    def token(self) -> str:
        """The form token on the open page."""
        return self.hidden("csrf")

    def hidden(self, name: str) -> str:
        """A hidden field of the open page; empty when there is none."""
        _, found, rest = self.page.partition(f'name="{name}" value="')
        return rest.split('"', 1)[0] if found else ""

    def _took(self, response: object) -> str:
        from werkzeug.test import TestResponse

        assert isinstance(response, TestResponse)
        self.status = response.status_code
        self.headers = dict(response.headers)
        self.at = response.request.path
        if response.mimetype == "text/html" and response.status_code != 204:
            self.page = response.get_data(as_text=True)
        response.close()
        return self.page


def start_office(server: RedisServer, *, demonstration: bool = False) -> Office:
    """An empty office on this server."""
    office = Office(server.url, demonstration=demonstration)
    office.empty()
    return office


def evening(now: datetime = START) -> Wishes:
    """Wishes of somebody who wants to be rung this evening, on a phone that others use."""
    return Wishes(
        name="Sam",
        when="this evening",
        not_before=now + timedelta(hours=1, minutes=30),
        due_by=now + timedelta(hours=5, minutes=30),
        may_leave_message=False,
        may_text=True,
        shared_phone=True,
        shall_we_ring=True,
    )


MATE = Person(
    "H7K-4RM",
    Level.RED,
    Kind.OVERDOSE,
    asked=False,
    number="+447700900101",
    said=(
        ("sms", "they", "we did ket and my mate wont wake up"),
        ("sms", "we", "Call 999 now. Tell them they may have taken ketamine."),
    ),
    findings=(Finding("not_waking", "wont wake up", 23, 35, Level.RED),),
)
MOTHER = Person(
    "C3D-9PX",
    number="+447700900102",
    wishes=evening(),
    said=(("sms", "they", "my son takes ket. can someone ring me this evening"),),
    topics=("signs",),
    not_before=timedelta(hours=1, minutes=30),
    due=timedelta(hours=5, minutes=30),
)
BLADDER = Person(
    "F4T-7WY",
    Level.AMBER,
    Kind.MEDICAL,
    number="+441134960103",
    door="voice",
    said=(("voice", "they", "there is blood when i pee, please ring me"),),
    findings=(Finding("blood_in_urine", "blood when i pee", 9, 25, Level.AMBER),),
    wishes=Wishes(name="Jo", may_leave_message=True, shared_phone=False, shall_we_ring=True),
    due=timedelta(minutes=30),
)
