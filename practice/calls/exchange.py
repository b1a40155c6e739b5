"""The exchange: makes legs, gives them what people do, and tells of their progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from practice.calls.call import Call, Telling
from practice.calls.given import (
    Address,
    Begin,
    Diverted,
    Dropped,
    Elsewhere,
    Given,
    Gone,
    HungUp,
    LegOver,
    NotPickedUp,
    Script,
    Source,
    TimeUp,
)
from practice.calls.herald import Herald
from practice.calls.player import play
from practice.calls.ringing import leg, outbound
from practice.clock import Clock
from practice.lines import Line
from practice.notices import Notices
from practice.numbers import is_international
from practice.parameters import call_token
from practice.sids import sid
from practice.twiml.verbs import Dial
from practice.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Order:
    """A call that the REST API was asked for."""

    sender: str
    to: str
    source: Source
    telling: Telling = field(default_factory=Telling)
    fallback_url: str = ""
    timeout: int = 60
    detects_machines: bool = False
    detection_url: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Every leg, and what they stand on."""

    account: str
    clock: Clock
    webhooks: Webhooks
    herald: Herald
    notices: Notices
    owns: Callable[[str], bool]
    calls: dict[str, Call] = field(default_factory=dict)

    def ring_in(self, sender: str, line: Line) -> Call:
        """Somebody rings one of the account's numbers."""
        call = self._call(sender, line.number, "inbound")
        call.status = "ringing"
        call.telling = Telling(line.status_callback)
        call.fallback_url = line.voice_fallback_url
        first = Address(line.for_calls, more=(call_token(call.sid),))
        return self._begin(call, play(self, call, first))

    def place(self, order: Order, fate: str = "") -> Call:
        """The service rings somebody; `fate` is how it ends without ringing, when it does."""
        call = self._call(order.sender, order.to, "outbound-api")
        call.telling = order.telling
        call.fallback_url = order.fallback_url
        call.detects_machines = order.detects_machines
        call.detection_url = order.detection_url
        self._ring_out(call, order.timeout)
        self._begin(call, outbound(self, call, order.source))
        if fate:
            self.post(call, NotPickedUp(fate))
        return call

    def ring_legs(self, parent: Call, verb: Dial, url: str) -> list[Call]:
        """The legs of a Dial, ringing."""
        legs = []
        for target in verb.targets:
            call = self._call(verb.caller_id or parent.sender, target.number, "outbound-dial")
            call.parent, call.family = parent.sid, parent.family
            call.detection_url = (
                urljoin(url, target.detection_callback) if target.detection_callback else ""
            )
            call.telling = Telling(
                urljoin(url, target.status_callback) if target.status_callback else "",
                frozenset(target.status_events),
            )
            whisper = Address(urljoin(url, target.url), target.method) if target.url else None
            self._ring_out(call, verb.timeout)
            call.script = leg(self, call, whisper, parent)
            self.post(call, Begin())
            if not self._can_ring(parent, verb, target.number):
                self.post(call, NotPickedUp("failed"))
            legs.append(call)
        return legs

    def _can_ring(self, parent: Call, verb: Dial, number: str) -> bool:
        """Whether the number is whole, and the number shown is the account's or the caller's."""
        if not is_international(number):
            self.notices.error(13224, parent.sid)
            return False
        if verb.caller_id and verb.caller_id != parent.sender and not self.owns(verb.caller_id):
            self.notices.error(13214, parent.sid)
            return False
        return True

    def post(self, call: Call, given: Given) -> None:
        """Give a leg something.  Returns when nobody in its family has anything left to do."""
        family = call.family
        with family.lock:
            family.mailbox.append((call, given))
            if family.busy:
                return
            family.busy = True
            try:
                while family.mailbox:
                    self._step(*family.mailbox.popleft())
            finally:
                family.busy = False

    def divert(self, call: Call, source: Source) -> None:
        """The service gives a running call another document."""
        self.post(call, Diverted(source))

    def answered(self, call: Call) -> None:
        """The leg is answered now, if it was not before."""
        if call.answer(self.clock.now()):
            self.herald.progress(call, "answered")

    def limit(self, call: Call, seconds: int) -> Callable[[], None]:
        """Bring a conversation to its end after so long, unless what is returned is called."""
        return self.clock.after(seconds, lambda: self.post(call, TimeUp()))

    def _step(self, call: Call, given: Given) -> None:
        if call.over or call.script is None:
            return
        call.steps += 1
        try:
            match given:
                case Begin():
                    call.waiting = next(call.script)
                case Dropped(status=status):
                    call.waiting = call.script.throw(Gone(status))
                case Diverted(source=source):
                    call.waiting = call.script.throw(Elsewhere(source))
                case _:
                    call.waiting = call.script.send(given)
        except StopIteration:
            self._finish(call, "completed")
        except (Gone, HungUp) as end:
            self._finish(call, end.status)
        except BaseException:
            self._finish(call, "failed")
            raise

    def _finish(self, call: Call, status: str) -> None:
        call.ended_at = self.clock.now()
        call.status = ended = call.ends_as(status)
        call.waiting = None
        for stop in call.timers:
            stop()
        self.herald.progress(call, "completed")
        if call.parent:
            parent = self.calls[call.parent]
            # Answered, but never put through: the person who is waiting was not answered.
            self.post(parent, LegOver(call.sid, "no-answer" if ended == "completed" else ended))

    def _begin(self, call: Call, script: Script) -> Call:
        call.script = script
        self.post(call, Begin())
        return call

    def _ring_out(self, call: Call, seconds: int) -> None:
        def ring_out() -> None:
            if call.status == "ringing":
                self.post(call, NotPickedUp("no-answer"))

        call.timers.append(self.clock.after(seconds, ring_out))

    def _call(self, sender: str, to: str, direction: str) -> Call:
        call = Call(sid("CA"), self.account, sender, to, direction, self.clock.now())
        self.calls[call.sid] = call
        return call
