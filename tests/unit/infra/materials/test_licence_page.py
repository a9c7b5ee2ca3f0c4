"""The page of licences is the one that the packages for Lambda give."""

from pathlib import Path

import pytest

from infra.materials.__main__ import PAGE, licence_page
from infra.packaging.build import build_all
from infra.packaging.targets import LAMBDA


@pytest.fixture(scope="session")
def aws_packages() -> dict[str, Path]:
    return build_all(LAMBDA)


def test_the_page_of_licences_is_fresh(aws_packages: dict[str, Path]) -> None:
    assert PAGE.read_text() == licence_page(aws_packages), "run `python -m infra.materials`"
