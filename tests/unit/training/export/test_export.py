"""Training in one command, and the export alone: what ships, and what stops it. On films of noise."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from cxr.imaging.reader import read
from cxr.inference.classifier import load_classifier
from cxr.inference.model_card import ModelCard
from training.__main__ import main
from training.config import Config, Stage
from training.data.catalog import list_populations, load_pixels, targets
from training.data.labelled_film import Film
from training.data.ood_set import OodSet
from training.data.split import split, write_split
from training.errors import TrainingError
from training.export.export import export
from training.export.inputs import Sources, list_film_sets, list_measured, load_inputs
from training.export.release import Places
from training.networks.network import LOGIT, MAP, build
from training.networks.weights import save_weights


def two_folders(folder: Path, films: int, films_of_each: int) -> Path:
    """Films without a test part, ``films_of_each`` patient. Films with pneumonia are brighter on average."""
    random = np.random.default_rng(4)
    rows = ["file,patient"]
    for number in range(films):
        target = number % 2
        name = f"{('NORMAL', 'PNEUMONIA')[target]}/{number}.png"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        darkest = random.integers(0, 80) + 40 * target
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
    """A finished run of a network that is better than chance."""
    folder = tmp_path / "run"
    folder.mkdir()
    config = Config(architecture="cnn", stages=(Stage(1, 32),))
    config.write(folder / "config.json")
    parts = split(list_populations([str(own)]), config.seed)
    write_split(parts, folder / "split.csv")
    keras.utils.set_random_seed(config.seed)
    network = build(config)
    films = load_pixels(parts["validation"], 32).astype(np.float32)
    logits, truth = network.predict(films, verbose=0)[LOGIT].ravel(), targets(parts["validation"])
    if logits @ (truth - truth.mean()) < 0:
        kernel = network.get_layer(MAP).kernel
        kernel.assign(-kernel)
    save_weights(network, folder / "weights.npz")
    measured = ("logit_loss", "logit_accuracy", "val_logit_loss", "val_logit_accuracy")
    (folder / "history.json").write_text(json.dumps([{"epoch": 1, **dict.fromkeys(measured, 0.5)}]))
    return folder


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "model", tmp_path / "reports", tmp_path / "card.md")


def ship(data: Path, run: Path, places: Places) -> ModelCard:
    """Export ``run`` as version 1.2.3."""
    films = list_film_sets(Sources([str(data)], [], None), Config().split_seed)
    return export(load_inputs(films, run), run, "1.2.3", places)


def test_run_step_trains_quantizes_calibrates_measures_and_ships(
    data: Path, non_chest: Path, adults: Path, tmp_path: Path
) -> None:
    out, reports, page = tmp_path / "model", tmp_path / "reports", tmp_path / "card.md"
    films = ["--data", str(data), "--non-chest", str(non_chest), "--other-population", str(adults)]
    places = ["--out", str(out), "--reports", str(reports), "--page", str(page)]
    settings = ["--architecture", "cnn", "--stage", "2", "32", "--allow-few-films"]
    assert (
        main(["run", *films, *places, *settings, "--run", str(tmp_path / "run"), "--version", "9.9.9"]) == 0
    )

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
    assert card.not_for_use
    assert "**Not for use.**" in page.read_text()

    before = card.thresholds
    assert main(["calibrate", *films, *places]) == 0
    again = load_classifier(out).card
    assert (again.thresholds, again.sha256) == (before, card.sha256)
    assert again.figures["parity"] == card.figures["parity"]


def test_ood_options_are_needed_together(
    data: Path, non_chest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--non-chest", str(non_chest)]
    assert main(["train", *options]) == 2
    assert "--other-population" in capsys.readouterr().err


def test_missing_measured_folder_is_named_before_training(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--version", "9.9.9"]
    assert main(["run", *options, "--measure", str(tmp_path / "nowhere")]) == 2
    assert "--measure" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_data_without_a_test_part_ship_and_ship_again_from_the_report(
    own: Path, run: Path, places: Places
) -> None:
    first = ship(own, run, places)
    assert {"choose", "report", "parity", "speed"} <= set(first.figures)
    assert not {"test", "parity_test"} & set(first.figures)
    kept = places.reports / "1.2.3"
    names = sorted(path.name for path in kept.iterdir())
    assert {"config.json", "split.csv", "history.json", "weights.npz", "curves.png"} <= set(names)

    again = ship(own, kept, places)
    assert (again.calibration, again.thresholds) == (first.calibration, first.thresholds)
    assert sorted(path.name for path in kept.iterdir()) == names
    assert load_classifier(places.shipped).card == again


def test_export_needs_the_ood_images_of_the_run(own: Path, run: Path, places: Places) -> None:
    (run / "limits.csv").write_text("half,of,file\nfitted,foreign,photo/1.png\n")
    with pytest.raises(TrainingError, match="--non-chest and --other-population"):
        ship(own, run, places)
    assert not places.shipped.exists()


def test_run_without_one_of_its_files_is_refused(
    own: Path, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / "history.json").unlink()
    assert main(["export", "--data", str(own), "--run", str(run), "--version", "1.2.3"]) == 2
    assert "history.json is missing" in capsys.readouterr().err


def test_measured_sets_have_the_names_of_their_populations(data: Path, own: Path, clinic: Path) -> None:
    sets = list_measured(Sources([str(data)], [f"mine={own}", str(clinic)], None))
    assert {name: len(films) for name, films in sets.items()} == {"test": 8, "mine": 40, "clinic": 4}


@pytest.mark.parametrize("name", ["choose", "test", "speed", "limits", "clinic"])
def test_measured_set_with_a_taken_name_is_refused(data: Path, clinic: Path, name: str) -> None:
    with pytest.raises(TrainingError, match=f"--measure {name}=.*'{name}' is taken"):
        list_measured(Sources([str(data)], [str(clinic), f"{name}={clinic}"], None))


@pytest.mark.parametrize(("folder", "option"), [("photo", "--other-population"), ("test", "--non-chest")])
def test_ood_images_with_a_taken_name_are_refused(data: Path, clinic: Path, folder: str, option: str) -> None:
    population = "clinic" if option == "--other-population" else "adults"
    films = [Film(clinic / "NORMAL/a.png", "7", "normal", population)]
    ood = OodSet({folder: []}, {folder: []}, films, films, [])
    with pytest.raises(TrainingError, match=option):
        list_measured(Sources([str(data)], [str(clinic)], ood))
