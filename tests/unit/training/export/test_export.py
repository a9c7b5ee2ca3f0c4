"""Training in one command, on films of noise, and the export by itself: what ships, and what stops it."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from cxr.classifier import load_classifier
from cxr.radiograph import read
from training.__main__ import main
from training.config import Config, Stage
from training.data.catalog import Film, list_populations, load_pixels, targets
from training.data.ood_set import Limits
from training.data.split import split, write_split
from training.errors import TrainingError
from training.export.export import Places, Sources, export, list_sets
from training.networks.network import LOGIT, MAP, build
from training.networks.weights import save_weights


def two_folders(folder: Path, films: int, films_of_each: int) -> Path:
    """Films without a test part, ``films_of_each`` patient; pneumonia is brighter by and large."""
    random = np.random.default_rng(4)
    rows = ["file,patient"]
    for number in range(films):
        ill = number % 2
        name = f"{('NORMAL', 'PNEUMONIA')[ill]}/{number}.png"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        darkest = random.integers(0, 80) + 40 * ill
        Image.fromarray(random.integers(darkest, 256, (64, 64), np.uint8)).save(folder / name)
        rows.append(f"{name},{number // films_of_each}")
    (folder / "metadata.csv").write_text("\n".join(rows))
    return folder


@pytest.fixture
def adults(tmp_path: Path) -> Path:
    return two_folders(tmp_path / "adults", films=8, films_of_each=2)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return two_folders(tmp_path / "own", films=40, films_of_each=1)


@pytest.fixture
def run(own: Path, tmp_path: Path) -> Path:
    """What training leaves of a network that is better than chance."""
    folder = tmp_path / "run"
    folder.mkdir()
    config = Config(architecture="cnn", stages=(Stage(1, 32),))
    config.write(folder / "config.json")
    parts = split(list_populations([str(own)]), config.seed)
    write_split(parts, folder / "split.csv")
    keras.utils.set_random_seed(config.seed)
    network = build(config)
    films = load_pixels(parts["choose"], 32).astype(np.float32)
    said, truth = network.predict(films, verbose=0)[LOGIT].ravel(), targets(parts["choose"])
    if said @ (truth - truth.mean()) < 0:
        kernel = network.get_layer(MAP).kernel
        kernel.assign(-kernel)
    save_weights(network, folder / "weights.npz")
    measured = ("logit_loss", "logit_accuracy", "val_logit_loss", "val_logit_accuracy")
    (folder / "history.json").write_text(json.dumps([{"epoch": 1, **dict.fromkeys(measured, 0.5)}]))
    return folder


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "model", tmp_path / "reports", tmp_path / "card.md")


def test_one_command_trains_quantizes_calibrates_measures_and_ships(
    data: Path, foreign: Path, adults: Path, tmp_path: Path
) -> None:
    out, reports, page = tmp_path / "model", tmp_path / "reports", tmp_path / "card.md"
    films = ["--data", str(data), "--foreign", str(foreign), "--adults", str(adults)]
    places = ["--out", str(out), "--reports", str(reports), "--page", str(page)]
    choices = ["--architecture", "cnn", "--stage", "2", "32"]
    assert main(["run", *films, *places, *choices, "--run", str(tmp_path / "run"), "--version", "9.9.9"]) == 0

    classifier = load_classifier(out)
    card = classifier.card
    assert (card.version, card.architecture, card.input.size) == ("9.9.9", "cnn", 32)
    assert card.screening
    assert card.thresholds.negative_below <= card.thresholds.positive_from
    film = read(next((data / "test" / "NORMAL").iterdir()).read_bytes())
    assert 0 < classifier.without_screening().classify(film).finding.probability < 1

    report = reports / "9.9.9"
    assert {path.name for path in report.iterdir()} >= {
        "config.json",
        "split.csv",
        "history.json",
        "weights.npz",
        "curves.png",
        "figures.json",
        "test.png",
    }
    assert json.loads((report / "figures.json").read_text()) == card.figures
    assert card.figures["speed"]["shipped_over_float16"] > 0  # type: ignore[index,call-overload,operator]
    assert "9.9.9" in page.read_text()

    before = card.thresholds
    assert main(["calibrate", *films, *places]) == 0
    again = load_classifier(out).card
    assert (again.thresholds, again.sha256) == (before, card.sha256)
    assert again.figures["parity"] == card.figures["parity"]


def test_screening_needs_both_kinds_of_pictures(
    data: Path, foreign: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--foreign", str(foreign)]
    assert main(["train", *options]) == 2
    assert "--adults" in capsys.readouterr().err


def test_a_mistyped_set_is_told_before_anything_is_trained(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--version", "9.9.9"]
    assert main(["run", *options, "--measure", str(tmp_path / "nowhere")]) == 2
    assert "--measure" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_data_without_a_test_part_ship_and_ship_again_from_what_was_kept(
    own: Path, run: Path, places: Places
) -> None:
    first = export(Sources([str(own)], [], None), run, "1.2.3", places)
    assert {"choose", "report", "parity", "speed"} <= set(first.figures)
    assert not {"test", "parity_test"} & set(first.figures)
    kept = places.reports / "1.2.3"
    names = sorted(path.name for path in kept.iterdir())
    assert {"config.json", "split.csv", "history.json", "weights.npz", "curves.png"} <= set(names)

    again = export(Sources([str(own)], [], None), kept, "1.2.3", places)
    assert (again.calibration, again.thresholds) == (first.calibration, first.thresholds)
    assert sorted(path.name for path in kept.iterdir()) == names
    assert load_classifier(places.shipped).card == again


def test_what_the_limits_were_learned_from_must_be_given_again(own: Path, run: Path, places: Places) -> None:
    (run / "limits.csv").write_text("half,of,file\nfitted,foreign,photo/1.png\n")
    with pytest.raises(TrainingError, match="--foreign and --adults"):
        export(Sources([str(own)], [], None), run, "1.2.3", places)
    assert not places.shipped.exists()


def test_a_run_that_lacks_a_file_is_refused_at_once(own: Path, run: Path, places: Places) -> None:
    (run / "history.json").unlink()
    with pytest.raises(TrainingError, match=r"history\.json is missing"):
        export(Sources([str(own)], [], None), run, "1.2.3", places)


def test_sets_are_called_by_their_populations(data: Path, own: Path, clinic: Path) -> None:
    sets = list_sets(Sources([str(data)], [f"mine={own}", str(clinic)], None))
    assert {name: len(films) for name, films in sets.items()} == {"test": 8, "mine": 40, "clinic": 4}


@pytest.mark.parametrize("name", ["choose", "test", "speed", "limits", "clinic"])
def test_a_set_must_not_replace_another(data: Path, clinic: Path, name: str) -> None:
    with pytest.raises(TrainingError, match=f"--measure {name}=.*'{name}' is taken"):
        list_sets(Sources([str(data)], [str(clinic), f"{name}={clinic}"], None))


@pytest.mark.parametrize(("folder", "option"), [("photo", "--adults"), ("test", "--foreign")])
def test_nor_must_the_pictures_that_tell_the_limits(
    data: Path, clinic: Path, folder: str, option: str
) -> None:
    adults = [Film(clinic / "NORMAL/a.png", "7", "normal", "clinic" if option == "--adults" else "adults")]
    limits = Limits({folder: []}, {folder: []}, adults, adults, [])
    with pytest.raises(TrainingError, match=option):
        list_sets(Sources([str(data)], [str(clinic)], limits))
