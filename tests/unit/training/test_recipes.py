"""Each recipe documents itself and trains, and that of the release has the settings of its report."""

import csv
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxr.inference.model_card import load_model_card
from tests.support.films.dicoms import dicom
from tests.support.training.films import film
from training.__main__ import main
from training.config import Config, Stage
from training.options.settings import ARCHITECTURES
from training.recipes import RECIPES

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", RECIPES)
def test_recipe_documents_command_cost_and_expected_figures(name: str) -> None:
    text = str(sys.modules[f"training.recipes.{name}"].__doc__)
    assert f"--recipe {name}" in text
    assert re.search(r"^Cost( and figures|: )", text, re.MULTILINE)
    assert re.search(r"^(Expected|Cost and) figures", text, re.MULTILINE)
    assert RECIPES[name].architecture in ARCHITECTURES


def test_recipe_of_the_release_has_the_settings_of_its_report() -> None:
    version = load_model_card().version
    recorded = Config.load(ROOT / "training" / "reports" / version / "config.json")
    recipe = RECIPES[f"release_{version.rpartition('.')[0].replace('.', '_')}"]
    assert replace(recorded, averaged_from=(), weights=recipe.weights) == recipe


def test_recipe_of_the_rsna_challenge_trains_on_films_of_its_layout(screening: Path, tmp_path: Path) -> None:
    folder, run = tmp_path / "stage_2", tmp_path / "run"
    write_challenge(folder, films=40)
    films = ["--data", str(folder), "--screening", str(screening), "--run", str(run)]
    smaller = ["--architecture", "cnn", "--weights", "none", "--stage", "1", "32"]
    assert main(["train", "--recipe", "rsna", *films, *smaller]) == 0
    expected = replace(RECIPES["rsna"], architecture="cnn", weights=None, stages=(Stage(1, 32),))
    assert Config.load(run / "config.json") == expected
    assert [epoch["epoch"] for epoch in json.loads((run / "history.json").read_text())] == [1]


def write_challenge(folder: Path, films: int) -> None:
    """Write films of noise in the layout of the RSNA challenge, half of them with an opacity."""
    random = np.random.default_rng(0)
    (folder / "stage_2_train_images").mkdir(parents=True)
    with (
        (folder / "stage_2_train_labels.csv").open("w", newline="") as labels_file,
        (folder / "stage_2_detailed_class_info.csv").open("w", newline="") as classes_file,
    ):
        labels, classes = csv.writer(labels_file), csv.writer(classes_file)
        labels.writerow(("patientId", "Target"))
        classes.writerow(("patientId", "class"))
        for number in range(films):
            ill = number % 2
            pixels = np.asarray(film(bool(ill), random))
            (folder / "stage_2_train_images" / f"{number}.dcm").write_bytes(dicom(pixels))
            labels.writerow((number, ill))
            classes.writerow((number, "Lung Opacity" if ill else "Normal"))
