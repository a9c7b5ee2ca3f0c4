"""The CLAIM checklist of a release as a page (Tejani et al. 2024, doi:10.1148/ryai.240300)."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cxr.inference.model_card import ModelCard
from training.model_card.claim_items import ITEMS, Item, State
from training.model_card.tables.markdown import table

CHECKLIST = "claim_checklist.md"

_NOT_MEASURED = "not measured for this release"


def claim_checklist(card: ModelCard) -> str:
    """Return the page as Markdown. An item whose figures the card lacks is not done."""
    items = [(section, item) for section, members in ITEMS.items() for item in members]
    rows = [
        [str(number), section, *_row(item, card.figures)]
        for number, (section, item) in enumerate(items, start=1)
    ]
    counts = Counter(row[3] for row in rows)
    summary = ", ".join(f"{counts[state]} {state}" for state in State)
    return "\n\n".join(
        (
            f"# CLAIM checklist: Pneumoscope {card.version}",
            "Written by `python -m training.model_card`; edits here are lost. The items are those of the"
            " Checklist for Artificial Intelligence in Medical Imaging ([Tejani et al."
            " 2024](https://doi.org/10.1148/ryai.240300)), in short. No one outside the project has checked"
            " the answers.",
            f"Of {len(rows)}: {summary}.",
            table(["", "Section", "Item", "State", "Where, or why not"], rows, words=True) + "\n",
        )
    )


def _row(item: Item, figures: Mapping[str, Any]) -> list[str]:
    measured = all(_has(figures, path) for path in item.figures)
    state, answer = (item.state, item.answer) if measured else (State.NO, _NOT_MEASURED)
    return [item.asks, str(state), answer]


def _has(figures: Mapping[str, Any], path: str) -> bool:
    at: Any = figures
    for name in path.split("/"):
        at = at.get(name) if isinstance(at, Mapping) else None
    return at is not None
