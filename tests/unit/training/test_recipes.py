"""Each recipe documents itself, and the recipe of the release has the settings of its report."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cxr.inference.model_card import load_model_card
from training.config import Config
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
