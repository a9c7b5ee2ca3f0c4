"""The page on treated films, and the log of looks at test films."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.support.training.brightness import classifier, film
from training.evaluation.look_log import LOOKS
from training.evaluation.treated_films import measure_treatments
from training.options.parser import parser
from training.robustness import command
from training.robustness.command import measure_robustness
from training.robustness.page import write_treatments


def test_page_and_figures_have_a_row_for_each_treatment(tmp_path: Path) -> None:
    films, ill = [film(), film(opacity=False)], np.array([True, False])
    rows = list(measure_treatments(classifier(), films, ill, ["rot180"]))
    write_treatments(rows, len(films), "test-1", tmp_path / "table.md")
    page = (tmp_path / "table.md").read_text()
    assert "| base | 0 | 0 | 100 | 0 | 0 | 0 | 0 | 0 | 0 | 100 | 0 | 1.000 |" in page
    assert "| rot180 | 100 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 100 | - |" in page
    figures = json.loads((tmp_path / "table.json").read_text())
    assert [row["treatment"] for row in figures["treatments"]] == ["base", "rot180"]


@pytest.mark.parametrize(("part", "looks"), [("test", 1), ("train", 0)])
def test_only_test_films_count_as_a_look(
    part: str, looks: int, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "load_classifier", lambda *_: classifier())
    given = ["robustness", "--data", str(data), "--films", "4", "--treatment", "rot90", "--part", part]
    places = ["--out", str(tmp_path / "page.md"), "--reports", str(tmp_path)]
    measure_robustness(parser().parse_args([*given, *places]))
    assert "| rot90 |" in (tmp_path / "page.md").read_text()
    log = tmp_path / LOOKS
    lines = log.read_text().splitlines()[1:] if log.exists() else []
    assert len(lines) == looks
    assert all(",robustness,bright," in line for line in lines)
