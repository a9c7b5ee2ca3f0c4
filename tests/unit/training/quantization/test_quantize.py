"""The quantization schemes, and the choice of one."""

import re
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
import pytest

from cxr.inference.classifier import load_network
from cxr.inference.screening import Network
from tests.support.training.films import film as draw
from tests.support.training.screening import FINDER
from training.calibration.calibration import log_odds
from training.calibration.tuning_set import VARIED_COPIES, Chests, TuningSet
from training.calibration.tuning_set import logits as logits_of_chests
from training.config import Config, Stage
from training.data.catalog import list_films
from training.data.labelled_film import Film
from training.data.lung_films import load_lung_films
from training.errors import TrainingError
from training.evaluation.latency import measure_latency
from training.networks.network import MAP, build
from training.quantization import quantize as schemes
from training.quantization.activation_ranges import LEVELS, choose_ranges
from training.quantization.parity import measure_parity
from training.quantization.tflite import find_ranges, to_float, to_int8, to_int8_weights

SIZE = 32
FILMS = np.random.default_rng(5).integers(20, 200, (12, SIZE, SIZE, 1), np.uint8)

CONFIG = Config(architecture="cnn", stages=(Stage(1, SIZE),))


def converted(seed: int, *, float16: bool = False) -> bytes:
    keras.utils.set_random_seed(seed)
    return to_float(build(CONFIG), SIZE, float16=float16)


@pytest.fixture(scope="module")
def float_file() -> bytes:
    return converted(0)


@pytest.fixture(scope="module")
def float16_file() -> bytes:
    """The same network with float16 weights."""
    return converted(0, float16=True)


@pytest.fixture(scope="module")
def tuning(float_file: bytes) -> TuningSet:
    """Films and copies: nearly all with a high logit are labelled pneumonia, nearly all others normal."""
    random = np.random.default_rng(2)
    pixels = np.stack([np.asarray(draw(False, random).resize((SIZE, SIZE))) for _ in range(12)])[..., None]
    plain = Chests(pixels, np.ones((12, 2, 2), np.float32))
    copies = np.repeat(pixels, VARIED_COPIES, axis=0).astype(int)
    varied = Chests(
        np.clip(copies + random.integers(-9, 10, copies.shape), 0, 255).astype(np.uint8),
        np.ones((len(copies), 2, 2), np.float32),
    )
    order = logits_of_chests(load_network(float_file), plain).argsort()
    truth = np.zeros(12, np.float32)
    truth[order[[5, 7, 8, 9, 10, 11]]] = 1
    return TuningSet(plain, varied, truth)


def logits(file: bytes) -> npt.NDArray[np.float64]:
    return logits_of_chests(load_network(file), Chests(FILMS, np.ones((len(FILMS), 2, 2), np.float32)))


def test_a_float_file_computes_the_map_of_the_network(float_file: bytes) -> None:
    keras.utils.set_random_seed(0)
    network = build(CONFIG)
    outputs = load_network(float_file)(film=FILMS[:1])
    assert set(outputs) == {MAP}
    expected = np.asarray(network(FILMS[:1].astype(np.float32)))
    assert outputs[MAP].shape == (1, 2, 2, 1)
    assert outputs[MAP] == pytest.approx(expected, abs=1e-4)


def test_a_model_of_several_outputs_keeps_their_names() -> None:
    films = keras.Input((SIZE, SIZE, 1))
    model = keras.Model(films, {"zero": 0 * films, "again": films + 1})
    outputs = load_network(to_float(model, SIZE))(film=FILMS[:1])
    assert not outputs["zero"].any()
    assert np.array_equal(outputs["again"], FILMS[:1] + np.float32(1))


def test_quantized_files_are_near_the_float_network_and_smaller(float_file: bytes) -> None:
    expected = logits(float_file)
    ranges = find_ranges(float_file, FILMS)
    for file in (to_int8(float_file, ranges), to_int8_weights(float_file)):
        assert np.abs(logits(file) - expected).max() < 0.25 * np.ptp(expected) + 0.02
        assert len(file) < 0.6 * len(float_file)


def test_kept_layers_are_not_rounded(float_file: bytes) -> None:
    ranges, expected = find_ranges(float_file, FILMS), logits(float_file)
    rounded, kept = (logits(to_int8(float_file, ranges, kept=kept)) for kept in ("", ".*"))
    assert kept == pytest.approx(expected, abs=1e-5)
    assert rounded != pytest.approx(expected, abs=1e-5)


def test_the_input_film_is_not_rounded(float_file: bytes) -> None:
    ranges = find_ranges(float_file, FILMS)
    copies = {name: bounds for name, bounds in ranges.items() if name == "Cast" or "/Repeat/" in name}
    assert copies
    for bounds in copies.values():
        assert (float(bounds["min"].squeeze()), float(bounds["max"].squeeze())) == (0, LEVELS)


def test_only_known_tensors_get_a_range(float_file: bytes) -> None:
    assert choose_ranges(float_file, FILMS, {"no such tensor": {}}) == {}


def test_latencies_are_measured_side_by_side(float_file: bytes) -> None:
    taken = measure_latency({"one": float_file, "other": float_file}, SIZE)
    assert set(taken) == {"one", "other"}
    assert 0 < taken["one"] < 100


