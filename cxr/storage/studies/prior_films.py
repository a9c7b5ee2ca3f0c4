"""Finds the earlier films of a study's patient, in the studies table."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from ulid import ULID

from cxr.storage.studies.study_item import item_to_study
from cxr.study import Status, Study

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

MOST = 20
"""How many priors are listed, newest first: more would not be compared."""

_MOST_QUERIES = 8
"""Of 1 MB each, so some ten thousand studies: a page must not wait for the whole history of a large site."""


@dataclass(frozen=True, slots=True)
class Priors:
    """Earlier films of one patient, newest first.

    ``searched_back_to`` is when the oldest study that was looked at was received. It is None if every study
    of the site was looked at, or if there are MOST priors already.
    """

    studies: tuple[Study, ...] = ()
    searched_back_to: datetime | None = None


class PriorFilms:
    """The films of one patient at one site. No query ever names another site."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def before(self, study: Study) -> Priors:
        """Return the complete studies of the same patient that were received before ``study``.

        The same patient has the same hash of the Patient ID, or the same patient reference.
        """
        same_patient = _same_patient(study)
        if same_patient is None:
            return Priors()
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("site").eq(study.site) & Key("study_id").lt(study.study_id),
            "FilterExpression": Attr("status").eq(Status.COMPLETE) & same_patient,
            "ScanIndexForward": False,
        }
        found: list[Study] = []
        for _ in range(_MOST_QUERIES):
            answer = self._table.query(**query)
            found += [item_to_study(item) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer or len(found) >= MOST:
                return Priors(tuple(found[:MOST]))
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        oldest = str(query["ExclusiveStartKey"]["study_id"])
        return Priors(tuple(found), ULID.from_str(oldest).datetime)


def _same_patient(study: Study) -> ConditionBase | None:
    known = [
        Attr(name).eq(value)
        for name, value in (("patient_hash", study.patient_hash), ("patient_ref", study.patient_ref))
        if value
    ]
    return known[0] | known[1] if len(known) == 2 else next(iter(known), None)
