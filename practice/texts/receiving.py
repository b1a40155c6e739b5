"""A text from a phone to one of the account's numbers, and what it is answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urljoin

from practice.lines import Line
from practice.notices import Notices
from practice.parameters import of_text
from practice.texts.message import Message
from practice.texts.sending import Draft, Post
from practice.twiml.document import BadTwiml, read
from practice.twiml.messaging import Message as Wanted
from practice.twiml.messaging import messages
from practice.twiml.verbs import Redirect
from practice.webhooks import Fetched, Webhook, Webhooks
from practice.wire import Unanswered

LONGEST = 1600
MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a text: the replies, and the status of the last answer (0: none)."""

    replies: tuple[str, ...]
    status: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Where texts to the account arrive."""

    account: str
    webhooks: Webhooks
    notices: Notices
    post: Post

    def deliver(self, message: Message, line: Line) -> Answered:
        """Tell the service of `message` and send what it answers."""
        webhook = Webhook(line.for_texts, of_text(self.account, message))
        try:
            wanted, status = self._answer(webhook, message)
        except (Unanswered, BadTwiml) as error:
            self.notices.error(error.code, message.sid, error.detail)
            wanted, status = self._second_answer(webhook, message, line, error)
        return Answered(tuple(self._reply(one, message) for one in wanted if one.body), status)

    def _second_answer(
        self, webhook: Webhook, message: Message, line: Line, error: Unanswered | BadTwiml
    ) -> tuple[list[Wanted], int]:
        """What the fallback answers; a text is not delivered again."""
        status = error.status if isinstance(error, Unanswered) else 200
        if not line.sms_fallback_url:
            return [], status
        told = (("ErrorCode", str(error.code)), ("ErrorUrl", webhook.url))
        try:
            return self._answer(replace(webhook.further(*told), url=line.sms_fallback_url), message)
        except (Unanswered, BadTwiml) as again:
            self.notices.error(again.code, message.sid, again.detail)
            return [], again.status if isinstance(again, Unanswered) else 200

    def _answer(self, webhook: Webhook, message: Message) -> tuple[list[Wanted], int]:
        wanted: list[Wanted] = []
        for _ in range(MOST_REDIRECTS):
            fetched = self.webhooks.ask(webhook)
            onward = None
            for verb in self._read(fetched, message.sid):
                if isinstance(verb, Redirect):
                    onward = verb
                    break
                wanted.append(verb)
            if onward is None:
                return wanted, fetched.status
            url = urljoin(fetched.url, onward.url)
            webhook = replace(webhook, url=url, method=onward.method)
        raise BadTwiml(11215, "redirected without end")

    def _read(self, fetched: Fetched, about: str) -> tuple[Wanted | Redirect, ...]:
        if not fetched.body.strip():
            return ()
        kind = fetched.content_type.partition(";")[0].strip().lower()
        if kind == "text/plain":  # the platform sends plain words to the texter as they are
            return (Wanted(fetched.body.decode("utf-8", "replace").strip()),)
        root = read(fetched.body, fetched.content_type)
        return messages(root, lambda code, detail: self.notices.warning(code, about, detail))

    def _reply(self, wanted: Wanted, message: Message) -> str:
        if len(wanted.body) > LONGEST:
            self.notices.error(21617, message.sid)
            return ""
        self.post.accept(
            Draft(
                sender=wanted.sender or message.to,
                to=wanted.to or message.sender,
                body=wanted.body,
                callback=wanted.status_callback,
                direction="outbound-reply",
            )
        )
        return wanted.body
