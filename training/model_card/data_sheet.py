"""The data sheet of a release as a page (after Gebru et al. 2021, "Datasheets for Datasets")."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cxr.inference.model_card import ModelCard
from training.data.split.parts import SHARES, SPLIT, Recorded, read_record
from training.data.split.series import HELD_OUT
from training.errors import TrainingError
from training.model_card.data_sheet_answers import QUESTIONS
from training.model_card.tables import film_tables

DATA_SHEET = "data_sheet.md"

_NOT_RECORDED = "not recorded"

_NONE = "None in this release."


def data_sheet(card: ModelCard, reports: Path) -> str:
    """Return the page as Markdown. ``reports`` has the split record of the release.

    Raise TrainingError if the record is missing or damaged.
    """
    facts = _facts(card, read_record(_record(card, reports)))
    parts = [
        f"# Data sheet: the films of Pneumoscope {card.version}",
        "Written by `python -m training.model_card` from the model card and the split record; edits here are"
        " lost. The questions are those of Gebru et al. 2021, [Datasheets for"
        " Datasets](https://arxiv.org/abs/1803.09010), in short.",
    ]
    for section, questions in QUESTIONS.items():
        parts += [f"## {section}", *_answered(questions, facts)]
    return "\n\n".join(parts) + "\n"


def _answered(questions: dict[str, str], facts: dict[str, str]) -> Iterator[str]:
    for question, answer in questions.items():
        yield f"**{question}**"
        yield answer.format(**facts).strip()


def _record(card: ModelCard, reports: Path) -> Path:
    path = reports / card.version / SPLIT
    if not path.exists():
        raise TrainingError(f"{path} is missing; the data sheet is made from it, so restore it")
    return path


def _facts(card: ModelCard, record: list[Recorded]) -> dict[str, str]:
    figures: dict[str, Any] = card.figures
    share = card.calibration.prevalence
    tables = {
        "sources": film_tables.sources(film_tables.source_names(record, figures)),
        "parts": film_tables.parts(record),
        "measured": film_tables.measured(figures),
        "other_pictures": film_tables.other_pictures(figures),
        "masked_films": film_tables.masked_films(figures),
        "series": film_tables.series(record),
    }
    return {
        "version": card.version,
        "population": card.population[:1].lower() + card.population[1:],
        "films": str(len(record)),
        "patients": str(len({film.patient for film in record})),
        "fingerprint": str(card.provenance.get("data_fingerprint", _NOT_RECORDED)),
        "shares": ", ".join(f"{100 * part:.0f} % {name}" for name, part in SHARES.items()),
        "held_out": f"{100 * HELD_OUT:.0f} %",
        "prevalence": f"{100 * share:.0f} %" if share else "a share that was not recorded",
        "looks": str(figures.get("looks", "an unknown number of")),
        "record": f"training/reports/{card.version}/{SPLIT}",
        "split_seed": str(card.provenance.get("split_seed", _NOT_RECORDED)),
        "lung_masks": film_tables.lung_masks(figures),
        **{name: rows or _NONE for name, rows in tables.items()},
    }