def test_float16_ships_if_int8_fails_the_gate(
    float_file: bytes, float16_file: bytes, tuning: TuningSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = converted(1)
    for scheme in ("to_int8", "to_int8_weights"):
        monkeypatch.setattr(schemes, scheme, lambda *_: other)
    quantized = schemes.quantize(float_file, float16_file, FILMS, tuning, CONFIG)
    assert (quantized.scheme, quantized.file) == ("float16", float16_file)
    assert quantized.parity["float16"].probability_shift < 0.01
    assert set(quantized.parity) <= {"int8", "int8_weights", "float16"}, "only EfficientNet has blocks"


def test_the_gate_holds_on_the_copies_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each film has two pixels: its evidence, and an error that the quantized network adds."""

    def network(error: bool) -> Network:
        def run(*, film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
            evidence = film[:, :, :1].astype(np.float32) + error * film[:, :, 1:]
            return {MAP: np.asarray(evidence / 10 - 10, np.float32)}

        return run

    def chests(evidence: npt.NDArray[np.int64], errors: npt.NDArray[np.int64]) -> Chests:
        films = np.stack([evidence, errors], axis=1).astype(np.uint8)[:, None, :, None]
        return Chests(films, np.ones((len(films), 1, 1), np.float32))

    monkeypatch.setattr(schemes, "load_network", lambda file, **_: network(file == b"quantized"))
    random = np.random.default_rng(4)
    truth = np.arange(60, dtype=np.float32) % 2
    evidence = (random.normal(80 + 40 * truth, 15)).astype(np.int64)
    plain, copied = chests(evidence, np.zeros_like(evidence)), np.repeat(evidence, VARIED_COPIES)
    right, wrong = (
        TuningSet(plain, chests(copied, random.integers(0, most, copied.shape)), truth) for most in (1, 60)
    )
    assert schemes.recheck(b"quantized", "int8", b"reference", right).parity["int8"].holds
    with pytest.raises(TrainingError, match=r"fails the parity gate .*export it again"):
        schemes.recheck(b"quantized", "int8", b"reference", wrong)


def test_the_parity_counts_films_and_copies(
    float_file: bytes, tuning: TuningSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = list[tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]]()

    def record(quantized: npt.NDArray[np.float64], *others: object) -> object:
        compared.append((quantized, np.asarray(others[-1])))
        return measure_parity(quantized, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(schemes, "measure_parity", record)
    checked = schemes.recheck(float_file, "float16", float_file, tuning)
    assert checked.parity["float16"].probability_shift == 0
    ((calibrated, truth),) = compared
    network = load_network(float_file)
    found = [logits_of_chests(network, part) for part in (tuning.plain, tuning.varied)]
    assert np.array_equal(calibrated, log_odds(checked.reference, np.concatenate(found)))
    assert np.array_equal(truth, np.concatenate([tuning.truth, np.repeat(tuning.truth, VARIED_COPIES)]))


def test_a_network_no_better_than_chance_is_not_shipped(
    float_file: bytes, float16_file: bytes, tuning: TuningSet
) -> None:
    reverse = replace(tuning, truth=1 - tuning.truth)
    with pytest.raises(TrainingError, match="no better than chance"):
        schemes.quantize(float_file, float16_file, FILMS, reverse, CONFIG)


def test_efficientnetb3_schemes_keep_more_and_more_layers_in_float(
    float_file: bytes, float16_file: bytes, tuning: TuningSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = list[str]()
    other = converted(1)

    def other_outputs(_reference: bytes, _ranges: object, kept: str = "") -> bytes:
        tried.append(kept)
        return other

    monkeypatch.setattr(schemes, "to_int8", other_outputs)
    monkeypatch.setattr(schemes, "to_int8_weights", lambda _reference: other)
    config = replace(CONFIG, architecture="efficientnetb3")
    assert schemes.quantize(float_file, float16_file, FILMS, tuning, config).scheme == "float16"
    kept = [*schemes.FLOAT_START.values()]
    assert tried == ["", *kept]
    layers = [layer.name for layer in build(config).get_layer("backbone").layers]
    matched = [{name.split("_")[0] for name in layers if re.search(start, name)} for start in kept]
    assert matched == [{"stem", "block1a", "block1b"}, {"stem", "block1a", "block1b", "block2a"}]


@pytest.fixture
def films(data: Path) -> list[Film]:
    return list_films(data / "test")


def test_ranges_come_from_films_and_varied_copies(films: list[Film]) -> None:
    plain, copies = np.split(schemes.range_films(films, FINDER, CONFIG), 2)
    served, _ = load_lung_films(films, FINDER).chests(SIZE)
    assert sorted(film.tobytes() for film in plain) == sorted(film.tobytes() for film in served)
    assert not any(np.array_equal(*pair) for pair in zip(plain, copies, strict=True))


def test_the_export_seed_determines_the_films_of_the_ranges(
    films: list[Film], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schemes, "RANGE_FILMS", 3)
    first, again, other = (
        schemes.range_films(films, FINDER, replace(CONFIG, export_seed=seed)) for seed in (1, 1, 2)
    )
    assert first.shape == (6, SIZE, SIZE, 1)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
