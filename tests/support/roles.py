"""The roles as in production, each a process of its own: web, worker, Redis, and a Twilio.

Unlike `running`, nobody looks after them: a test starts, kills and starts again whom it likes, and
signs its own requests.  Nothing here is shared with the application but its settings.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from redis import Redis

from tests.support.ports import free_port
from tests.support.processes import descendants
from tests.support.redis_server import RedisServer
from tests.support.running import HELPLINE, STARTS_WITHIN
from workers.callback_queue import CallbackQueue
from workers.outbox import Outbox
from workers.store import Store
from workers.vault import Vault

TOKEN: Final = "the token of a test account"
ON_DUTY: Final = "+447700900999"
DATA_KEY, LOOKUP_KEY = "d" * 43, "l" * 43
PATIENCE: Final = 20.0


class House:
    """All roles of one service, none of them started but Redis.  Use it as a context."""

    def __init__(
        self, folder: Path, *, redis: RedisServer | None = None, url: str = "", **settings: str
    ) -> None:
        self.folder = folder
        self.server = redis or RedisServer()
        self._own_server = redis is None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.practice_port = free_port()
        self.vault = Vault([DATA_KEY], LOOKUP_KEY)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._redis_url = url
        self._settings = settings
        self._sent = 0

    def __enter__(self) -> House:
        self.data_dir.mkdir(exist_ok=True)
        if self._own_server:
            self.server.start()
        self.redis: Redis = Redis.from_url(self.server.url, socket_timeout=10)
        self._http = requests.Session()
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self.processes):
            self.kill(name)
        self._http.close()
        self.redis.close()
        if self._own_server:
            self.server.__exit__()

    @property
    def data_dir(self) -> Path:
        """Where the spool lies."""
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        """Everything that the roles are told."""
        kept = {n: os.environ[n] for n in ("PATH", "PYTHONPATH") if n in os.environ}
        return {
            **kept, "HOME": str(self.folder), "DATA_DIR": str(self.data_dir),
            "HOST": "127.0.0.1", "PORT": str(self.port), "PRACTICE": "off",
            "REDIS_URL": self._redis_url or self.server.url, "PUBLIC_BASE_URL": self.url,
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_KEY_SID": "SK" + "0" * 32, "TWILIO_API_KEY_SECRET": "a key of a test",
            "TWILIO_API_URL": f"http://127.0.0.1:{self.practice_port}",
            "SECRET_KEY": "s" * 43, "DATA_KEYS": DATA_KEY, "LOOKUP_KEY": LOOKUP_KEY,
            "SMS_NUMBER": "66777", "CALLER_ID": "+441134960000", "ALERT_NUMBERS": ON_DUTY,
            "PRACTICE_PORT": str(self.practice_port), **self._settings,
        }  # fmt: skip

    def start(self, name: str, *, port: int = 0, wait: bool = True, code: str = "") -> None:
        """Start `web`, `worker` or `practice`; `web2` and the like are further ones.

        `code` is another checkout to run it from.
        """
        commands = {
            "web": [HELPLINE, "web", "--processes", "1", "--with-console"],
            "worker": [HELPLINE, "worker"],
            "practice": [sys.executable, "-m", "practice"],
        }
        environment = self.environment
        if port:
            environment["PORT"] = str(port)
            environment["DATA_DIR"] = str(self.data_dir)
        if code:
            environment["PYTHONPATH"] = code
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                commands[name.rstrip("0123456789")],
                env=environment,
                cwd=code or None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if wait and name.startswith("web"):
            self.wait_for(port or self.port, "/healthz")
        elif wait and name == "practice":
            self.wait_for(self.practice_port, "/notices")

    def wait_for(self, port: int, path: str) -> None:
        """Until somebody answers there."""
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                if requests.get(f"http://127.0.0.1:{port}{path}", timeout=5).status_code < 500:
                    return
            except requests.RequestException:
                pass
            assert time.monotonic() < deadline, f"nobody answers at {port}"
            time.sleep(0.05)

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """End it and its children by this signal; SIGKILL gives no chance to tidy up."""
        process = self.processes.pop(name)
        children = descendants(process.pid) if number == signal.SIGKILL else {}
        for pid in (process.pid, *children):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        process.wait(timeout=30)

    def well(self) -> bool:
        """Whether the web answers."""
        return requests.get(f"{self.url}/healthz", timeout=PATIENCE).status_code == 200

    def ready(self) -> tuple[int, dict[str, Any]]:
        """What `/readyz` says."""
        answer = requests.get(f"{self.url}/readyz", timeout=PATIENCE)
        return answer.status_code, answer.json()

    def post(
        self, target: str, fields: Mapping[str, str], *, url: str = "", timeout: float = PATIENCE
    ) -> requests.Response:
        """One request as Twilio makes it, signed for the one base URL, sent to `url`."""
        text = self.url + target + "".join(name + fields[name] for name in sorted(fields))
        mac = hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1)
        headers = {"X-Twilio-Signature": base64.b64encode(mac.digest()).decode()}
        return requests.post(
            f"{url or self.url}{target}", data=dict(fields), headers=headers, timeout=timeout
        )

    def text(self, body: str, number: str, sid: str = "", **more: str) -> str:
        """A text; the TwiML that answers it."""
        self._sent += 1
        fields = {"MessageSid": sid or f"SM{self._sent:032}", "From": number, "To": "66777"}
        answer = self.post("/twilio/sms", {**fields, "Body": body, "NumMedia": "0", **more})
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def call(self, call: str, address: str, number: str, **fields: str) -> str:
        """A step of a call; the TwiML that answers it."""
        parts = urlsplit(address)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        given = {"CallSid": call, "From": number, "To": "+448082502196", **fields}
        answer = self.post(target, given)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    @property
    def queue(self) -> CallbackQueue:
        """The queue, looked at directly."""
        return CallbackQueue(self.redis, self.vault)

    @property
    def store(self) -> Store:
        """What is stored of people, looked at directly."""
        return Store(self.redis, self.vault)

    @property
    def outbox(self) -> Outbox:
        """What was to be sent, looked at directly."""
        return Outbox(self.redis, self.vault)

    def spooled(self) -> list[Path]:
        """What waits on disk."""
        return sorted((self.data_dir / "spool").glob("*.spooled"))

    def log(self, name: str) -> str:
        """What this role has logged."""
        return (self.folder / f"{name}.log").read_text()
