"""Training in one command, and the export alone: what ships, and what stops it. On films of noise."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np
import pytest

from cxr.imaging.reader import read
from cxr.inference.classifier import Classifier, load_classifier, load_network
from cxr.inference.model_card import MODEL_NAME, SCREENING_NAME, ModelCard, load_model_card
from tests.support.training.films import film
from tests.support.training.screening import screening_file
from training.__main__ import main
from training.calibration.tuning_set import load_tuning_set, logits
from training.commands import release as release_commands
from training.config import Config, Stage
from training.data.catalog import list_populations
from training.data.labelled_film import Film
from training.data.lung_films import ScreeningFile
from training.data.split.parts import SERIES, split, write_split
from training.errors import TrainingError
from training.evaluation.acceptance import judged
from training.export import export as exporting
from training.export.export import export, recalibrate, remeasure
from training.export.inputs import FilmSets, list_film_sets, list_measured, load_inputs
from training.export.release import ModelFiles, Places, ship
from training.networks.network import MAP, build
from training.networks.weights import save_weights
from training.quantization.tflite import to_float

CONFIG = Config(architecture="cnn", stages=(Stage(1, 32),))


def count_instead_of_measuring(patch: pytest.MonkeyPatch) -> None:
    """Let the figures of a set be the number of its films."""

    def evaluate(
        _: Classifier,
        sets: Mapping[str, Sequence[Film]],
        folder: Path,
        *,
        more: Mapping[str, object],
        **_others: object,
    ) -> dict[str, object]:
        folder.mkdir(parents=True, exist_ok=True)
        return {name: {"films": len(films)} for name, films in sets.items() if films} | dict(more)

    patch.setattr(exporting, "evaluate", evaluate)


@pytest.fixture(autouse=True)
def without_evaluation(monkeypatch: pytest.MonkeyPatch) -> None:
    count_instead_of_measuring(monkeypatch)


@dataclass(frozen=True)
class Released:
    """A shipped model, the run that it was made from, and its films: one of each patient, none to test."""

    films: Path
    run: Path
    places: Places

    @classmethod
    def below(cls, folder: Path) -> "Released":
        places = Places(folder / "model", folder / "reports", folder / "card.md")
        return cls(folder / "own", folder / "run", places)

    @property
    def card(self) -> ModelCard:
        return load_model_card(self.places.shipped)

    def sets(self, screening: ScreeningFile | None = None) -> FilmSets:
        return list_film_sets([str(self.films)], [], screening or screening_file(), CONFIG.split_seed)

    def ship(self, run: Path | None = None) -> ModelCard:
        """Export the run as version 1.2.3."""
        run = run or self.run
        return export(load_inputs(self.sets(), run), run, "1.2.3", self.places)


@pytest.fixture(scope="module")
def shipped_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release, of a network that is better than chance."""
    folder = tmp_path_factory.mktemp("release")
    release = Released.below(folder)
    write_films(release.films)
    write_run(release.run, release.films)
    with pytest.MonkeyPatch.context() as patch:
        count_instead_of_measuring(patch)
        release.ship()
    return folder


@pytest.fixture
def release(shipped_once: Path, tmp_path: Path) -> Released:
    return Released.below(shutil.copytree(shipped_once, tmp_path / "release"))


def write_films(folder: Path) -> None:
    random, rows = np.random.default_rng(4), ["file,patient"]
    for number in range(40):
        name = f"{('NORMAL', 'PNEUMONIA')[number % 2]}/{number}.png"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        film(bool(number % 2), random).save(folder / name)
        rows.append(f"{name},{number}")
    (folder / "metadata.csv").write_text("\n".join(rows))


