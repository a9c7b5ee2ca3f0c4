"""What a film is read as, and why another is not."""

from typing import Any

import numpy as np
import pytest

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.study import RefusalReason


def shown(data: bytes) -> Any:
    """Read a film. Return its grey levels as int, so that differences can be negative."""
    return np.asarray(read(data).image).astype(int)


def reason(data: bytes) -> RefusalReason:
    """Read a film that has to be refused. Return the reason."""
    with pytest.raises(FilmRefused) as refused:
        read(data)
    return refused.value.reason
