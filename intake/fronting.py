"""What a lead has put in front of both doors, and when a person is told it.

Never before a danger sign has had its own answer; once at the beginning of a call
or of a conversation by text, and not again with every answer.
"""

from __future__ import annotations

from flows.levels import Assessment, Level
from intake.heard import Heard
from workers.banner import aloud
from workers.turn import Opened


def words_first(heard: Heard, assessment: Assessment, opened: Opened) -> str:
    """What is said before the answer to `heard`; empty when nothing is."""
    banner, now = opened.banner, heard.received
    if banner is None or banner.ends <= now or assessment.level is not Level.NONE or heard.again:
        return ""
    if heard.door == "voice":
        return aloud(banner.words) if heard.turn == 0 else ""
    before = opened.conversation
    return "" if before and before.recent_texts(now) else banner.words
