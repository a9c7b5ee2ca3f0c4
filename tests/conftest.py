"""The laptop stack, for the tests that need all of it: one a session, deployed as `make run` does it."""

from collections.abc import Iterator

import pytest

from infra.local.settings import Settings, free_port
from infra.local.stack import LocalStack


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sends every test of the stack to the same worker, where they run one after the other."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("stack"))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """A running stack of the tests' own; `stop()` and `start()` restart it with its state kept."""
    settings = Settings(state=tmp_path_factory.mktemp("stack"), port=free_port(), aws_port=free_port())
    with LocalStack(settings) as running:
        yield running
