"""Films of an invented patient."""

import pytest

from tests.support.films.identified import identified_film


@pytest.fixture(scope="session")
def film() -> bytes:
    return identified_film()
