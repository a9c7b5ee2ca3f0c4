"""The packages, built once for all tests of them."""

from pathlib import Path

import pytest

from infra.packaging.build import build_all
from infra.packaging.targets import HOST, LAMBDA


@pytest.fixture(scope="session")
def aws_packages() -> dict[str, Path]:
    return build_all(LAMBDA)


@pytest.fixture(scope="session")
def host_packages() -> dict[str, Path]:
    return build_all(HOST)
