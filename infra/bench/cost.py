"""What reading films costs on Lambda."""

import math
import re

from infra.packaging.functions import ROOT

GB_SECOND = 0.0000166667
REQUEST = 0.20 / 1_000_000
PRICE_SOURCE = "AWS Lambda's price list, x86 in us-east-1, first tier, as of November 2026"
"""Dollars, and where they are from. Lambda bills whole milliseconds, and counts a GB as 1,024 MB."""


def per_thousand(milliseconds: float, megabytes: int) -> float:
    """Dollars for a thousand films, each of them a request of its own."""
    return 1000 * (gb_seconds(milliseconds, megabytes) * GB_SECOND + REQUEST)


def gb_seconds(milliseconds: float, megabytes: int) -> float:
    """What a film is billed by."""
    return math.ceil(milliseconds) / 1000 * megabytes / 1024


def arithmetic(milliseconds: float, megabytes: int) -> str:
    """The sum, written out."""
    return (
        f"1,000 x ({math.ceil(milliseconds)} ms / 1,000 x {megabytes:,} MB / 1,024"
        f" x ${GB_SECOND:.10f} per GB-second + ${REQUEST:.7f} per request)"
        f" = ${per_thousand(milliseconds, megabytes):.4f}"
    )


def configured_memory(template: str | None = None) -> int:
    """Megabytes that serverless.yml gives the classify function. Raises LookupError where it gives none."""
    text = template if template is not None else (ROOT / "serverless.yml").read_text()
    found = re.search(r"^  classify:\n(?:(?:    .*)?\n)*?    memorySize: (\d+)$", text, re.MULTILINE)
    if not found:
        raise LookupError("serverless.yml gives the classify function no memorySize")
    return int(found[1])
