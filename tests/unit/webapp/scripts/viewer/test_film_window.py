"""Windows of a film: which grey each level has, and what dragging and presets do."""

import json
from collections.abc import Mapping
from typing import Any

from tests.unit.webapp.support.node import run_script

STRAIGHT = {"black": 0, "white": 4095}
NEGATIVE = {"black": 4095, "white": 0}

GREYS = """
const [script, window, curve, levels] = process.argv.slice(1);
const { lookUp } = await import(script);
const greys = lookUp(JSON.parse(window), JSON.parse(curve));
console.log(JSON.stringify(JSON.parse(levels).map((level) => greys[level])));
"""

CALL = """
const [script, name, given] = process.argv.slice(1);
console.log(JSON.stringify((await import(script))[name](...JSON.parse(given))));
"""

PRESETS = """
const [script, stored] = process.argv.slice(1);
const { count, presets } = await import(script);
const levels = new Uint16Array(4096).map((_, level) => level);
console.log(JSON.stringify(presets(count(levels), JSON.parse(stored), null)));
"""


def greys(window: Mapping[str, float], levels: list[int], curve: list[int] | None = None) -> list[int]:
    found: list[int] = run_script(
        "viewer/levels.js", GREYS, json.dumps(window), json.dumps(curve), json.dumps(levels)
    )
    return found


def call(name: str, *given: Any) -> Any:
    return run_script("viewer/levels.js", CALL, name, json.dumps(given))


def presets(stored: Mapping[str, int]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = run_script("viewer/levels.js", PRESETS, json.dumps(stored))
    return found


def test_levels_outside_a_window_are_black_and_white() -> None:
    assert greys({"black": 100, "white": 200}, [0, 100, 150, 200, 65535]) == [0, 0, 128, 255, 255]


def test_in_a_negative_high_levels_are_dark() -> None:
    assert greys(NEGATIVE, [0, 4095]) == [255, 0]


def test_a_narrow_window_parts_eight_levels_by_twenty_greys() -> None:
    dark, light = greys(call("windowOf", STRAIGHT, 3500, 64), [3496, 3504])
    assert light - dark >= 20


def test_the_curve_of_a_film_goes_along_with_its_window() -> None:
    curve = [step * step // 255 for step in range(256)]
    assert greys({"black": 0, "white": 255}, [0, 100, 255], curve) == [0, 39, 255]
    assert greys({"black": 1000, "white": 1510}, [1200], curve) == [39]


def test_a_drag_to_the_right_widens_and_down_darkens() -> None:
    for window in (STRAIGHT, NEGATIVE):
        wider = call("dragged", window, 4000, 10, 0)
        assert abs(wider["white"] - wider["black"]) == 4095 + 100
        before, after = (greys(each, [2000])[0] for each in (window, call("dragged", window, 4000, 0, 40)))
        assert after < before


def test_a_window_never_becomes_narrower_than_one_level() -> None:
    narrow = call("dragged", STRAIGHT, 4000, -1000, 0)
    assert narrow["white"] - narrow["black"] == 1


def test_presets_show_lungs_in_the_dark_half_and_bones_in_the_bright_half() -> None:
    for stored in (STRAIGHT, NEGATIVE):
        found = presets(stored)
        assert found["stored"] == stored
        assert found["full"] == stored
        lung, bone = (stored["black"] * 0.7 + stored["white"] * 0.3, stored["white"])
        for name, level in (("lungs", lung), ("bones", bone)):
            shown = greys(found[name], [stored["black"], int(level)])
            assert shown[0] == 0
        assert 100 < greys(found["lungs"], [int(lung)])[0] < 160
        assert greys(found["lungs"], [int(bone)])[0] == 255
        assert greys(found["bones"], [int(lung)])[0] == 0
