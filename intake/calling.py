"""Builds what calls that we make stand on: officers' phones, bridges, alerts."""

from __future__ import annotations

from flows.pack import Pack
from intake.parts import Parts
from intake.twilio.alert_calls import AlertDoor
from intake.twilio.officer import OfficerDoor
from workers.alerts import Alerts
from workers.bridges import Bridges
from workers.bridging import Bridging
from workers.gateway import Gateway


def bridging_of(parts: Parts, gateway: Gateway) -> Bridging:
    """Calling from the console; our own numbers are never dialled."""
    settings = parts.settings
    own = {settings.sms_number, settings.caller_id, settings.dialled}
    return Bridging(
        bridges=Bridges(parts.redis, parts.vault),
        phones=parts.staff,
        gateway=gateway,
        plan=parts.plan,
        caller_id=settings.caller_id,
        own=frozenset(own - {""}),
    )


def officer_door(parts: Parts, gateway: Gateway) -> OfficerDoor:
    """What the officer's leg of a call stands on."""
    return OfficerDoor(
        bridging=bridging_of(parts, gateway),
        caller_id=parts.settings.caller_id,
        base_url=parts.settings.public_base_url,
        voicemail=_voicemail(parts.pack),
        now=parts.now,
    )


def alert_door(parts: Parts) -> AlertDoor:
    """What the calls that alerts make stand on."""
    return AlertDoor(
        alerts=Alerts(parts.redis, parts.vault),
        queue=parts.queue,
        staff=parts.staff,
        outbox=parts.outbox,
        now=parts.now,
    )


def _voicemail(pack: Pack) -> str:
    """The only words that a machine may hear."""
    return pack.lines["neutral_voicemail"].voice
