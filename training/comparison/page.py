"""The comparison of networks for readers, from its figures and nothing else."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.files import written_whole

PAGE = """# Architectures

Which network to train, and what several of them gain. Every figure comes from
`{figures}`, which `python -m training compare` writes.

{table}

- The networks by name were trained from {start} on the same {fit:,} films, by the same choices:
  {schedule} (epochs at pixels a side), {batch} films a step, seed {seed}. That is a small part of a
  release's training: the table tells how fast each of them learns rather than how far it comes.
- *Fitted* is how many epochs at how many pixels a side. A release was trained for longer than the
  others, and from the weights of the one before; its row is there for scale.
- After a short run, batch normalization is measured anew on films that were fitted on, since its
  moving averages need longer than that.
- The threshold of each row is the one with the highest sum of sensitivity and specificity on the
  {choose:,} films to choose by. The {test:,} test films and the {report:,} of the reported tenth had
  no part in any choice. Both sets are small: differences of a percent mean little.
- *Mean of these* averages the probabilities of the networks above it; *mean over resolutions* those
  of one network at several, since it takes films of any size.
- Milliseconds are processor time of the float file for one film on one core, without reading the
  film. A network that is asked several times takes several times as long, but its parameters count
  once.
"""

COLUMNS = (
    "network",
    "fitted",
    "pixels",
    "parameters",
    "ms",
    "AUC, test films",
    "accuracy",
    "sensitivity",
    "specificity",
    "AUC, reported tenth",
    "accuracy",
    "sensitivity",
    "specificity",
)

MEASURES = ("auc", "accuracy", "sensitivity", "specificity")


def write_comparison(figures: Mapping[str, Any], reports: Path, page: Path) -> str:
    """Write ``figures`` of ``training.comparison.compare`` below ``reports`` and ``page`` from them; give the table."""
    kept = reports / "architectures" / "figures.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(kept) as beside:
        beside.write_text(json.dumps(figures, indent=1) + "\n")
    choices, shown = figures["choices"], table(figures["networks"])
    text = PAGE.format(
        figures=kept.as_posix(),
        table=shown,
        schedule=", ".join(f"{stage['epochs']} at {stage['size']}" for stage in choices["stages"]),
        batch=choices["batch_size"],
        seed=choices["seed"],
        start=choices["weights"] or "nothing",
        **figures["films"],
    )
    with written_whole(page) as beside:
        beside.write_text(text)
    return shown


def table(networks: Sequence[Mapping[str, Any]]) -> str:
    """One row a network."""
    rows = [COLUMNS, ("---", "---", *("---:" for _ in COLUMNS[2:])), *map(_cells, networks)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _cells(network: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        network["name"],
        network["fitted"],
        ", ".join(str(side) for side in network["pixels"]),
        f"{network['parameters'] / 1e6:.2f} M",
        f"{network['milliseconds']:.1f}",
        *(f"{network[part][measure]:.3f}" for part in ("test", "report") for measure in MEASURES),
    )