def write_run(folder: Path, films: Path) -> None:
    folder.mkdir()
    CONFIG.write(folder / "config.json")
    parts = split(list_populations([str(films)]), CONFIG.split_seed)
    write_split(parts, folder / "split.csv")
    keras.utils.set_random_seed(CONFIG.seed)
    network = build(CONFIG)
    tuning = load_tuning_set(parts["validation"], screening_file().finder(), CONFIG.size, CONFIG.seed)
    found = logits(load_network(to_float(network, CONFIG.size)), tuning.plain)
    if found @ (tuning.truth - tuning.truth.mean()) < 0:
        kernel = network.get_layer(MAP).kernel
        kernel.assign(-kernel)
    save_weights(network, folder / "weights.npz")
    names = ("logit_loss", "logit_accuracy", "val_logit_loss", "val_logit_accuracy")
    (folder / "history.json").write_text(json.dumps([{"epoch": 1, **dict.fromkeys(names, 0.5)}]))


def test_run_step_trains_quantizes_calibrates_measures_and_ships(
    data: Path, screening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = list[ModelCard]()
    monkeypatch.setattr(release_commands, "write_pages", lambda card, *_: published.append(card))
    settings, out, reports = tmp_path / "settings.json", tmp_path / "model", tmp_path / "reports"
    replace(CONFIG, stages=(Stage(4, 32),), batch_size=8, learning_rate=3e-3).write(settings)
    films = ["--data", str(data)]
    places = ["--out", str(out), "--reports", str(reports), "--page", str(tmp_path / "card.md")]
    how = ["--config", str(settings), "--screening", str(screening), "--run", str(tmp_path / "run")]
    assert main(["run", *films, *places, *how, "--version", "9.9.9", "--allow-few-films"]) == 0

    classifier = load_classifier(out)
    card = classifier.card
    assert (card.version, card.architecture, card.input.size) == ("9.9.9", "cnn", 32)
    assert card.not_for_use
    assert card.screening == screening_file().card
    assert (out / SCREENING_NAME).read_bytes() == screening_file().content
    assert card.thresholds.negative_below <= card.thresholds.positive_from
    film = read(next((data / "test" / "NORMAL").iterdir()).read_bytes())
    prediction = classifier.classify(film)
    assert 0 < prediction.finding.probability < 1
    assert prediction.cells.shape == (2, 2)
    assert published == [card]
    assert card.figures["test"] == {"films": 8}
    assert card.criteria == judged(card.figures)
    assert {"parity", "parity_test", "speed"} <= set(card.figures)
    kept = {path.name for path in (reports / "9.9.9").iterdir()}
    assert kept >= {"config.json", "split.csv", "history.json", "weights.npz", "curves.png"}

    assert main(["calibrate", *films, *places]) == 0
    again = load_classifier(out).card
    assert (again.thresholds, again.sha256) == (card.thresholds, card.sha256)
    assert again.figures["parity"] == card.figures["parity"]
    assert main(["evaluate", *films, *places]) == 0
    assert load_classifier(out).card == again
    assert published == [card, again, again]


def test_missing_measured_folder_is_named_before_training(
    data: Path, screening: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--screening", str(screening)]
    assert main(["run", *options, "--version", "9.9.9", "--measure", str(tmp_path / "nowhere")]) == 2
    assert "--measure" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_data_without_a_test_part_ship_and_ship_again_from_the_report(release: Released) -> None:
    first, kept = release.card, release.places.reports / "1.2.3"
    assert {"parity", "speed"} < set(first.figures)
    assert not {"test", "parity_test"} & set(first.figures)
    names = sorted(path.name for path in kept.iterdir())
    assert {"config.json", "split.csv", "history.json", "weights.npz", "curves.png"} <= set(names)

    again = release.ship(kept)
    assert (again.calibration, again.thresholds) == (first.calibration, first.thresholds)
    assert sorted(path.name for path in kept.iterdir()) == names
    assert load_classifier(release.places.shipped).card == again


def test_card_records_where_the_model_comes_from(release: Released) -> None:
    card = release.card
    provenance = card.provenance
    assert (provenance["films"], provenance["patients"], provenance["populations"]) == (40, 40, "own")
    assert (provenance["epochs"], provenance["started_from"]) == (["1 at 32"], "nothing")
    assert str(provenance["quantization"]) in str(card.figures["parity"])
    assert (card.population, card.validated_ages) == ("films of own", None)


def test_calibration_with_another_screening_network_ships_both(release: Released) -> None:
    card, report, shipped = release.card, release.places.reports / "1.2.3", release.places.shipped
    (shipped / SCREENING_NAME).write_bytes(b"of another release")
    recalibrated = recalibrate(load_inputs(release.sets(), report), card, release.places)
    assert recalibrated.provenance == card.provenance
    assert recalibrated.thresholds == card.thresholds
    assert load_classifier(shipped).card == recalibrated


def test_remeasured_model_keeps_its_files_and_its_parity(release: Released) -> None:
    card, shipped = release.card, release.places.shipped
    files = [(shipped / name).read_bytes() for name in (MODEL_NAME, SCREENING_NAME)]
    stale = card.model_copy(update={"figures": {**card.figures, "test": {"films": 3}}})
    ship(stale, ModelFiles(*files), shipped)
    again = remeasure(release.sets(), load_classifier(shipped), release.places)
    assert again == card, "figures of sets that are not measured any more are gone"
    assert [(shipped / name).read_bytes() for name in (MODEL_NAME, SCREENING_NAME)] == files


def test_model_that_fails_the_gate_now_stays_as_it_was(release: Released) -> None:
    report, shipped = release.places.reports / "1.2.3", release.places.shipped
    before = {path.name: path.read_bytes() for path in shipped.iterdir()}
    reference = build(CONFIG)
    kernel = reference.get_layer(MAP).kernel
    kernel.assign(np.random.default_rng(1).normal(size=kernel.shape))
    save_weights(reference, report / "weights.npz")
    with pytest.raises(TrainingError, match=r"parity gate|no better than chance"):
        recalibrate(load_inputs(release.sets(), report), release.card, release.places)
    assert {path.name: path.read_bytes() for path in shipped.iterdir()} == before


def test_films_of_another_run_are_refused(release: Released) -> None:
    (release.run / "split.csv").write_text("part,population,file\ntrain,own,0.png\n")
    with pytest.raises(TrainingError, match="the films are not those of"):
        load_inputs(release.sets(), release.run)


def test_few_validation_films_are_refused_before_training(
    data: Path, screening: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--screening", str(screening)]
    assert main(["run", *options, "--version", "9.9.9"]) == 2
    assert "or --allow-few-films" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_run_without_one_of_its_files_is_refused(
    release: Released, capsys: pytest.CaptureFixture[str]
) -> None:
    (release.run / "history.json").unlink()
    options = ["--data", str(release.films), "--run", str(release.run), "--version", "1.2.3"]
    assert main(["export", *options]) == 2
    assert "history.json is missing" in capsys.readouterr().err


def test_held_out_series_are_measured_and_choose_operating_points(tmp_path: Path) -> None:
    films = {name: [Film(tmp_path / name, name, "normal")] for name in ("train", "validation", "holdout")}
    sets = FilmSets(
        films | {SERIES: [Film(tmp_path / "s", "s", "normal")], "unused": []}, {}, screening_file()
    )
    assert [film.patient for film in sets.tuning] == ["validation", "s"]
    assert [film.patient for films in sets.evaluated.values() for film in films] == [
        "validation",
        "holdout",
        "s",
    ]
    assert SERIES in sets.evaluated
    without = FilmSets(films, {}, screening_file())
    assert [film.patient for film in without.tuning] == ["validation"]
    assert SERIES not in without.evaluated


def test_measured_sets_have_the_names_of_their_populations(data: Path, clinic: Path, tmp_path: Path) -> None:
    write_films(tmp_path / "own")
    sets = list_measured([str(data)], [f"mine={tmp_path / 'own'}", str(clinic)])
    assert {name: len(films) for name, films in sets.items()} == {"test": 8, "mine": 40, "clinic": 4}


@pytest.mark.parametrize("name", ["validation", "series", "test", "speed", "screening", "clinic"])
def test_measured_set_with_a_taken_name_is_refused(data: Path, clinic: Path, name: str) -> None:
    with pytest.raises(TrainingError, match=f"--measure {name}=.*'{name}' is taken"):
        list_measured([str(data)], [str(clinic), f"{name}={clinic}"])
