"""`make bench`: measures the speed of the product and writes docs/benchmarks.md."""

import argparse
import os
import sys
from pathlib import Path

from cxr.inference.model_card import load_model_card
from infra.bench.machine import conditions
from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.report import Criterion, Section, criteria_table, page
from infra.bench.sections import (
    arithmetic,
    cold_start,
    film_stages,
    lambda_cost,
    memory,
    model_speed,
    sandbox_price,
    throughput,
)
from infra.packaging.errors import PackagingError
from infra.packaging.functions import ROOT

_PAGE = ROOT / "docs" / "benchmarks.md"
_QUIET_LOAD = 0.5
"""Load average up to which no other process keeps a core busy."""

SECTIONS = {
    "model": model_speed.measure,
    "films": film_stages.measure,
    "sandbox": sandbox_price.measure,
    "cold-start": cold_start.measure,
    "memory": memory.measure,
    "throughput": throughput.measure,
    "cost": lambda_cost.measure,
    "arithmetic": arithmetic.measure,
}


def main() -> int:
    """Measure, print the table of criteria and write the page."""
    options = _parser().parse_args()
    card = load_model_card()
    core = max(os.sched_getaffinity(0))
    plan = Plan(card, core, rounds=1, films=1, starts=1, folder=4) if options.smoke else Plan(card, core)
    lead = conditions(card)
    if os.getloadavg()[0] > _QUIET_LOAD:
        print("This machine is busy, so the figures will be slower than on a quiet one.", file=sys.stderr)
    sections = [_section(name, plan) for name in options.only or SECTIONS]
    print(criteria_table(sections))
    output = options.output or (None if options.smoke or options.only else _PAGE)
    if output:
        output.write_text(page(lead, sections))
    return 0


def _section(name: str, plan: Plan) -> Section:
    """Measure one section. If it cannot be measured, return the reason, so that the others still are."""
    print(f"Measuring {name} ...", file=sys.stderr, flush=True)
    try:
        return SECTIONS[name](plan)
    except (NotMeasured, PackagingError) as e:
        return Section(name, [Criterion(name, "not measured", "")], f"Not measured: {e}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description=__doc__)
    parser.add_argument(
        "--only",
        nargs="+",
        choices=SECTIONS,
        metavar="SECTION",
        help=f"measure only these sections: {', '.join(SECTIONS)} (default: all); no page is written"
        " without --output",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write the page to this file (default: docs/benchmarks.md, after a full run only)",
    )
    parser.add_argument(
        "--smoke",
        action="store_true",
        help="measure everything once, to check that it works (default: off); no page is written without"
        " --output",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
