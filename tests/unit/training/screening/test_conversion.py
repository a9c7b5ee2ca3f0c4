"""The fastest form is served that answers like the float network."""

from dataclasses import replace

import numpy as np

from cxr.inference.screening import Picture, Screened
from training.screening.conversion import agree, fastest

LUNGS = np.zeros((48, 48), np.float32)
LUNGS[10:40, 10:20] = 1
CHEST = Screened(LUNGS, recognition=4, otherwise=Picture.PARTIAL, population=2)
PAIR = Screened(LUNGS, recognition=-4, otherwise=Picture.SEVERAL, population=1)
FLOAT = [CHEST, PAIR]


def test_nearly_the_same_answers_agree() -> None:
    assert agree([replace(one, recognition=one.recognition + 0.05) for one in FLOAT], FLOAT)
    assert agree([replace(CHEST, otherwise=Picture.SEVERAL), PAIR], FLOAT), "a chest is not refused"


def test_other_lungs_reasons_or_log_odds_do_not_agree() -> None:
    assert not agree([replace(one, lungs=np.roll(LUNGS, 1, axis=1)) for one in FLOAT], FLOAT)
    assert not agree([CHEST, replace(PAIR, otherwise=Picture.PARTIAL)], FLOAT)
    assert not agree([replace(one, population=one.population + 1) for one in FLOAT], FLOAT)


def test_pictures_without_lungs_agree() -> None:
    empty = [replace(one, lungs=np.zeros_like(LUNGS)) for one in FLOAT]
    assert agree(empty, empty)


def test_smallest_of_equally_fast_forms_is_served() -> None:
    files = {"float32": b"four", "float16": b"22", "int8": b"1"}
    assert fastest(files, {"float32": 1.0, "float16": 1.05, "int8": 2.0}) == "float16"
    assert fastest(files, {"float32": 3.0, "float16": 3.0, "int8": 1.0}) == "int8"


def test_form_that_does_not_agree_is_never_served() -> None:
    assert fastest({"float32": b"four"}, {"float32": 3.0, "int8": 1.0}) == "float32"
