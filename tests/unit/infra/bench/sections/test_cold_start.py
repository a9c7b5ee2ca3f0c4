"""The cold start of the classify function, as the page shows it."""

from infra.bench.lambda_emulator.worker import Times
from infra.bench.sections.cold_start import section


def test_the_bar_is_the_median_of_all_starts_and_the_table_has_their_parts() -> None:
    starts = [Times({"boto3": boto3, "model": 10.0}, [100.0]) for boto3 in (700.0, 200.0, 800.0)]
    found = section(starts)
    assert (found.criteria[0].measured, found.criteria[0].met) == ("0.81 s", True)
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in found.text.splitlines()[-5:]]
    assert rows == [
        ["start-up: boto3", "700"],
        ["start-up: model", "10"],
        ["start-up", "710"],
        ["first invoke: 2-megapixel JPEG", "100"],
        ["process start to first answer", "810"],
    ]
