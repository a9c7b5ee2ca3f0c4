"""`python -m infra.capacity` writes docs/scaling.md from the price file and from what one film uses."""

import argparse
import sys
from datetime import timedelta
from math import ceil
from pathlib import Path

from infra.capacity.estimate import estimate, load_prices
from infra.capacity.film import Usage, backup_a_month, copy_once, cost_of_record, cost_once
from infra.capacity.limits import (
    KEPT_SECONDS,
    LARGEST_CONCURRENCY,
    WRITES_A_PARTITION,
    limits,
    workers_for,
)
from infra.capacity.standing import HELD, USED, held_in_a_month, rows

PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"
_TEMPLATE = Path(__file__).parent / "page.md"
_COUNTS = (10**4, 10**6, 10**8)
_WORKERS = (2, 200, LARGEST_CONCURRENCY)


def page() -> str:
    """Return the text of docs/scaling.md."""
    prices = load_prices()
    by_service = cost_once(Usage(), prices)
    whole = sum(by_service.values())
    return _TEMPLATE.read_text().format(
        as_of=prices.as_of,
        region=prices.region,
        source=prices.source,
        seconds=Usage().lambda_seconds,
        megapixels=Usage().megapixels,
        original=f"{Usage().original_bytes / 10**6:.1f}",
        results=f"{Usage().result_bytes / 10**6:.1f}",
        thousand=f"{1000 * whole:.3f}",
        lambda_share=f"{100 * by_service['Lambda'] / whole:.0f}",
        services="\n".join(
            f"| {name} | {1000 * dollars:.4f} | {100 * dollars / whole:.0f} % |"
            for name, dollars in by_service.items()
        ),
        held=f"{held_in_a_month(prices):.2f}",
        held_rows="\n".join(rows(HELD, prices)),
        used_rows="\n".join(rows(USED, prices)),
        record=f"{1000 * cost_of_record(Usage(), prices):.3f}",
        backup=f"{10**6 * backup_a_month(Usage(), prices):,.0f}",
        copy=f"{10**6 * copy_once(Usage(), prices):,.0f}",
        counts="\n".join(_row(count) for count in _COUNTS),
        times="\n".join(_times(count) for count in _COUNTS),
        limits="\n".join(f"| {limit.name} | {limit.films_a_second:,.0f} |" for limit in limits(200)),
        before_expiry=f"{workers_for(10**8, KEPT_SECONDS):,}",
        site_days=f"{10**8 / limits(LARGEST_CONCURRENCY)[0].films_a_second / 86400:.1f}",
        sites=sites_for(LARGEST_CONCURRENCY),
        partition=WRITES_A_PARTITION / Usage().table_writes,
    )


def sites_for(workers: int) -> int:
    """Return how many sites keep so many workers busy."""
    return ceil(workers / Usage().lambda_seconds / limits(workers)[0].films_a_second)


def _row(count: int) -> str:
    found = estimate(count, count * Usage().original_bytes, 1, load_prices())
    dollars = (found.once, found.originals, found.results)
    return f"| {count:,} | " + " | ".join(f"{amount:,.2f}" for amount in dollars) + " |"


def _times(count: int) -> str:
    spans = (estimate(count, 0, at_once, load_prices()).reading for at_once in _WORKERS)
    return f"| {count:,} | " + " | ".join(map(spoken, spans)) + " |"


def spoken(span: timedelta) -> str:
    """Return a span as people say it: "4 min", "1.7 h", "2.5 days"."""
    seconds = span.total_seconds()
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:,.1f} days"


def main() -> int:
    """Write the page."""
    argparse.ArgumentParser(prog="python -m infra.capacity", description=__doc__).parse_args()
    PAGE.write_text(page())
    print(f"wrote {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
