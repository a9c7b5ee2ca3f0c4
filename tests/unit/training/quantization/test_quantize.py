"""The quantization schemes, and the choice of one."""

import re
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from cxr.inference.classifier import load_network
from training.calibration.tuning_set import load_tuning_set
from training.calibration.tuning_set import logits as logits_of_films
from training.config import Config, Stage
from training.data.catalog import load_pixels
from training.data.labelled_film import Film
from training.evaluation.latency import measure_latency
from training.networks.network import build
from training.quantization import quantize as schemes
from training.quantization.activation_ranges import LEVELS, choose_ranges
from training.quantization.tflite import find_ranges, to_float, to_int8, to_int8_weights

SIZE = 32
FILMS = np.random.default_rng(5).integers(20, 200, (12, SIZE, SIZE, 1), np.uint8)


CONFIG = Config(architecture="cnn", stages=(Stage(1, SIZE),))


@pytest.fixture(scope="module")
def files() -> tuple[bytes, bytes]:
    """One network in float32, and with float16 weights."""
    keras.utils.set_random_seed(0)
    model = build(CONFIG)
    return to_float(model, SIZE), to_float(model, SIZE, float16=True)


@pytest.fixture(scope="module")
def float_file(files: tuple[bytes, bytes]) -> bytes:
    return files[0]


@pytest.fixture
def films(float_file: bytes, tmp_path: Path) -> list[Film]:
    """Films of noise: nearly all with a high logit are labelled pneumonia, nearly all others normal."""
    made = []
    for number, pixels in enumerate(FILMS):
        path = tmp_path / f"{number}.png"
        Image.fromarray(pixels[..., 0]).resize((64, 64)).save(path)
        made.append(Film(path, f"p{number}", "normal"))
    order = logits_of_films(load_network(float_file), load_pixels(made, SIZE)).argsort()
    positive = {int(order[rank]) for rank in (5, 7, 8, 9, 10, 11)}
    return [replace(film, kind="pneumonia") if i in positive else film for i, film in enumerate(made)]


def logits(file: bytes) -> npt.NDArray[np.float64]:
    network = load_network(file)
    return np.array([float(network(film=film[None])["logit"].squeeze()) for film in FILMS])


def test_float_file_has_all_served_outputs(float_file: bytes) -> None:
    outputs = load_network(float_file)(film=FILMS[:1])
    assert set(outputs) == {"logit", "activation_map", "embedding", "recognition", "population"}
    assert outputs["activation_map"].mean() == pytest.approx(float(outputs["logit"].squeeze()), abs=1e-5)


def test_quantized_files_are_near_the_float_network_and_smaller(float_file: bytes) -> None:
    expected = logits(float_file)
    ranges = find_ranges(float_file, FILMS)
    for file in (to_int8(float_file, ranges, ".*"), to_int8_weights(float_file)):
        assert np.abs(logits(file) - expected).max() < 0.25 * np.ptp(expected) + 0.02
        assert len(file) < 0.6 * len(float_file)


def test_kept_layers_are_not_rounded(float_file: bytes) -> None:
    ranges, expected = find_ranges(float_file, FILMS), logits(float_file)
    rounded, kept = (logits(to_int8(float_file, ranges, ".*", kept=kept)) for kept in ("", ".*"))
    assert kept == pytest.approx(expected, abs=1e-5)
    assert rounded != pytest.approx(expected, abs=1e-5)


def test_input_film_is_not_rounded(float_file: bytes) -> None:
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
    files: tuple[bytes, bytes], films: list[Film], monkeypatch: pytest.MonkeyPatch
) -> None:
    keras.utils.set_random_seed(1)
    other = to_float(build(CONFIG), SIZE)
    for scheme in ("to_int8", "to_int8_weights"):
        monkeypatch.setattr(schemes, scheme, lambda *_: other)
    quantized = schemes.quantize(*files, films, load_tuning_set(films, SIZE, CONFIG.seed), CONFIG)
    assert (quantized.scheme, quantized.file) == ("float16", files[1])
    assert quantized.parity["float16"].probability_shift < 0.01
    assert set(quantized.parity) <= {"int8", "int8_weights", "float16"}, "only EfficientNet has blocks"


def test_efficientnetb3_schemes_keep_more_and_more_layers_in_float(
    files: tuple[bytes, bytes], films: list[Film], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = list[tuple[str, str]]()

    def other_outputs(_reference: bytes, _ranges: object, static: str = "", kept: str = "") -> bytes:
        tried.append((static, kept))
        return other

    keras.utils.set_random_seed(1)
    other = to_float(build(CONFIG), SIZE)
    monkeypatch.setattr(schemes, "to_int8", other_outputs)
    monkeypatch.setattr(schemes, "to_int8_weights", lambda _reference: other)
    config = replace(CONFIG, architecture="efficientnetb3")
    assert (
        schemes.quantize(*files, films, load_tuning_set(films, SIZE, config.seed), config).scheme == "float16"
    )
    kept = schemes.FLOAT_START.values()
    assert tried[:4] == [(".*", ""), *((".*", start) for start in kept), ("stem|block[1-6]", "")]
    layers = [layer.name for layer in build(config).get_layer("backbone").layers]
    matched = [{name.split("_")[0] for name in layers if re.search(start, name)} for start in kept]
    assert matched == [{"stem", "block1a", "block1b"}, {"stem", "block1a", "block1b", "block2a"}]


def test_ranges_come_from_films_and_augmented_copies(
    files: tuple[bytes, bytes], films: list[Film], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = list[npt.NDArray[np.uint8]]()

    def record(float_file: bytes, inputs: npt.NDArray[np.uint8]) -> dict[str, object]:
        recorded.append(inputs)
        return dict(find_ranges(float_file, inputs))

    monkeypatch.setattr(schemes, "find_ranges", record)
    schemes.quantize(*files, films, load_tuning_set(films, SIZE, CONFIG.seed), CONFIG)
    plain, copies = np.split(recorded[0], 2)
    assert sorted(film.tobytes() for film in plain) == sorted(
        film.tobytes() for film in load_pixels(films, SIZE)
    )
    assert not any(np.array_equal(*pair) for pair in zip(plain, copies, strict=True))
