"""The CSV file of the worklist."""

import json
from typing import Any

import pytest

from tests.unit.webapp.support.node import run_script


def _csv(study: dict[str, Any]) -> str:
    text: str = run_script(
        "worklist/csv.js",
        "const { toCsv } = await import(process.argv[1]);"
        "console.log(JSON.stringify(toCsv([JSON.parse(process.argv[2])])));",
        json.dumps(study),
    )
    return text


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1"])
def test_a_reference_is_never_a_formula(formula: str) -> None:
    assert f'"\'{formula}"' in _csv({"patient_ref": formula})


def test_quotes_and_commas_stay_in_their_cell() -> None:
    assert '"Ward 3, ""left"""' in _csv({"patient_ref": 'Ward 3, "left"'})


def test_a_probability_outside_the_population_is_left_out() -> None:
    assert "0.97" in _csv({"probability": 0.97, "in_population": True})
    assert "0.97" not in _csv({"probability": 0.97, "in_population": False})
