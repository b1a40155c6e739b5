"""One running service for whole-way tests that leave its processes alone, its clock nearly so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.running import Running, running


@pytest.fixture(name="service", scope="session")
def _service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("service")) as service:
        yield service
