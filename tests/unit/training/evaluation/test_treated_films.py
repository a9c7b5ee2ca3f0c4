"""A row of figures for each treatment of films, on synthetic films."""

import numpy as np
import pytest

from tests.support.training.brightness import classifier, film, radiograph
from training.evaluation.treated_films import (
    BORDERS,
    COLOURED,
    HALVED,
    LEVELS,
    PAIRED,
    Row,
    measure_some,
    measure_treatments,
)

SICK = np.array([True, False])


def rows_of(names: list[str], *, adult: bool = False, opacity: bool = True) -> dict[str, Row]:
    films = [film(opacity=opacity, adult=adult), film(opacity=False, adult=adult)]
    return {row.treatment: row for row in measure_treatments(classifier(), films, SICK, names)}


def test_rows_compare_with_the_untreated_films() -> None:
    rows = rows_of(["png_rgb", "left_half_black", "collage_2h"])
    assert list(rows) == ["base", "left_half_black", "png_rgb", "collage_2h"]
    base, same = rows["base"], rows["png_rgb"]
    assert (base.label_changed, base.newly_wrong, base.unchanged, base.auc) == (0, 0, 1, 1)
    assert (same.label_changed, same.reversed, same.unchanged, same.auc) == (0, 0, 1, 1)
    assert rows["left_half_black"].label_changed == 0.5, "the opacity was in the left half"


@pytest.mark.parametrize(("adult", "missed"), [(False, 0.5), (True, 0)])
def test_a_missed_film_counts_only_where_it_bears_no_flag(adult: bool, missed: float) -> None:
    rows = rows_of(["png_rgb"], adult=adult, opacity=False)
    assert rows["base"].missed == missed
    assert rows["png_rgb"].newly_wrong == 0


def test_flagged_films_are_compared_and_are_not_refused() -> None:
    rows = rows_of(["png_rgb"], adult=True)
    base, same = rows["base"], rows["png_rgb"]
    assert (base.refused, base.flagged, base.kept_out, base.auc) == (0, 1, 1, 1)
    assert (same.refused, same.flagged, same.label_changed, same.unchanged) == (0, 1, 0, 1)


def test_refused_films_are_kept_out_and_not_unchanged() -> None:
    row = rows_of(["rot180"])["rot180"]
    assert (row.refused, row.kept_out, row.unchanged, row.label_changed) == (1, 1, 0, 0)


def test_lost_flag_is_a_change_though_the_label_is_the_same() -> None:
    row = rows_of(["crop10"], adult=True)["crop10"]
    assert (row.flagged, row.label_changed, row.unchanged) == (0, 0, 0)


def test_release_is_measured_on_the_same_films_of_both_classes_each_time() -> None:
    films = [radiograph(film(opacity=bool(i % 2))) for i in range(6)]
    ill = np.array([bool(i % 2) for i in range(6)])
    figures = measure_some(classifier(), films, ill)
    assert figures["films"] == 6
    assert set(figures) == {"films", "base", *LEVELS, *BORDERS, *PAIRED, *HALVED, *COLOURED}
    assert figures == measure_some(classifier(), films, ill)


def test_release_is_measured_on_45_normal_and_55_ill_films(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, int] = {}

    def keep(model: object, films: list[object], ill: np.ndarray, names: object) -> list[Row]:
        given.update(films=len(films), ill=int(ill.sum()))
        return []

    monkeypatch.setattr("training.evaluation.treated_films.measure_treatments", keep)
    films = [radiograph(film())] * 200
    measure_some(classifier(), films, np.arange(200) < 100)
    assert given == {"films": 100, "ill": 55}
