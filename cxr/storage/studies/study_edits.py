"""What people change in a study: its patient reference, and the mark of a reader."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase
from botocore.exceptions import ClientError

from cxr.errors import StudyChanged, StudyNotFound
from cxr.storage.studies.study_item import INDEX_KEY, index_key, reference_fields
from cxr.storage.studies.study_store import StudyStore
from cxr.urgency import urgency_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


class StudyEdits:
    """Changes of studies by people. None of them touches a finding or the state of a study."""

    def __init__(self, table: "Table") -> None:
        self._table = table
        self._studies = StudyStore(table)

    def set_reference(self, site: str, study_id: str, patient_ref: str | None) -> None:
        """Set or remove the patient reference. Raise StudyNotFound."""
        fields = reference_fields(patient_ref)
        if patient_ref is None:
            change = "REMOVE " + ", ".join(fields)
            fields = {}
        else:
            change = "SET " + ", ".join(f"{name} = :{name}" for name in fields)
        values = {f":{name}": value for name, value in fields.items()}
        self._update(_key(site, study_id), change, values, Attr("study_id").exists(), StudyNotFound(study_id))

    def mark_read(self, site: str, study_id: str, updated_at: datetime) -> None:
        """Mark the study as read, as it was since ``updated_at``.

        Raise StudyNotFound, and StudyChanged if there is another outcome since: no one has read that one.
        """
        known = self._studies.get(site, study_id)
        if known.updated_at != updated_at:
            raise StudyChanged(study_id)
        unchanged = Attr("updated_at").eq(known.updated_at.isoformat())
        self._update(_key(site, study_id), f"REMOVE {INDEX_KEY}", {}, unchanged, StudyChanged(study_id))

    def mark_unread(self, site: str, study_id: str) -> None:
        """Mark the study as unread. Raise StudyNotFound, or StudyChanged if its outcome comes meanwhile."""
        study = self._studies.get(site, study_id)
        key = index_key(study_id, urgency_of(study.status, study.finding))
        unchanged = Attr("updated_at").eq(study.updated_at.isoformat())
        self._update(
            _key(site, study_id), f"SET {INDEX_KEY} = :key", {":key": key}, unchanged, StudyChanged(study_id)
        )

    def _update(
        self,
        key: dict[str, str],
        change: str,
        values: dict[str, Any],
        condition: ConditionBase,
        otherwise: Exception,
    ) -> None:
        """Change the study if ``condition`` holds, else raise ``otherwise``."""
        options: Any = {"ExpressionAttributeValues": values} if values else {}
        try:
            self._table.update_item(
                Key=key,
                UpdateExpression=change,
                ConditionExpression=condition,
                **options,
            )
        except ClientError as e:
            if e.response["Error"]["Code"] == "ConditionalCheckFailedException":
                raise otherwise from e
            raise


def _key(site: str, study_id: str) -> dict[str, str]:
    return {"site": site, "study_id": study_id}
