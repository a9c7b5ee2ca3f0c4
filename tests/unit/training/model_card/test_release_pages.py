"""Data sheet and CLAIM checklist contain the figures of card and split record, and none of their own."""

import re
from pathlib import Path
from typing import Any

import pytest

from cxr.inference.model_card import Calibration, ModelCard, load_model_card
from tests.support.training.brightness import CARD
from training.data.split.parts import SPLIT
from training.errors import TrainingError
from training.evaluation.acceptance import judged
from training.model_card.claim_checklist import claim_checklist
from training.model_card.claim_items import ITEMS
from training.model_card.data_sheet import data_sheet
from training.model_card.data_sheet_answers import QUESTIONS
from training.model_card.page import PAGE, REPORTS
from training.model_card.pages import release_pages, write_pages

ROOT = Path(__file__).parents[4]

RECORD = """part,population,file,patient,kind
train,kaggle,person31_virus_1.jpeg,person31,virus
train,kaggle,person31_virus_2.jpeg,person31,virus
train,kaggle,IM-0115-0001.jpeg,IM-0115,normal
validation,kaggle,person40_bacteria_1.jpeg,person40,bacteria
series,kaggle,IM-0003-0001.jpeg,IM-0003,normal
train,clinic,a.png,clinic/7,pneumonia
"""

SET: dict[str, Any] = {
    "films": 624,
    "patients": 427,
    "auc": 0.95,
    "classes": {"normal": {"support": 234}, "pneumonia": {"support": 390}},
    "intervals": {"auc": [0.9, 0.97]},
}
FIGURES: dict[str, Any] = {
    "test": SET,
    "report": SET,
    "nih_adult": {**SET, "films": 240, "patients": 170},
    "looks": 4,
    "screening": {
        "limits": {"photo": {"fitted_on": {"pictures": 147}, "only_measured": {"pictures": 153}}},
        "lungs": {"holdout": {"films": 469, "dice": 0.96}},
    },
}


def card(**changes: Any) -> ModelCard:
    given = {
        "figures": FIGURES,
        "calibration": Calibration(slope=1, intercept=0, prevalence=0.764),
        "provenance": {"split_seed": 7, "data_fingerprint": "145a81dc"},
    }
    return CARD.model_copy(update=given | changes)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports" / CARD.version
    folder.mkdir(parents=True)
    (folder / SPLIT).write_text(RECORD)
    return folder.parent


def test_pages_in_docs_are_those_of_the_shipped_card() -> None:
    ours = release_pages(load_model_card(), ROOT / PAGE, ROOT / REPORTS)
    written = {path: path.read_text() for path in ours}
    assert written == ours, "run: python -m training.model_card"


def test_shipped_card_contains_the_verdict_on_each_release_criterion() -> None:
    shipped = load_model_card()
    assert shipped.criteria == judged(shipped.figures), "run: python -m training.model_card"
    assert 0 < len(shipped.missed) < len(shipped.criteria)


@pytest.mark.parametrize(
    "text",
    [
        "6 films of 5 patients, by part",
        "| Training films | 4 | 3 | 1 | 0 | 2 | 1 | 2 |",
        "| Validation films | 1 | 1 | 0 | 1 | 0 | 0 | 1 |",
        "| Test set | 624 | 427 | 234 | 390 |",
        "| Adults, NIH ChestX-ray14 | 240 | 170 | 234 | 390 |",
        "| Photographs | 147 | 153 |",
        "| Holdout films | 469 |",
        "|  | Training films | Validation films | Held-out series |",
        "| IM | 1 | 0 | 1 |",
        "with seed 7: 80 % train, 10 % validation, 10 % holdout",
        "the lowest 12 % of the numbers",
        "76 % of those that calibration used",
        "`145a81dc`",
        "read the test films 4 times",
        "(`kaggle`) | [Kermany et al. 2018](https://doi.org/10.1016/j.cell.2018.02.010)",
        "| `clinic` | not described here |",
        "V7 Labs",
    ],
)
def test_data_sheet_has_the_figures_of_card_and_split(text: str, reports: Path) -> None:
    assert text in data_sheet(card(), reports)


def test_data_sheet_of_a_bare_card_says_what_is_not_known(reports: Path) -> None:
    sheet = data_sheet(card(figures={}, provenance={}), reports)
    assert "seed not recorded" in sheet
    assert sheet.count("None in this release.") == 3
    assert "an unknown number of times" in sheet


@pytest.mark.parametrize("answer", [one for questions in QUESTIONS.values() for one in questions.values()])
def test_answer_of_the_data_sheet_has_no_figure_of_its_own(answer: str) -> None:
    assert re.findall(r"\d+", re.sub(r"\]\([^)]*\)", "", answer)) == []


def test_data_sheet_without_its_split_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=re.escape("split.csv is missing")):
        data_sheet(card(), tmp_path)


def test_split_record_with_an_unknown_kind_is_refused(reports: Path) -> None:
    path = reports / CARD.version / SPLIT
    path.write_text(RECORD.replace("bacteria\n", "fungus\n"))
    with pytest.raises(TrainingError, match="unknown kinds fungus"):
        data_sheet(card(), reports)


def test_checklist_has_its_44_items_and_counts_them() -> None:
    shown = claim_checklist(card())
    rows = re.findall(
        r"^\| (\d+) \| .* \| (answered|in part|not done|does not apply) \|", shown, re.MULTILINE
    )
    assert [int(number) for number, _ in rows] == [*range(1, 45)]
    count = sum(state == "not done" for _, state in rows)
    assert f"{count} not done" in shown


def test_item_without_its_figures_is_not_done() -> None:
    assert "| External data | in part |" in claim_checklist(card())
    assert "| External data | not done | not measured for this release |" in claim_checklist(card(figures={}))


def test_pages_are_written_beside_the_card_with_the_history(reports: Path, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    write_pages(card(), docs / "model_card.md", reports)
    assert sorted(path.name for path in docs.iterdir()) == [
        *("claim_checklist.md", "data_sheet.md", "model_card.md"),
    ]
    assert f"| {CARD.version} |" in (reports / "HISTORY.md").read_text()


def test_links_of_the_checklist_lead_to_files_and_headings(reports: Path) -> None:
    pages = {path.name: text for path, text in release_pages(card(), PAGE, reports).items()}
    answers = " ".join(item.answer for items in ITEMS.values() for item in items)
    for link in re.findall(r"\]\(([^)]+)\)", answers):
        name, _, fragment = link.partition("#")
        text = pages.get(name) or (ROOT / "docs" / name).read_text()
        titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
        assert not fragment or fragment in anchors, link
    for file in re.findall(r"`([\w/.]+/[\w/.]*)`", answers):
        assert (ROOT / file).exists(), file
