"""Shortcuts in the data are found, and the page has what the trees and the model make of them."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.support.training.brightness import classifier, film, screening
from training.data.labelled_film import Film, Kind
from training.data.lung_films import LungFinder
from training.evaluation.look_log import LOOKS
from training.options.parser import parser
from training.shortcuts import command, trees
from training.shortcuts.command import measure_shortcuts
from training.shortcuts.trees import measure_trees
from training.shortcuts.views import VIEWS

FINDER = LungFinder(screening, 32)


class KnownScreening:
    """The file of the screening network that finds the same lungs in every film."""

    def finder(self) -> LungFinder:
        return FINDER


KINDS: tuple[Kind, Kind] = ("normal", "virus")


def films(folder: Path, *, mark: bool, reverse: bool = False) -> list[Film]:
    """Write films of noise, 40 of each class. ``mark``: one class has a bright corner."""
    random, made = np.random.default_rng(list(folder.name.encode())), []
    folder.mkdir()
    for number in range(80):
        ill = number % 2
        pixels = random.integers(0, 200, (64, 64), np.uint8)
        if mark and ill != reverse:
            pixels[:12, :12] = 255
        path = folder / f"{number}.png"
        Image.fromarray(pixels).save(path)
        made.append(Film(path, f"p{number}", KINDS[ill]))
    return made


def test_mark_outside_the_lungs_is_found_by_the_views_that_show_it(tmp_path: Path) -> None:
    train = films(tmp_path / "train", mark=True)
    same, reverse = (films(tmp_path / f"reverse-{r}", mark=True, reverse=r) for r in (False, True))
    found: Any = measure_trees({"train": train, "validation": same, "holdout": reverse}, FINDER)
    for name in ("thumbnail", "outside_lungs", "grey_histogram"):
        assert found[name]["validation"]["auc"] > 0.95
        assert found[name]["holdout"]["auc"] < 0.05
    assert found["place_of_lungs"]["validation"]["auc"] == 0.5, "the lungs are at one place"
    assert set(found["thumbnail"]) == {"validation", "holdout"}


@pytest.fixture
def two_views(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the views with many numbers, on which trees take seconds."""
    monkeypatch.setattr(trees, "VIEWS", {name: VIEWS[name] for name in ("grey_histogram", "place_of_lungs")})


@pytest.mark.usefixtures("two_views")
def test_films_without_a_mark_reveal_nothing(tmp_path: Path) -> None:
    train, other = (films(tmp_path / name, mark=False) for name in ("train", "other"))
    found: Any = measure_trees({"train": train, "validation": other}, FINDER)
    low, high = found["grey_histogram"]["validation"]["intervals"]["auc"]
    assert low < 0.5 < high


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Kaggle's layout, with opacities that the model finds."""
    for part, patients in (("train", 20), ("test", 3)):
        for name in ("NORMAL", "PNEUMONIA"):
            (tmp_path / "data" / part / name).mkdir(parents=True)
        for number in range(patients):
            normal = np.asarray(film(opacity=False)).copy()
            normal[0, :8] = np.array([number >> bit & 1 for bit in range(8)])
            Image.fromarray(normal).save(tmp_path / "data" / part / f"NORMAL/IM-{number:04}-0001.png")
            ill = np.asarray(film(high=bool(number % 2))).copy()
            ill[0, :8] = normal[0, :8]
            Image.fromarray(ill).save(tmp_path / "data" / part / f"PNEUMONIA/person{number}_virus_1.png")
    return tmp_path / "data"


@pytest.mark.usefixtures("two_views")
@pytest.mark.parametrize(("part", "measured_on"), [("test", "test"), ("train", "holdout")])
def test_step_writes_a_page_and_figures_and_logs_the_look(
    part: str, measured_on: str, clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "load_classifier", lambda *_, **__: classifier())
    monkeypatch.setattr(command, "load_screening", lambda _: KnownScreening())
    out = tmp_path / "build" / "shortcuts.md"
    given = ["--data", f"ward={clinic}", "--part", part, "--out", str(out), "--reports", str(tmp_path)]
    measure_shortcuts(parser().parse_args(["shortcuts", *given]))

    figures = json.loads(out.with_suffix(".json").read_text())
    assert figures["measured_on"] == measured_on
    assert figures["model_on_covered"]["as_they_are"]["auc"] == 1
    assert figures["model_on_covered"]["lungs_grey"]["auc"] == 0.5
    assert set(figures["trees"]["grey_histogram"]) == set(figures["films"]) - {"train"}
    assert ("test" in figures["films"]) == (part == "test")

    page = out.read_text()
    assert re.search(r"\| The histogram of the grey levels \| \d\.\d{3}", page)
    assert "| Lungs painted grey | 0.500" in page
    assert (tmp_path / LOOKS).exists() == (part == "test")
