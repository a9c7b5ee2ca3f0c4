"""Resources of a packaged stage, to be compared with those of another."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def resources(template: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The resources of `prod` by further lines of its file, the same for each packaging."""

    def made(*params: str) -> dict[str, Any]:
        # The folder of an upload carries the time of its packaging, and nothing else does.
        text = re.sub(r"/\d{13}-[^/]+Z/", "/TIME/", json.dumps(template("prod", *params)["Resources"]))
        return dict(json.loads(text))

    return made
