"""The log of looks: each time that a command read the test films, so that their number is known."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cxr.inference.model_card import ModelCard

LOOKS = "looks.csv"
"""The file of the log, in the folder of the reports."""

_COLUMNS = ("date", "command", "version", "sha256")
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class LookLog:
    """The log in the folder ``reports``, for one ``command``."""

    reports: Path
    command: str

    def record(self, card: ModelCard) -> int:
        """Add a line on the model of ``card``, and return the number of looks so far, this one included."""
        self.reports.mkdir(parents=True, exist_ok=True)
        path = self.reports / LOOKS
        is_new = not path.exists()
        with path.open("a", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if is_new:
                writer.writerow(_COLUMNS)
            today = datetime.now(UTC).date().isoformat()
            writer.writerow((today, self.command, card.version, card.sha256[:_DIGITS]))
        with path.open(newline="") as file:
            return sum(1 for _ in csv.DictReader(file))
