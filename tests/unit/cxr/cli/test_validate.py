"""`python -m cxr validate` measures judged films whose truth is known."""

import json
from pathlib import Path
from typing import Any

import pytest

from cxr.__main__ import main

HEAD = "probability,label,reference,in_population,group\n"
SHIPPED = (
    *[("0.95", "positive", "1")] * 386,
    *[("0.30", "negative", "1")] * 2,
    *[("0.60", "uncertain", "1")] * 2,
    *[("0.95", "positive", "0")] * 24,
    *[("0.60", "uncertain", "0")] * 10,
    *[("0.10", "negative", "0")] * 200,
)
"""Counts of the shipped model on its test films: 386 of 390 found, 210 of 234 not called positive."""


def table(path: Path, *rows: tuple[str, ...], head: str = HEAD) -> Path:
    path.write_text(head + "\n".join(",".join(row) for row in rows) + "\n")
    return path


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    outside, unknown = ("0.9", "", "1", "0", ""), ("0.9", "positive", "", "1", "")
    return table(tmp_path / "results.csv", *((*row, "1", "") for row in SHIPPED), outside, unknown)


def measured(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["validate", str(path), "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_the_labels_have_the_figures_of_the_counts(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = measured(shipped, capsys)
    inside = found["inside_population"]
    assert (inside["films"], inside["pneumonia"]) == (624, 390)
    assert inside["sensitivity"]["value"] == pytest.approx(0.98974, abs=1e-5)
    assert inside["specificity"]["value"] == pytest.approx(0.89744, abs=1e-5)
    assert (inside["ppv"]["count"], inside["ppv"]["total"]) == (386, 410)
    assert (inside["npv"]["count"], inside["npv"]["total"]) == (200, 202)
    assert found["outside_population"] == {"films": 1, "pneumonia": 1}
    assert found["without_reference"] == 1


def test_every_threshold_at_which_a_figure_changes_is_measured(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = {one["threshold"]: one for one in measured(shipped, capsys)["inside_population"]["thresholds"]}
    assert sorted(at) == [0.1, 0.3, 0.6, 0.95]
    assert (at[0.6]["sensitivity"]["count"], at[0.6]["specificity"]["count"]) == (388, 200)
    assert (at[0.6]["ppv"]["total"], at[0.6]["npv"]["total"], at[0.6]["false_positives"]) == (422, 202, 34)
    assert at[0.1]["npv"]["value"] is None, "no film is below it"


def test_the_text_states_shares_with_intervals(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(shipped)]) == 0
    text = capsys.readouterr().out
    assert "sensitivity  0.990 (0.974-0.996), 386 of 390" in text
    assert "specificity  0.897 (0.852-0.930), 210 of 234" in text
    assert "     0.90         0.990       0.897       0.941       0.981               24" in text
    assert "left out above: 1 films, 1 with pneumonia." in text


def test_a_group_of_few_films_has_no_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("0.9", "positive", "1", "1", group) for group in ["portable"] * 29 + ["fixed"] * 30]
    groups = measured(table(tmp_path / "r.csv", *rows), capsys)["groups"]
    assert list(groups) == ["fixed", "portable"]
    assert groups["fixed"]["sensitivity"]["value"] == 1
    assert groups["portable"]["sensitivity"] == {"count": 29, "total": 29, "value": None, "interval": None}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("probability,label\n0.5,positive\n", "lacks the column reference, in_population"),
        ("", "lacks the column probability, label, reference, in_population"),
        (HEAD, "has no line with a reference"),
        (HEAD + "0.5,positive,,1,\n", "has no line with a reference"),
        (HEAD + "0.5,positive,1,1,\n1.5,positive,1,1,\n", "line 3: the probability is not a number"),
        (HEAD + "nan,positive,1,1,\n", "line 2: the probability is not a number"),
        (HEAD + "0.5,maybe,1,1,\n", "line 2: the label is not one of negative, uncertain, positive"),
        (HEAD + "0.5,positive,ill,1,\n", "line 2: reference is neither 1 nor 0"),
        (HEAD + "0.5,positive\n", "has no line with a reference"),
    ],
)
def test_a_table_that_cannot_be_measured_is_refused_with_a_sentence(
    tmp_path: Path, content: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "results.csv"
    path.write_text(content)
    assert main(["validate", str(path)]) == 2
    assert said in capsys.readouterr().err


def test_bytes_that_are_no_text_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "film.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 \x00")
    assert main(["validate", str(path)]) == 2
    assert "no CSV file in UTF-8" in capsys.readouterr().err


def test_a_missing_table_cannot_be_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tmp_path / "none.csv")]) == 1
    assert "No such file" in capsys.readouterr().err


def test_intervals_are_over_patients_where_the_table_names_one_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "probability,label,reference,in_population,patient\n"
    rows = [("0.9", "positive", "1", "1", "a")] * 20 + [("0.1", "negative", "1", "1", "b")] * 20
    path = table(tmp_path / "r.csv", *rows, head=head)
    found = measured(path, capsys)
    assert found["inside_population"]["sensitivity"]["interval"] == [0.0, 1.0]
    assert found["intervals"] == {
        "method": "bootstrap_over_patients",
        "level": 0.95,
        "patients": 2,
        "draws": 1000,
        "seed": 7,
    }
    assert main(["validate", str(path)]) == 0
    assert "over patients: of 2 patients, 1000 draws" in capsys.readouterr().out


def test_without_patients_the_intervals_are_wilson_s(
    shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measured(shipped, capsys)["intervals"] == {"method": "wilson", "level": 0.95}
    assert main(["validate", str(shipped)]) == 0
    assert "Intervals are Wilson's, of 95 %." in capsys.readouterr().out


def test_the_help_says_how_intervals_are_made(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["validate", "--help"])
    assert "intervals are over patients" in " ".join(capsys.readouterr().out.split())
