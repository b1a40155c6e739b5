"""One running service for all whole-way tests that leave its clock and its processes alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.running import Running, running


@pytest.fixture(name="service", scope="session")
def _service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("service")) as service:
        yield service
