"""What the console stands on; built by the composition root and handed in, frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flows.pack import Pack
from workers.audit import Audit
from workers.banner import Banners
from workers.blocks import Blocks
from workers.bridging import Bridging
from workers.callback_queue import CallbackQueue
from workers.outbox import Outbox
from workers.plan import Plan, shipped
from workers.prepared import PreparedTexts
from workers.reporting import Reports
from workers.rota import Rota
from workers.second_step import SecondStep
from workers.sessions import Sessions
from workers.staff import Staff
from workers.store import Store


@dataclass(frozen=True)
class ConsoleDoor:
    """Everything the pages need.

    `secret_key` signs form tokens.  `demonstration` says so on every page and lets cookies travel
    over plain HTTP, which is how it runs on one's own desk.  `plan` is the queue's own, so that a
    page can say when a try would be made again.  `person` makes the lookup id of a number;
    `checks` are the parts of the service, each "ok" or what is wrong with it.  `bridging` rings an
    officer's phone and puts them through.
    """

    queue: CallbackQueue
    store: Store
    staff: Staff
    sessions: Sessions
    second_step: SecondStep
    rota: Rota
    banners: Banners
    outbox: Outbox
    prepared: PreparedTexts
    blocks: Blocks
    audit: Audit
    reports: Reports
    person: Callable[[str], str]
    pack: Pack
    now: Callable[[], datetime]
    helpline_number: str
    secret_key: str
    demonstration: bool = False
    checks: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    plan: Plan = field(default_factory=shipped)
    bridging: Bridging | None = None
