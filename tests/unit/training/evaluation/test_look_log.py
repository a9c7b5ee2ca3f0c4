"""Each look at the test films is on record."""

import re
from pathlib import Path

from tests.support.training.brightness import CARD
from training.evaluation.look_log import LOOKS, LookLog


def test_each_look_adds_a_line_and_is_counted(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    assert LookLog(reports, "export").record(CARD) == 1
    other = CARD.model_copy(update={"version": "next", "sha256": "ab" * 32})
    assert LookLog(reports, "robustness").record(other) == 2
    lines = (reports / LOOKS).read_text().splitlines()
    assert lines[0] == "date,command,version,sha256"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d,export,bright,0{12}", lines[1])
    assert lines[2].endswith(",robustness,next,abababababab")
    assert len(lines) == 3
