"""The page of the network comparison, from its figures alone."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.errors import TrainingError
from training.files import atomic_write

PAGE = Path("docs/network_comparison.md")
FIGURES = Path("training/reports/network_comparison.json")

TEMPLATE = """# Network comparison

This page compares the architectures that `python -m training` can train, and ensembles of them. Every figure
is in `{file}`. `python -m training compare` trains all networks and writes file and page;
`compare --release-only` replaces the rows of the release and trains nothing.

{table}

- The networks with the name of an architecture were trained from {start} on the same {train:,} films, with
  the same settings: {schedule} (epochs at pixels a side), {batch} films a step, seed {seed}. That is a small
  part of a release's training. The table shows how fast each network learns, not how far it gets.
- *Trained* is the number of epochs at each number of pixels a side. A release was trained for longer, and
  from the weights of the release before it. Its row shows the scale.
- After a short run, the statistics of batch normalization are computed again on training films: its moving
  averages need more steps.
- The threshold of each row has the highest sum of sensitivity and specificity on the {validation:,}
  validation films. The {test:,} test films and the {holdout:,} holdout films had no part in any choice. Both
  sets are small: a difference of one percent means little.
- *Mean of these* averages the probabilities of the networks above it.
- *ms* is the CPU time of the float file for one film on one core, without reading the film. A network that
  runs several times needs several times as long, but its parameters count once. The row of a release may be
  measured on another day than the others, on a machine with more load: its time is then too high.
"""

WHOLE_FILMS = """\
- These networks saw whole films, as releases up to 0.8 did. The comparison on the
  lungs alone has not been made.
"""
"""A caveat for figures that are older than the screening network."""

COLUMNS = (
    "network",
    "trained",
    "pixels",
    "parameters",
    "ms",
    "AUC, test films",
    "accuracy",
    "sensitivity",
    "specificity",
    "AUC, holdout films",
    "accuracy",
    "sensitivity",
    "specificity",
)

MEASURES = ("auc", "accuracy", "sensitivity", "specificity")


def read_figures(path: Path = FIGURES) -> dict[str, Any]:
    """Return the stored figures. Raise TrainingError if there are none, or they are damaged."""
    try:
        figures: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError) as e:
        raise TrainingError(f"{path} cannot be read ({e}); run 'python -m training compare'") from e
    return figures


def write_comparison(figures: Mapping[str, Any], file: Path = FIGURES, path: Path = PAGE) -> str:
    """Write the figures of ``training.comparison.compare`` and their page. Return the table."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(file) as partial:
        partial.write_text(json.dumps(figures, indent=1) + "\n")
    with atomic_write(path) as partial:
        partial.write_text(page(figures, file))
    return table(figures["networks"])


def page(figures: Mapping[str, Any], file: Path = FIGURES) -> str:
    """Return the page as Markdown."""
    settings = figures["settings"]
    template = TEMPLATE if "clear_weight" in settings else TEMPLATE + WHOLE_FILMS
    return template.format(
        file=file.as_posix(),
        table=table(figures["networks"]),
        schedule=", ".join(f"{stage['epochs']} at {stage['size']}" for stage in settings["stages"]),
        batch=settings["batch_size"],
        seed=settings["seed"],
        start=settings["weights"] or "random weights",
        **figures["films"],
    )


def table(networks: Sequence[Mapping[str, Any]]) -> str:
    """Return a table with one row per network."""
    rows = [COLUMNS, ("---", "---", *("---:" for _ in COLUMNS[2:])), *map(_cells, networks)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _cells(network: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        network["name"],
        network["trained"],
        ", ".join(str(side) for side in network["pixels"]),
        f"{network['parameters'] / 1e6:.2f} M",
        f"{network['milliseconds']:.1f}",
        *(f"{network[part][measure]:.3f}" for part in ("test", "holdout") for measure in MEASURES),
    )
