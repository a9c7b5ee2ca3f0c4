"""The screening network is read from a run or from a model, or the error says what to do."""

import json
import shutil
from pathlib import Path

import pytest

from cxr.inference.model_card import CARD_NAME, SCREENING_NAME
from tests.support.inference.networks import CARD
from tests.support.training.screening import screening_file
from training.data.screening_file import SCREENING_CARD, load_screening
from training.errors import TrainingError


@pytest.fixture
def shipped(screening: Path) -> Path:
    """The folder of a model."""
    (screening / SCREENING_CARD).unlink()
    file = screening_file()
    card = CARD.model_copy(update={"screening": file.card, "figures": {"screening": file.figures}})
    (screening / CARD_NAME).write_text(card.model_dump_json())
    return screening


def test_the_network_of_a_run_is_read_with_its_card_and_figures(screening: Path) -> None:
    assert load_screening(screening) == screening_file()


def test_the_network_of_a_model_is_read_with_its_card_and_figures(shipped: Path) -> None:
    assert load_screening(shipped) == screening_file()


def test_a_folder_without_a_network_is_named_with_its_option(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=rf"{tmp_path} contains no screening network .*--screening a run"):
        load_screening(tmp_path)


def test_a_model_of_release_0_8_has_no_screening_network(shipped: Path) -> None:
    old = json.loads((shipped / CARD_NAME).read_text())
    old["screening"] = {"recognized_from": -1.4, "in_population_from": 3.8}
    (shipped / CARD_NAME).write_text(json.dumps(old))
    with pytest.raises(TrainingError, match=f"{shipped} contains no screening network"):
        load_screening(shipped)


@pytest.mark.parametrize("content", ["", "[]", "3", "{}", '{"size": "large"}'])
def test_a_damaged_record_is_named(content: str, screening: Path) -> None:
    (screening / SCREENING_CARD).write_text(content)
    with pytest.raises(TrainingError, match=rf"{screening / SCREENING_CARD} is damaged .*; restore it"):
        load_screening(screening)


def test_a_record_with_an_impossible_value_is_named(screening: Path) -> None:
    recorded = json.loads((screening / SCREENING_CARD).read_text()) | {"size": 0}
    (screening / SCREENING_CARD).write_text(json.dumps(recorded))
    with pytest.raises(TrainingError, match=r"screening\.json is damaged"):
        load_screening(screening)


def test_another_network_than_that_of_the_card_is_refused(screening: Path) -> None:
    (screening / SCREENING_NAME).write_bytes(screening_file().content[:-1])
    with pytest.raises(TrainingError, match=r"screening\.tflite is not the file that its card describes"):
        load_screening(screening)


def test_a_missing_network_is_named(screening: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(screening, tmp_path / "copy")
    (copy / SCREENING_NAME).unlink()
    with pytest.raises(TrainingError, match=rf"{copy / SCREENING_NAME} cannot be read \(No such file"):
        load_screening(copy)
