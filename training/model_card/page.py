"""The model card for readers (after Mitchell et al. 2019): the card that ships and its release's notes."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cxr.model_card import ModelCard, load_model_card
from training.files import written_whole
from training.model_card import prose
from training.model_card import tables as card_tables

PAGE, REPORTS = Path("docs/model_card.md"), Path("training/reports")


TABLES: tuple[tuple[str, str, Callable[[card_tables.Figures], str]], ...] = (
    ("## Figures", prose.METRICS, card_tables.overall),
    ("### By class", "", card_tables.classes),
    ("### By kind of pneumonia", "", card_tables.kinds),
    ("## Its limits", prose.LIMITS, card_tables.limits),
    ("### Test films turned, inverted and mirrored", "", card_tables.transformed),
    ("## The chest, not the file", prose.FILES, card_tables.files),
    ("## Where it looks", prose.ATTENTION, card_tables.attention),
    ("## Quantization", prose.QUANTIZATION, card_tables.parity),
    ("## What it is held to", prose.BARS, card_tables.bars),
)
"""Title, what is said before the table, and what makes it of the figures."""


def page(card: ModelCard, reports: Path = REPORTS, beside: Path = PAGE.parent) -> str:
    """The page as Markdown. Pictures in ``reports/<version>`` are linked as seen from ``beside``."""
    parts = [
        f"# Model card: Pneumoscope {card.version}",
        "Written by `training/model_card/page.py` from `cxr/model/model_card.json`; edits here are lost.",
        *("## The model", _details(card)),
        *("## Intended use", prose.INTENDED),
        *("## Operating points", _operating_points(card)),
        *("## Training", _provenance(card), *_pictures(card, ["curves"], reports, beside)),
        *_measured(card, reports, beside),
        *("## Caveats", _caveats(card)),
        *_notes(reports / card.version / "notes.md"),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _measured(card: ModelCard, reports: Path, beside: Path) -> Iterator[str]:
    figures: Mapping[str, Any] = card.figures
    for title, intro, tabulate in TABLES:
        told = tabulate(figures)
        yield from (title, intro, told) if told else (title, prose.NOT_MEASURED)
        if tabulate is card_tables.overall:
            yield prose.INTERVALS if card_tables.has_intervals(figures) else ""
            yield from _pictures(card, card_tables.sets_of(figures), reports, beside)


def write_page(card: ModelCard, path: Path = PAGE, reports: Path = REPORTS) -> None:
    """Write the page, whole or not at all."""
    with written_whole(path) as beside:
        beside.write_text(page(card, reports, path.parent))


def _notes(file: Path) -> list[str]:
    """What those who made the release have to say of it, where they do."""
    return ["## Notes on this release", file.read_text().strip()] if file.exists() else []


def _details(card: ModelCard) -> str:
    screening = "recognizes chest films, and its own population" if card.screening else "none"
    return _facts(
        {
            "Task": "frontal chest film → calibrated probability of pneumonia, label, heatmap",
            "Architecture": card.architecture,
            "Input": f"{card.input.size} by {card.input.size} pixels, grey",
            "Validated on": card.population,
            "Screening": screening,
            "Made": card.created,
            "SHA-256": f"`{card.sha256}`",
        }
    )


def _operating_points(card: ModelCard) -> str:
    low, high = card.thresholds.negative_below, card.thresholds.positive_from
    return (
        f"The logit is calibrated by Platt scaling (slope {card.calibration.slope:.3f}, intercept"
        f" {card.calibration.intercept:.3f}){_where(card)}. Below a probability of {low:.3f} a film is"
        f" **negative**, from {high:.3f} on **positive**, between them **uncertain**. Calibration and both"
        " thresholds come from held-out patients, on the quantized model: from their films as they are and"
        " from the same films varied as in training. What is demanded of a threshold holds on each."
    )


def _where(card: ModelCard) -> str:
    share = card.calibration.prevalence
    return f" on films of which {100 * share:.0f} % show pneumonia" if share else ""


def _provenance(card: ModelCard) -> str:
    return _facts(
        {name.replace("_", " ").capitalize(): _plain(value) for name, value in card.provenance.items()}
    )


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items()) or "nothing"
    if isinstance(value, list):
        return ", then ".join(map(_plain, value))
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _facts(facts: Mapping[str, str]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in facts.items())


def _caveats(card: ModelCard) -> str:
    caveats = [*prose.CAVEATS, prose.SCREENED if card.screening else prose.UNSCREENED]
    if weight := card.provenance.get("lung_guidance"):
        caveats.append(prose.GUIDED.format(weight=weight))
    return "\n".join(f"- {caveat}" for caveat in caveats)


def _pictures(card: ModelCard, names: Sequence[str], reports: Path, beside: Path) -> list[str]:
    """Those of the release that are there."""
    paths = {name: reports / card.version / f"{name}.png" for name in names}
    return [
        f"![{card_tables.words(name)}]({Path(os.path.relpath(path, beside)).as_posix()})"
        for name, path in paths.items()
        if path.exists()
    ]


if __name__ == "__main__":
    write_page(load_model_card())
