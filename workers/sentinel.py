"""Reading `redis+sentinel://:password@host1:26379,host2:26379/0?service=NAME`, and following it.

The master is asked for anew whenever a connection is made, so that a fail-over needs nothing of us.
The password is that of Redis; `sentinel_password=` in the query is that of the Sentinels, and
`replicas=` how many must have what was promised before it counts (one; 0 trusts the master alone).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from redis import Redis
from redis.sentinel import Sentinel

SCHEMES: Final = ("redis+sentinel", "rediss+sentinel")
_PORT: Final = 26379


@dataclass(frozen=True, slots=True)
class SentinelAddress:
    """Where the Sentinels are, and which master is ours."""

    hosts: tuple[tuple[str, int], ...]
    service: str
    db: int = 0
    username: str = ""
    password: str = field(default="", repr=False)
    sentinel_password: str = field(default="", repr=False)
    tls: bool = False
    replicas: int = 1


def read_address(url: str) -> SentinelAddress:
    """The address in `url`.  Raises ValueError, which shows no part of it."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError("not a redis+sentinel:// address")
    login, _, hosts = parts.netloc.rpartition("@")
    username, _, password = login.partition(":")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    service, db = query.get("service", ""), parts.path.strip("/") or "0"
    replicas = query.get("replicas", "1")
    if not service or not hosts or not db.isdigit() or not replicas.isdigit():
        raise ValueError(
            "a sentinel address is redis+sentinel://:password@host:port/0?service=NAME"
        )
    return SentinelAddress(
        hosts=tuple(_host(part) for part in hosts.split(",")),
        service=service,
        db=int(db),
        username=unquote(username),
        password=unquote(password),
        sentinel_password=query.get("sentinel_password", ""),
        tls=parts.scheme.startswith("rediss"),
        replicas=int(replicas),
    )


def master(address: SentinelAddress, **options: Any) -> Redis:
    """A client that writes to whichever server is the master now."""
    ours = {"ssl": True} if address.tls else {}
    timeouts = {k: v for k, v in options.items() if k.startswith("socket_") or k == "retry"}
    untyped: Any = Sentinel
    sentinel = untyped(
        address.hosts,
        sentinel_kwargs={**timeouts, **ours, "password": address.sentinel_password or None},
    )
    client: Redis = sentinel.master_for(
        address.service,
        db=address.db,
        username=address.username or None,
        password=address.password or None,
        **ours,
        **options,
    )
    return client


def _host(text: str) -> tuple[str, int]:
    name, _, port = text.strip().rpartition(":")
    if not name:
        return text.strip(), _PORT
    if not port.isdigit():
        raise ValueError("a sentinel's port is a number")
    return name.strip("[]"), int(port)
