"""The composition root: everything that the web and the worker need, built here and handed down.

No other module makes a client, reads the clock or knows the settings; nothing here decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import structlog

from flows.triage import assess
from intake.calling import alert_door, bridging_of, officer_door
from intake.clock import Now
from intake.console.door import ConsoleDoor
from intake.drain import Drainer
from intake.gauges import gauges
from intake.health import Check, Counters, Health
from intake.parts import Parts, account_of, build_parts, erased_list, redis_address
from intake.readiness import checks
from intake.reference import new_reference
from intake.screening import Screening
from intake.settings import Settings
from intake.spool import Spool, Spooled
from intake.turns import Turns
from intake.twilio.hearing import hear
from intake.twilio.last_words import LastWords
from intake.twilio.signature import Signatures
from intake.twilio.webhooks import TwilioDoor
from intake.writing import Rendering
from workers.audit import Audit
from workers.banner import Banners
from workers.bell import Bell
from workers.blocks import Blocks
from workers.connection import WEBHOOK_TIMEOUT, connect_bell
from workers.context import WorkerContext
from workers.gateway import TwilioGateway
from workers.prepared import PreparedTexts
from workers.reporting import Reports
from workers.rota import Rota
from workers.second_step import SecondStep

log = structlog.get_logger(__name__)
WORKER_TIMEOUT: Final = 5.0  # nobody waits on the line for a worker
CONSOLE_TIMEOUT: Final = 2.0  # an officer would rather wait than be sent away; a caller cannot


@dataclass(frozen=True)
class Runtime:
    """What a web process stands on."""

    settings: Settings
    parts: Parts
    twilio: TwilioDoor
    console: ConsoleDoor
    health: Health
    drainer: Drainer


def build_runtime(settings: Settings, now: Now | None = None) -> Runtime:
    """Everything that the web application needs, over these settings."""
    parts = build_parts(settings, now)
    counters = Counters(settings.prometheus_multiproc_dir)
    spool = Spool(settings.data_dir / "spool", parts.vault)
    turns = build_turns(parts, spool, counters)

    def take(request: Spooled) -> None:
        turns.take(turns.hear(request))

    return Runtime(
        settings=settings,
        parts=parts,
        twilio=TwilioDoor(
            signatures=signatures_of(settings),
            turns=turns,
            outbox=parts.outbox,
            last_words=LastWords.of(parts.pack),
            caller_id=settings.caller_id,
            officer=officer_door(parts, gateway_of(settings)),
            alert=alert_door(parts),
            now=parts.now,
        ),
        console=console_door(
            build_parts(settings, parts.now, timeout=CONSOLE_TIMEOUT), checks(parts, spool)[0]
        ),
        health=Health(*checks(parts, spool), counters, lambda: gauges(parts, spool)),
        drainer=Drainer(spool, take),
    )


def build_turns(parts: Parts, spool: Spool, counters: Counters) -> Turns:
    """The path of every text and every call step."""

    def failed(why: str) -> None:
        counters.unread()
        log.error("screening.failed", reason=why)

    settings = parts.settings
    return Turns(
        pack=parts.pack,
        store=parts.store,
        spool=spool,
        screening=Screening(assess, failed),
        rendering=Rendering(
            pack=parts.pack,
            admissions=settings.dialled,
            caller_id=settings.caller_id,
            base_url=settings.public_base_url,
        ),
        bell=Bell(connect_bell(redis_address(settings), timeout=WEBHOOK_TIMEOUT)),
        counted=counters,
        person=parts.vault.person,
        reference=new_reference,
        hear=lambda request: hear(request, again=True),
        hours=settings.opening_hours,
    )


def worker_context(settings: Settings, now: Now | None = None) -> WorkerContext:
    """What a worker process stands on."""
    parts = build_parts(settings, now, timeout=WORKER_TIMEOUT)
    return WorkerContext(
        redis=parts.redis,
        bell_redis=connect_bell(redis_address(settings)),
        vault=parts.vault,
        gateway=gateway_of(settings),
        pack=parts.pack,
        now=parts.now,
        alert_numbers=settings.alert_numbers,
        lead_numbers=settings.lead_numbers,
        admissions_number=settings.dialled,
        elsewhere=account_of(settings),
        erased_list=erased_list(settings),
    )


def gateway_of(settings: Settings) -> TwilioGateway:
    """Our side of Twilio's REST API, or of what stands in its place."""
    return TwilioGateway(
        settings.twilio_account_sid,
        settings.twilio_api_key_sid,
        settings.twilio_api_key_secret.get_secret_value(),
        api_url=settings.twilio_api_url,
        from_sms=settings.sms_number,
        caller_id=settings.caller_id,
        base_url=settings.public_base_url,
        staff=(*settings.alert_numbers, *settings.lead_numbers, settings.dialled),
    )


def signatures_of(settings: Settings) -> Signatures:
    """What vouches for Twilio's requests."""
    return Signatures(
        settings.public_base_url,
        [token.get_secret_value() for token in settings.twilio_auth_token],
        settings.twilio_signing_keys,
    )


def console_door(parts: Parts, health: Mapping[str, Check]) -> ConsoleDoor:
    """What the console stands on."""
    return ConsoleDoor(
        queue=parts.queue,
        store=parts.store,
        staff=parts.staff,
        sessions=parts.sessions,
        second_step=SecondStep(parts.redis, parts.vault),
        rota=Rota(parts.redis, parts.vault),
        banners=Banners(parts.redis),
        outbox=parts.outbox,
        prepared=PreparedTexts(parts.redis, parts.vault, parts.pack),
        blocks=Blocks(parts.redis, parts.vault),
        reports=Reports(parts.redis),
        bridging=bridging_of(parts, gateway_of(parts.settings)),
        audit=Audit(parts.redis, parts.settings.secret_key.get_secret_value()),
        person=parts.vault.person,
        pack=parts.pack,
        now=parts.now,
        checks=health,
        helpline_number=parts.settings.helpline_number,
        secret_key=parts.settings.secret_key.get_secret_value(),
        demonstration=parts.settings.demonstration,
        plan=parts.plan,
    )
