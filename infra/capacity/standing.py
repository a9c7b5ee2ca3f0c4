"""What a stage costs without any film: what it has, by the month, and what people use of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from infra.capacity.film import Prices


@dataclass(frozen=True)
class Item:
    """A number of priced things. ``price`` is their name in the price file."""

    words: str
    count: int
    price: str


HELD = (
    Item("metrics that alarms watch", 39, "alarm_metric_month"),
    Item("metrics of its own", 12, "custom_metric_month"),
    Item("dashboards", 1, "dashboard_month"),
    Item("secrets", 3, "secret_month"),
)
"""What every stage has (tests/unit/infra/capacity compares it with the template)."""

USED = (
    Item("requests to pages and API", 10**6, "http_api_request"),
    Item("people who log in within a month", 100, "cognito_active_user"),
    Item("mails of alarms", 1000, "alarm_mail"),
    Item("requests through CloudFront, if `webAclArn` is given", 10**6, "cloudfront_request"),
    Item("runs of its function, one a request", 10**6, "cloudfront_function"),
)
"""What is billed by use. The work of the functions behind a request is like that of a film."""


def dollars(item: Item, prices: Prices) -> float:
    """Return what the things cost together."""
    return item.count * prices.dollars[item.price]


def held_in_a_month(prices: Prices) -> float:
    """Return the dollars a month of what every stage has."""
    return sum(dollars(item, prices) for item in HELD)


def rows(items: tuple[Item, ...], prices: Prices) -> Iterator[str]:
    """Return a line of a table for each of the items."""
    for item in items:
        yield f"| {item.words} | {item.count:,} | {dollars(item, prices):.2f} |"
