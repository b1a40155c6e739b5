"""Everything on the desk, put together; a reset makes a fresh one."""

from __future__ import annotations

from dataclasses import dataclass, field

from practice.callbacks import Callbacks
from practice.calls.exchange import Exchange
from practice.calls.given import Dropped
from practice.calls.herald import Herald
from practice.clock import Clock
from practice.faults import Faults
from practice.lines import Lines
from practice.notices import Notices
from practice.settings import Settings
from practice.signature import Signer
from practice.texts.message import Messages
from practice.texts.receiving import Desk as TextDesk
from practice.texts.sending import Post
from practice.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts, each knowing those that it needs."""

    settings: Settings
    clock: Clock
    lines: Lines
    notices: Notices
    faults: Faults
    callbacks: Callbacks
    messages: Messages
    post: Post
    texts: TextDesk
    exchange: Exchange
    countries: set[str] = field(default_factory=lambda: {"GB"})

    def clear(self) -> None:
        """Every line dead, every timer stopped, nobody told."""
        self.callbacks.stop()
        for call in list(self.exchange.calls.values()):
            self.exchange.post(call, Dropped())


def make_desk(settings: Settings, clock: Clock) -> Desk:
    """A desk on which nothing has happened yet."""
    account = settings.account_sid
    notices, faults, messages = Notices(clock.now), Faults(), Messages()
    lines = Lines(settings)
    webhooks = Webhooks(Signer(settings.auth_token, settings.signing_key))

    callbacks = Callbacks(webhooks, faults)
    post = Post(account, clock, messages, callbacks, notices)
    return Desk(
        settings=settings,
        clock=clock,
        lines=lines,
        notices=notices,
        faults=faults,
        callbacks=callbacks,
        messages=messages,
        post=post,
        texts=TextDesk(account, webhooks, notices, post),
        exchange=Exchange(
            account,
            clock,
            webhooks,
            Herald(clock, callbacks, notices),
            notices,
            lambda number: lines.of(number) is not None,
        ),
    )


class Standing:
    """The desk as it stands now."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self.desk = make_desk(settings, clock)

    def reset(self) -> None:
        """Begin again with an empty desk."""
        old, self.desk = self.desk, make_desk(self._settings, self._clock)
        old.clear()
