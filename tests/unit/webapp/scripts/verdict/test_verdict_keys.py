"""Single keys act where the user has allowed them."""

import json
from typing import Any

import pytest

from tests.unit.webapp.support.node import run_script

PROGRAM = """
const { isForPage } = await import(process.argv[1]);
const [inside, everywhere, field, changes] = JSON.parse(process.argv[2]);
const target = { closest: () => (field ? target : null) };
const event = { target, key: "a", ...changes };
const part = { contains: () => inside };
console.log(JSON.stringify(isForPage(event, part, everywhere)));
"""


@pytest.mark.parametrize(
    ("inside", "everywhere", "field", "changes", "expected"),
    [
        (True, False, False, {}, True),
        (False, False, False, {}, False),
        (False, True, False, {}, True),
        (True, True, True, {}, False),
        (True, True, False, {"ctrlKey": True}, False),
        (True, True, False, {"metaKey": True}, False),
        (True, True, False, {"altKey": True}, False),
        (True, True, False, {"repeat": True}, False),
    ],
)
def test_a_key_acts_on_its_part_or_by_setting_and_never_in_a_field(
    inside: bool, everywhere: bool, field: bool, changes: dict[str, Any], expected: bool
) -> None:
    assert (
        run_script("verdict/keys.js", PROGRAM, json.dumps([inside, everywhere, field, changes])) is expected
    )
