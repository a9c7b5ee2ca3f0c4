"""Training in one command, and the export alone: what ships. On films of noise."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxr.imaging.reader import read
from cxr.inference.classifier import load_classifier
from cxr.inference.model_card import MODEL_NAME, SCREENING_NAME, ModelCard
from tests.support.training.released import CONFIG, Released
from tests.support.training.screening import screening_file
from training.__main__ import main
from training.commands import release as release_commands
from training.config import Stage
from training.errors import TrainingError
from training.evaluation.acceptance import judged
from training.export.export import recalibrate, remeasure
from training.export.inputs import load_inputs
from training.export.release import ModelFiles, ship
from training.networks.network import MAP, build
from training.networks.weights import save_weights


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
