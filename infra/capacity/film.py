"""What one film uses of AWS, from its copy to its result. Pages come on top; they depend on the readers."""

from dataclasses import dataclass

GIGABYTE = 10**9


@dataclass(frozen=True)
class Usage:
    """How much of each priced thing one film uses. The comments name the calls that are counted."""

    # A film of 12 bits. One of 256 levels has no rendition, and a sixteenth of the bytes of results.
    megapixels: float = 4
    # Of a warm worker: some 80 ms of reading (docs/benchmarks.md), and 18 calls to S3 and DynamoDB.
    lambda_seconds: float = 0.3
    lambda_gigabytes: float = 1769 / 1024
    # Preview, thumbnail, rendition, heatmap and result.
    result_objects: int = 5
    # The same, the copy or the upload, and the list of the film's versions, which is priced like a write.
    s3_writes: int = 7
    # The copy and the function each fetch the film once.
    s3_reads: int = 2
    # Sent by S3, received and deleted by Lambda.
    sqs_requests: int = 3
    # The claim (1) and the finding (2, as the item grows above 1 KB) and one in reserve for a repetition.
    table_writes: int = 4
    # The same, and in the index of unread studies: the claim (1), and the finding in another place (1 + 2).
    dynamodb_writes: int = 8
    # Whether the study exists or was deleted, at the site and without one, before and after the film is read;
    # the members, the thresholds and the settings of the site.
    dynamodb_reads: int = 10
    # Bytes of the item in the studies table, of the log, of all results, and of the film, in JPEG-LS.
    item_bytes: int = 1_500
    log_bytes: int = 3_000
    result_bytes: int = 4_000_000
    original_bytes: int = 3_600_000


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


def cost_of_record(usage: Usage, prices: Prices) -> float:
    """Return the dollars of CloudTrail's record of one film: an event for each request to S3, at most."""
    return (usage.s3_writes + usage.s3_reads) * prices.dollars["cloudtrail_data_event"]


def backup_a_month(usage: Usage, prices: Prices) -> float:
    """Return the dollars a month of one film's results in one vault. Each object is kept there once."""
    of = prices.dollars
    results = usage.result_bytes / GIGABYTE * of["backup_s3_gigabyte_month"]
    return results + usage.item_bytes / GIGABYTE * of["backup_dynamodb_gigabyte_month"]


def copy_once(usage: Usage, prices: Prices) -> float:
    """Return the dollars of sending one film's original and results to another region."""
    sent = usage.original_bytes + usage.result_bytes + usage.item_bytes
    return sent / GIGABYTE * prices.dollars["transfer_gigabyte"]
