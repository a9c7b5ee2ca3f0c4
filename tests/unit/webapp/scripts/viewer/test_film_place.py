"""Where the film lies in the viewer, after zooming, moving and turning."""

import json
from typing import Any

from tests.unit.webapp.support.node import run_script

SPACE: dict[str, Any] = {
    "film": {"width": 2000, "height": 1000},
    "frame": {"width": 1000, "height": 800},
    "density": 2,
}

PROGRAM = """
const [script, space, calls] = process.argv.slice(1);
const place = await import(script);
const given = JSON.parse(space);
let now = place.fitted(given);
for (const [name, ...rest] of JSON.parse(calls)) now = place[name](now, given, ...rest);
console.log(JSON.stringify({ ...now, box: place.box(now, given), isFitted: place.isFitted(now, given) }));
"""


def after(*calls: list[Any]) -> dict[str, Any]:
    """The place after these calls, beginning with the whole film."""
    place: dict[str, Any] = run_script("viewer/transform.js", PROGRAM, json.dumps(SPACE), json.dumps(calls))
    return place


def film_point(place: dict[str, Any], x: float, y: float) -> tuple[float, float]:
    """The point of an upright film under a point of the frame, in film pixels from its centre."""
    return (x - place["x"]) / place["scale"], (y - place["y"]) / place["scale"]


def test_a_film_is_first_shown_whole_and_in_the_middle() -> None:
    place = after()
    assert (place["scale"], place["isFitted"]) == (0.5, True)
    assert place["box"] == {"left": 0, "top": 150, "width": 1000, "height": 500}


def test_the_point_under_the_pointer_stays_there_while_zooming() -> None:
    pointer = {"x": 200, "y": 300}
    first, then = after(), after(["zoomed", 3, pointer], ["zoomed", 0.8, pointer])
    for one, other in zip(film_point(first, 200, 300), film_point(then, 200, 300), strict=True):
        assert abs(one - other) < 1e-6


def test_a_film_is_never_lost_from_sight() -> None:
    for dx, dy in ((10_000, 0), (-10_000, 0), (0, 10_000), (0, -10_000)):
        box = after(["zoomed", 4, {"x": 0, "y": 0}], ["moved", dx, dy])["box"]
        assert box["left"] <= 500 <= box["left"] + box["width"]
        assert box["top"] <= 400 <= box["top"] + box["height"]


def test_zoom_is_limited_in_screen_pixels() -> None:
    middle = {"x": 500, "y": 400}
    assert after(["zoomed", 1000, middle])["scale"] == 8 / SPACE["density"]
    assert after(["zoomed", 1e-6, middle])["scale"] == 0.1 / SPACE["density"]


def test_actual_size_is_one_film_pixel_to_one_screen_pixel() -> None:
    assert after(["zoomed", 3, {"x": 0, "y": 0}], ["atActualSize"])["scale"] == 0.5


def test_a_whole_film_stays_whole_when_it_is_turned() -> None:
    place = after(["turned"])
    assert (place["scale"], place["turn"], place["isFitted"]) == (0.4, 1, True)
    assert after(*[["turned"]] * 4)["box"] == after()["box"]


def test_a_turn_keeps_the_middle_of_the_frame_in_place() -> None:
    zoomed = ["zoomed", 6, {"x": 300, "y": 420}]
    before, turned = after(zoomed), after(zoomed, ["turned"])
    # A quarter turn clockwise takes (x, y) of the film to (-y, x).
    x, y = film_point(before, 500, 400)
    dx, dy = film_point(turned, 500, 400)
    assert abs(dx + y) < 1e-6
    assert abs(dy - x) < 1e-6


def test_a_film_of_another_size_shows_the_same_part_in_step() -> None:
    other: dict[str, Any] = {
        "film": {"width": 500, "height": 400},
        "frame": {"width": 300, "height": 200},
        "density": 1,
    }
    program = PROGRAM.replace(
        "console.log", "const other = JSON.parse(process.argv[4]);\nconsole.log"
    ).replace("{ ...now,", "{ ...place.inStep(now, given, other), here: now,")
    calls = [["zoomed", 3, {"x": 200, "y": 300}], ["moved", 40, -25]]
    there = run_script(
        "viewer/transform.js", program, json.dumps(SPACE), json.dumps(calls), json.dumps(other)
    )
    here = there["here"]
    # The fits are 0.5 and 0.5, so both films are three times as large.
    assert (here["scale"], there["scale"]) == (1.5, 1.5)
    shares = [
        (
            (place["x"] - frame["width"] / 2) / film["width"],
            (place["y"] - frame["height"] / 2) / film["height"],
        )
        for place, frame, film in (
            (here, SPACE["frame"], SPACE["film"]),
            (there, other["frame"], other["film"]),
        )
    ]
    assert abs(shares[0][0] - shares[1][0]) < 1e-9
    assert abs(shares[0][1] - shares[1][1]) < 1e-9
