"""`make bench`: measures the speed of films and writes docs/benchmarks.md."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError

from cxr.model_card import ModelCard, load_model_card
from infra.bench import (
    arithmetic,
    bytes_to_finding,
    cold_start,
    cost,
    lambda_cost,
    memory,
    model_alone,
    sandbox_price,
    throughput,
)
from infra.bench.machine import conditions
from infra.bench.measuring import NotMeasured
from infra.bench.report import Bar, Section, bars_table, page
from infra.packaging.errors import PackagingError
from infra.packaging.functions import ROOT

_PAGE = ROOT / "docs" / "benchmarks.md"
_CALM = 0.5
"""Load average up to which nothing else keeps a core busy."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often things are measured."""

    rounds: int = 12
    films: int = 30
    starts: int = 5
    folder: int = 300


_SMOKE = Counts(rounds=1, films=1, starts=1, folder=4)


def main() -> int:
    """Measure, print the table of bars and write the page."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=_NAMES, default=_NAMES, metavar="SECTION", help=_HELP)
    parser.add_argument("--output", type=Path, help="where to write the page (docs/benchmarks.md)")
    parser.add_argument("--smoke", action="store_true", help="once each, to see that all of it works")
    options = parser.parse_args()
    card = load_model_card()
    lead = conditions(card)
    if os.getloadavg()[0] > _CALM:
        print("This machine is busy; what is measured now will look slower than it is.", file=sys.stderr)
    sections = _measured(options.only, card, _SMOKE if options.smoke else Counts())
    print(bars_table(sections))
    whole = not options.smoke and options.only == _NAMES
    if options.output or whole:
        (options.output or _PAGE).write_text(page(lead, sections))
    return 0


def _measured(names: Sequence[str], card: ModelCard, counts: Counts) -> list[Section]:
    measures = _measures(card, counts)
    return [_section(name, measures[name]) for name in names]


def _section(name: str, measure: Callable[[], Section]) -> Section:
    """One section, or in its place why there is none: the others can be measured all the same."""
    print(f"Measuring {name} ...", file=sys.stderr, flush=True)
    try:
        return measure()
    except (NotMeasured, PackagingError, CalledProcessError) as e:
        return Section(name, (Bar(name, "not measured", "", None),), f"Not measured: {e}")


def _measures(card: ModelCard, counts: Counts) -> dict[str, Callable[[], Section]]:
    core = max(os.sched_getaffinity(0))
    megabytes = cost.configured_memory()
    return {
        "model": lambda: model_alone.measure(card, counts.rounds, core),
        "films": lambda: bytes_to_finding.measure(counts.films, core),
        "sandbox": lambda: sandbox_price.measure(counts.films, core),
        "cold-start": lambda: cold_start.measure(megabytes, counts.starts, core),
        "memory": lambda: memory.measure(core),
        "throughput": lambda: throughput.measure(counts.folder),
        "cost": lambda: lambda_cost.measure(megabytes, counts.films, core),
        "arithmetic": lambda: arithmetic.measure(card, counts.rounds, core),
    }


_NAMES = ("model", "films", "sandbox", "cold-start", "memory", "throughput", "cost", "arithmetic")
_HELP = f"measure these alone ({', '.join(_NAMES)}); then nothing is written without --output"

if __name__ == "__main__":
    sys.exit(main())
