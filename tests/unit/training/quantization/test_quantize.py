"""Int8 keeps to the float network as far as its ranges allow."""

import re
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from cxr.classifier import load_network
from training.calibration.tuning_set import logits as logits_of_films
from training.config import Config, Stage
from training.data.catalog import Film, load_pixels
from training.evaluation.latency import measure_speed
from training.networks.network import build
from training.quantization import quantize as ways
from training.quantization.activation_ranges import LEVELS, choose_ranges
from training.quantization.tflite import find_ranges, to_float, to_int8, to_int8_weights

SIZE = 32
FILMS = np.random.default_rng(5).integers(20, 200, (12, SIZE, SIZE, 1), np.uint8)


CONFIG = Config(architecture="cnn", stages=(Stage(1, SIZE),))


@pytest.fixture(scope="module")
def files() -> tuple[bytes, bytes]:
    """Of one network: in float32, and with float16 weights."""
    keras.utils.set_random_seed(0)
    model = build(CONFIG)
    return to_float(model, SIZE), to_float(model, SIZE, half=True)


@pytest.fixture(scope="module")
def float_file(files: tuple[bytes, bytes]) -> bytes:
    return files[0]


@pytest.fixture
def films(float_file: bytes, tmp_path: Path) -> list[Film]:
    """Of those that the network says most of, all but one show pneumonia, and one of the others."""
    drawn = []
    for number, pixels in enumerate(FILMS):
        path = tmp_path / f"{number}.png"
        Image.fromarray(pixels[..., 0]).resize((64, 64)).save(path)
        drawn.append(Film(path, f"p{number}", "normal"))
    order = logits_of_films(load_network(float_file), load_pixels(drawn, SIZE)).argsort()
    sick = {int(order[rank]) for rank in (5, 7, 8, 9, 10, 11)}
    return [replace(film, kind="pneumonia") if i in sick else film for i, film in enumerate(drawn)]


def logits(file: bytes) -> npt.NDArray[np.float64]:
    network = load_network(file)
    return np.array([float(network(film=film[None])["logit"].squeeze()) for film in FILMS])


def test_the_float_file_gives_everything_that_is_served(float_file: bytes) -> None:
    outputs = load_network(float_file)(film=FILMS[:1])
    assert set(outputs) == {"logit", "activation_map", "embedding", "recognition", "population"}
    assert outputs["activation_map"].mean() == pytest.approx(float(outputs["logit"].squeeze()), abs=1e-5)


def test_every_way_to_quantize_is_near_the_float_network_and_smaller(float_file: bytes) -> None:
    said = logits(float_file)
    ranges = find_ranges(float_file, FILMS)
    for file in (to_int8(float_file, ranges, ".*"), to_int8_weights(float_file)):
        assert np.abs(logits(file) - said).max() < 0.25 * np.ptp(said) + 0.02
        assert len(file) < 0.6 * len(float_file)


def test_layers_that_are_kept_are_not_rounded(float_file: bytes) -> None:
    ranges, said = find_ranges(float_file, FILMS), logits(float_file)
    rounded, kept = (logits(to_int8(float_file, ranges, ".*", kept=kept)) for kept in ("", ".*"))
    assert kept == pytest.approx(said, abs=1e-5)
    assert rounded != pytest.approx(said, abs=1e-5)


def test_the_film_itself_is_not_rounded(float_file: bytes) -> None:
    ranges = find_ranges(float_file, FILMS)
    copies = {name: bounds for name, bounds in ranges.items() if name == "Cast" or "/Repeat/" in name}
    assert copies
    for bounds in copies.values():
        assert (float(bounds["min"].squeeze()), float(bounds["max"].squeeze())) == (0, LEVELS)


def test_only_what_is_known_gets_a_range(float_file: bytes) -> None:
    assert choose_ranges(float_file, FILMS, {"no such tensor": {}}) == {}


def test_speed_is_measured_side_by_side(float_file: bytes) -> None:
    taken = measure_speed({"one": float_file, "other": float_file}, SIZE)
    assert set(taken) == {"one", "other"}
    assert 0 < taken["one"] < 100


def test_where_int8_says_something_else_the_weights_ship_as_float16(
    files: tuple[bytes, bytes], films: list[Film], monkeypatch: pytest.MonkeyPatch
) -> None:
    keras.utils.set_random_seed(1)
    another = to_float(build(CONFIG), SIZE)
    for way in ("to_int8", "to_int8_weights"):
        monkeypatch.setattr(ways, way, lambda *_: another)
    quantized = ways.quantize(*files, {"fit": films, "choose": films}, CONFIG)
    assert (quantized.way, quantized.file) == ("float16", files[1])
    assert quantized.parity["float16"].probability_shift < 0.01
    assert set(quantized.parity) <= {"int8", "int8_weights", "float16"}, "blocks are EfficientNet's"


def test_of_efficientnetb3_parts_are_left_in_float_before_all_of_it_is(
    files: tuple[bytes, bytes], films: list[Film], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = list[tuple[str, str]]()

    def say_something_else(_twin: bytes, _ranges: object, static: str = "", kept: str = "") -> bytes:
        tried.append((static, kept))
        return another

    keras.utils.set_random_seed(1)
    another = to_float(build(CONFIG), SIZE)
    monkeypatch.setattr(ways, "to_int8", say_something_else)
    monkeypatch.setattr(ways, "to_int8_weights", lambda _twin: another)
    config = replace(CONFIG, architecture="efficientnetb3")
    assert ways.quantize(*files, {"fit": films, "choose": films}, config).way == "float16"
    kept = ways.EARLY.values()
    assert tried[:4] == [(".*", ""), *((".*", early) for early in kept), ("stem|block[1-6]", "")]
    layers = [layer.name for layer in build(config).get_layer("backbone").layers]
    matched = [{name.split("_")[0] for name in layers if re.search(early, name)} for early in kept]
    assert matched == [{"stem", "block1a", "block1b"}, {"stem", "block1a", "block1b", "block2a"}]


def test_ranges_come_of_films_as_they_are_and_varied(
    files: tuple[bytes, bytes], films: list[Film], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[npt.NDArray[np.uint8]]()

    def record(float_file: bytes, shown: npt.NDArray[np.uint8]) -> dict[str, object]:
        seen.append(shown)
        return dict(find_ranges(float_file, shown))

    monkeypatch.setattr(ways, "find_ranges", record)
    ways.quantize(*files, {"fit": films, "choose": films}, CONFIG)
    plain, varied = np.split(seen[0], 2)
    assert sorted(film.tobytes() for film in plain) == sorted(
        film.tobytes() for film in load_pixels(films, SIZE)
    )
    assert not any(np.array_equal(*pair) for pair in zip(plain, varied, strict=True))
