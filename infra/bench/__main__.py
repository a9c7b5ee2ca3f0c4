"""`make bench`: measures the speed of the product and writes docs/benchmarks.md."""

import argparse
import os
import sys

from cxr.inference.model_card import load_model_card
from infra.bench.machine import conditions
from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.report import Criterion, Section, page
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
    """Measure and print the page. A full run writes it."""
    options = _parser().parse_args()
    core = max(os.sched_getaffinity(0))
    plan = Plan(core, rounds=1, films=1, starts=1, folder=4) if options.smoke else Plan(core)
    lead = conditions(load_model_card())
    if os.getloadavg()[0] > _QUIET_LOAD:
        print("This machine is busy, so the figures will be slower than on a quiet one.", file=sys.stderr)
    text = page(lead, [_section(name, plan) for name in options.only or SECTIONS])
    print(text)
    if not (options.smoke or options.only):
        _PAGE.write_text(text)
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
    sections = f"print these sections only: {', '.join(SECTIONS)} (default: all)"
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=sections)
    once = "measure everything once, to check that it works, and print the page (default: off)"
    parser.add_argument("--smoke", action="store_true", help=once)
    return parser


if __name__ == "__main__":
    sys.exit(main())
