"""The page on shortcuts, as Markdown and as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.files import atomic_write
from training.model_card.tables.benchmark_tables import shortcuts
from training.model_card.tables.markdown import table, with_interval

VIEWS = {
    "thumbnail": "A thumbnail of 8 by 8 pixels",
    "outside_lungs": "24 by 24 pixels, without the lungs",
    "grey_histogram": "The histogram of the grey levels",
    "place_of_lungs": "Place and extent of the lungs",
}

_TREES = """\
Boosted trees, fitted on the training films, predict the label from a view that does not show the lungs well
enough to see pneumonia. The AUC says what the view reveals; 0.5 is nothing. Where it is high, a good AUC of a
model proves little: the model may read the same."""

_MODEL = """\
The model's own AUC, and the shares of ill and normal films that get the label "positive" and no flag. A model
that reads the lungs has an AUC near 0.5 without them, and no label for half a film. The AUC is of all films,
refused ones included."""

Figures = Mapping[str, Any]


def write_shortcuts(figures: Figures, path: Path) -> None:
    """Write ``path`` (Markdown), and the same figures beside it as JSON."""
    with atomic_write(path) as beside:
        beside.write_text(_page(figures))
    with atomic_write(path.with_suffix(".json")) as beside:
        beside.write_text(json.dumps(figures, indent=1, allow_nan=False) + "\n")


def _page(figures: Figures) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in figures["films"].items())
    parts = (
        "# Shortcuts",
        f"Written by `python -m training shortcuts`. Films: {counts}.",
        "## What reveals the label without the lungs",
        _TREES,
        _trees(figures["trees"]),
        f"## What model {figures['model']} makes of covered films",
        f"{_MODEL} Measured on the films of *{figures['measured_on']}*.",
        shortcuts({"shortcuts": figures["model_on_covered"]}),
    )
    return "\n\n".join(parts) + "\n"


def _trees(trees: Figures) -> str:
    sets = list(next(iter(trees.values())))
    rows = [
        [VIEWS[name], *(with_interval(of_view[part], "auc") for part in sets)]
        for name, of_view in trees.items()
    ]
    return table(["AUC", *sets], rows)
