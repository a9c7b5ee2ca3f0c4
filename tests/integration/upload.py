"""An upload as the page makes one, without a browser."""

from datetime import UTC, datetime

from ulid import ULID

from cxr.storage.object_keys import upload_key
from cxr.storage.studies.study_store import StudyStore
from cxr.study import Status, Study
from infra.local.stack import LocalStack
from tests.integration.pipeline import sample_film


def upload(stack: LocalStack, site: str, patient_ref: str) -> str:
    """Put a film where the browser does, for a study that awaits it; the study's identifier is returned."""
    study_id, now = str(ULID()), datetime.now(UTC)
    studies = StudyStore(stack.clients.dynamodb.Table(stack.outputs["studies_table"]))
    studies.create(Study(site, study_id, Status.AWAITING_UPLOAD, now, now, patient_ref=patient_ref))
    stack.clients.s3.put_object(
        Bucket=stack.outputs["uploads_bucket"],
        Key=upload_key(site, study_id),
        Body=sample_film(),
        ContentType="image/jpeg",
    )
    return study_id
