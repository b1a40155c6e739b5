"""Once only: one delivery, however often and however suddenly it comes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.support.forms import Officer
from tests.support.running import Running

AT_ONCE = 10


def test_ten_deliveries_at_once_are_one_text(service: Running) -> None:
    """Ten at once get one and the same answer, make one callback, and stand once in what was
    said."""
    number, said, sid = "+447700900401", "shes collapsed and shes turning blue", "SM" + "4" * 32
    before = {c["ref"] for c in service.queue()}
    with ThreadPoolExecutor(AT_ONCE) as people:
        answers = list(people.map(lambda _: service.text(number, said, sid), range(AT_ONCE)))
    opened = [c for c in service.queue() if c["ref"] not in before]
    officer = Officer(service.console_url, service.account, service.password)
    page = officer.go(f"/console/callbacks/{opened[0]['ref']}")
    officer.leave()

    assert "999" in answers[0][0]
    assert all(answer == answers[0] for answer in answers)
    assert [c["level"] for c in opened] == ["red"]
    assert page.words.count("and shes turning blue") == 1


def test_ten_texts_at_once_from_one_person_are_one_callback(service: Running) -> None:
    """Ten different texts in the same moment: each is answered, and there is one callback."""
    number = "+447700900402"
    before = {c["ref"] for c in service.queue()}
    with ThreadPoolExecutor(AT_ONCE) as people:
        said = [f"can you call me back please, asked for the {n}th time" for n in range(AT_ONCE)]
        answers = list(people.map(lambda body: service.text(number, body), said))
    opened = [c for c in service.queue() if c["ref"] not in before]

    assert all(answers)
    assert [c["asked"] for c in opened] == [True]
