"""The stores of a stage that hold something of patients."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class Stores:
    """Tables and buckets. Every other resource holds nothing of a patient, see docs/security.md."""

    studies: "Table"
    verdicts: "Table"
    s3: "S3Client"
    uploads: str
    results: str

    @classmethod
    def of(cls, stage: Stage) -> Self:
        """Open the stores of a stage."""
        tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
        return cls(
            tables.Table(stage.outputs["StudiesTableName"]),
            tables.Table(stage.outputs["VerdictsTableName"]),
            stage.session.client("s3", endpoint_url=stage.endpoint),
            stage.outputs["UploadsBucketName"],
            stage.outputs["ResultsBucketName"],
        )
