"""Regions of strong evidence in words."""

import json

from tests.unit.webapp.support.node import run_script

PROGRAM = """
const [script, regions, turn] = process.argv.slice(1);
const { sentences } = await import(script);
console.log(JSON.stringify(sentences(JSON.parse(regions), Number(turn))));
"""


def region(x: float, y: float, width: float, height: float, weight: float) -> dict[str, float]:
    return {"x": x, "y": y, "width": width, "height": height, "weight": weight}


REGIONS = [region(0.1, 0.7, 0.2, 0.2, 0.517), region(0.4, 0.4, 0.2, 0.2, 0.3), region(0, 0, 1, 0.2, 0.1)]


def sentences(turn: int = 0) -> list[str]:
    found: list[str] = run_script("viewer/regions.js", PROGRAM, json.dumps(REGIONS), str(turn))
    return found


def test_each_region_has_one_sentence_in_the_order_of_its_share() -> None:
    assert sentences() == [
        "Lower third, side shown left: 52 % of the evidence",
        "Middle third, in the middle: 30 % of the evidence",
        "Upper third, across both sides: 10 % of the evidence",
    ]


def test_the_words_follow_a_film_that_is_turned() -> None:
    assert sentences(1)[0].startswith("Upper third, side shown left")
    assert sentences(2)[0].startswith("Upper third, side shown right")
    assert sentences(2)[2].startswith("Lower third")
    assert sentences(3)[2] == "From top to bottom, side shown left: 10 % of the evidence"
