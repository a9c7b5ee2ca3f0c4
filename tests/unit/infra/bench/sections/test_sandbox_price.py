"""The price of reading films in a sandbox, as the page shows it."""

from infra.bench.machine import processor
from infra.bench.sections.sandbox_price import section


def test_the_price_is_the_difference_and_the_table_names_the_processor() -> None:
    found = section({("JPEG", 2): {"plain": 7.0, "sandboxed": 10.5}})
    assert [(criterion.measured, criterion.met) for criterion in found.criteria] == [("3.5 ms", None)]
    assert processor() in found.text
    assert "| JPEG, 2 MP" in found.text
