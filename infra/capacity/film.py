"""What one film uses of AWS, from its copy to its result. Pages come on top; they depend on the readers."""

from dataclasses import dataclass

GIGABYTE = 10**9


@dataclass(frozen=True)
class Usage:
    """How much of each priced thing one film uses. The comments name the calls that are counted."""

    # Of a warm worker: some 50 ms of reading (docs/benchmarks.md), about 15 calls to S3 and DynamoDB.
    lambda_seconds: float = 0.3
    lambda_gigabytes: float = 1769 / 1024
    # The copy or the upload, and preview, heatmap and result.
    s3_writes: int = 4
    # The copy and the function each fetch the film once.
    s3_reads: int = 2
    # Sent by S3, received and deleted by Lambda.
    sqs_requests: int = 3
    # The claim (1) and the finding (2, as the item grows above 1 KB) and one in reserve for a repetition.
    dynamodb_writes: int = 4
    # Whether the study exists or was deleted, at the site and without one, before and after the film is read,
    # and what the site has set.
    dynamodb_reads: int = 9
    # Bytes of the item in the studies table, of the log, and of preview, heatmap and result.
    item_bytes: int = 1_500
    log_bytes: int = 3_000
    result_bytes: int = 250_000


@dataclass(frozen=True)
class Prices:
    """Dollars of each thing, and when and where they were so."""

    as_of: str
    region: str
    source: str
    dollars: dict[str, float]


def cost_once(usage: Usage, prices: Prices) -> dict[str, float]:
    """Return the dollars that reading one film costs, by service."""
    of = prices.dollars
    return {
        "Lambda": usage.lambda_seconds * usage.lambda_gigabytes * of["lambda_gigabyte_second"]
        + of["lambda_request"],
        "S3": usage.s3_writes * of["s3_write_request"] + usage.s3_reads * of["s3_read_request"],
        "SQS": usage.sqs_requests * of["sqs_request"],
        "DynamoDB": usage.dynamodb_writes * of["dynamodb_write_unit"]
        + usage.dynamodb_reads * of["dynamodb_read_unit"],
        "CloudWatch Logs": usage.log_bytes / GIGABYTE * of["logs_gigabyte"],
    }


def cost_a_month(usage: Usage, prices: Prices, original_bytes: float = 0) -> float:
    """Return the dollars a month of keeping one film's results, and its original while there is one."""
    of = prices.dollars
    stored = (usage.result_bytes + original_bytes) / GIGABYTE * of["s3_gigabyte_month"]
    return stored + usage.item_bytes / GIGABYTE * of["dynamodb_gigabyte_month"]
