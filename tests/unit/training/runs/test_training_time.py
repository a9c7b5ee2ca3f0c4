"""The hours that a run took to train."""

import json
from pathlib import Path

import pytest

from training.runs.training_time import training_hours


@pytest.mark.parametrize(
    ("epochs", "hours"),
    [([{"epoch": 1, "seconds": 5400.0}, {"epoch": 2, "seconds": 1800}], 2.0), ([{"epoch": 1}], None)],
)
def test_hours_are_those_of_all_epochs_if_each_is_known(
    epochs: list[dict[str, float]], hours: float | None, tmp_path: Path
) -> None:
    (tmp_path / "history.json").write_text(json.dumps(epochs))
    assert training_hours(tmp_path) == hours
