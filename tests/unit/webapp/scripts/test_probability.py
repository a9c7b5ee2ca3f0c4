"""How pages show a probability beside a label from the operating points."""

import json

from tests.unit.webapp.support.node import run_script
from webapp.http.template_filters import percent

SHOWING = """
const [script, films, points] = process.argv.slice(1);
const { percent, pointPercent } = await import(script);
const given = JSON.parse(points);
const shown = JSON.parse(films).map((film) => percent(film, given));
console.log(JSON.stringify([shown, given.map(pointPercent)]));
"""

CHOOSING = """
const { operatingPoints } = await import(process.argv[1]);
const dataset = { cardVersion: "v1", negativeBelow: "0.5", positiveFrom: "0.9555" };
const of = (study) => [operatingPoints({ dataset }, study), operatingPoints({ dataset: {} }, study)];
const own = { model_version: "v1", thresholds: [0.2, 0.6] };
console.log(JSON.stringify([of({ model_version: "v1" }), of({ model_version: "v0" }), of(own)]));
"""


def test_a_film_is_never_shown_on_the_other_side_of_an_operating_point() -> None:
    films = [0.497, 0.49999, 0.5, 0.9552, 0.9555, 0.95551, 0.97]
    shown, points = _shown(films, [0.5, 0.9555067881344238])
    assert points == ["50.0 %", "95.6 %"]
    assert shown == ["49.7 %", "49.9 %", "50.0 %", "95.5 %", "95.5 %", "95.6 %", "97.0 %"]


def test_a_film_is_shown_on_its_side_of_a_point_that_is_rounded_down() -> None:
    assert _shown([0.5001, 0.50031, 0.502], [0.5003]) == (["49.9 %", "50.0 %", "50.2 %"], ["50.0 %"])


def test_probabilities_near_0_and_1_are_never_shown_as_certainty() -> None:
    assert _shown([0, 0.004, 0.996, 1], [0.5])[0] == ["< 1 %", "< 1 %", "> 99 %", "> 99 %"]


def test_a_probability_without_operating_points_is_rounded_as_usual() -> None:
    assert _shown([0.49999], []) == (["50.0 %"], [])


def test_operating_points_of_another_model_are_not_used() -> None:
    assert run_script("shared/probability.js", CHOOSING) == [
        [[0.5, 0.9555], []],
        [[], []],
        [[0.2, 0.6], [0.2, 0.6]],
    ]


def test_about_page_and_result_page_round_operating_points_equally() -> None:
    points = [0.2, 0.5, 0.0625, 0.9555067881344238, 0.995]
    assert [percent(point) for point in points] == _shown([], points)[1]


def _shown(films: list[float], points: list[float]) -> tuple[list[str], list[str]]:
    shown, beside = run_script("shared/probability.js", SHOWING, json.dumps(films), json.dumps(points))
    return shown, beside
