"""The studies table: the only code that speaks to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase
from botocore.exceptions import ClientError

from cxr.errors import StudyClaimed, StudyExists, StudyFinalized, StudyNotFound
from cxr.storage.studies.study_item import (
    INDEX_KEY,
    finding_to_item,
    index_key,
    item_to_study,
    study_to_item,
    window_to_item,
)
from cxr.storage.studies.study_lifetimes import AWAITING_UPLOAD_TTL, ORIGINALS_LIFETIME, TOMBSTONE_TTL
from cxr.storage.studies.study_pages import Page, page_of_site
from cxr.study import UNASSIGNED_SITE, Finding, RefusalReason, Status, Study
from cxr.urgency import urgency_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

TOMBSTONE = "deleted#"
"""Begins the sort key of a tombstone: as a ULID begins with a digit, a query for studies reads none."""


class StudyStore:
    """Studies by site. Writes are conditional, so that a repeated or late call changes nothing.

    A deleted study leaves a tombstone in the same partition, under another sort key.

    A study of UNASSIGNED_SITE lives as long as its original, ``originals_lifetime``: no member
    of that partition could delete it.
    """

    def __init__(self, table: "Table", originals_lifetime: timedelta = ORIGINALS_LIFETIME) -> None:
        self._table = table
        self._originals_lifetime = originals_lifetime

    def create(self, study: Study) -> None:
        """Record a study that awaits its film. Raise StudyExists if there is one already."""
        item = study_to_item(study)
        item["expires_at"] = int((study.created_at + AWAITING_UPLOAD_TTL).timestamp())
        try:
            self._table.put_item(Item=item, ConditionExpression=Attr("study_id").not_exists())
        except ClientError as e:
            raise _translated(e, StudyExists(study.study_id)) from e

    def get(self, site: str, study_id: str) -> Study:
        """Read one study, consistently. Raise StudyNotFound, for a deleted one as well."""
        answer = self._table.get_item(Key={"site": site, "study_id": study_id}, ConsistentRead=True)
        study = item_to_study(answer["Item"]) if "Item" in answer else None
        if study is None or study.status is Status.DELETED:
            raise StudyNotFound(study_id)
        return study

    def contains(self, site: str, study_id: str) -> bool:
        """Return whether the site has, or had, this study. Deleted studies count."""
        return self._exists(site, study_id) or self.is_deleted(site, study_id)

    def is_deleted(self, site: str, study_id: str) -> bool:
        """Return whether the site had this study and deleted it."""
        return self._exists(site, TOMBSTONE + study_id)

    def _exists(self, site: str, sort_key: str) -> bool:
        answer = self._table.get_item(
            Key={"site": site, "study_id": sort_key}, ConsistentRead=True, ProjectionExpression="study_id"
        )
        return "Item" in answer

    def page(self, site: str, cursor: str | None = None, limit: int = 50) -> Page:
        """Return a page of a site's studies, newest first. Raise InvalidCursor.

        A page may be short, or empty, and yet have a cursor: the rest follows on it.
        """
        return page_of_site(self._table, site, cursor, limit)

    def claim(  # noqa: PLR0913  (a study's two keys, its object's two marks, and the time)
        self,
        site: str,
        study_id: str,
        etag: str,
        source: str,
        now: datetime,
        *,
        status: Status = Status.PROCESSING,
    ) -> Study:
        """Claim the study for the object ``etag``, creating it where an inbox film has none yet.

        May be repeated: the same object begins again after a failure or a killed worker. ``status`` is failed
        for the last attempt, which may have no other chance to say so. Raise StudyFinalized if the study is
        final, and StudyClaimed if another object has claimed it and has not ended it.
        """
        ours_or_released = Attr("object_etag").eq(etag) | Attr("object_etag").not_exists()
        open_to_us = (
            Attr("study_id").not_exists()
            | (Attr("status").eq(Status.AWAITING_UPLOAD))
            | (Attr("status").is_in([Status.PROCESSING, Status.FAILED]) & ours_or_released)
        )
        values: dict[str, Any] = {
            "status": status,
            "object_etag": etag,
            "updated_at": now.isoformat(),
            INDEX_KEY: index_key(study_id, urgency_of(status, None)),
        }
        if site == UNASSIGNED_SITE:
            values["expires_at"] = int((now + self._originals_lifetime).timestamp())
        defaults = {"created_at": now.isoformat(), "source": source}
        try:
            study = item_to_study(self._update((site, study_id), open_to_us, values, defaults))
        except StudyFinalized as e:
            if self._is_claimed(site, study_id):
                raise StudyClaimed(study_id) from e
            raise
        # `delete` writes the tombstone before it removes the study. So a claim that made a deleted study
        # again always finds the tombstone here.
        if self.is_deleted(site, study_id):
            self._table.delete_item(Key={"site": site, "study_id": study_id})
            raise StudyFinalized(study_id)
        return study

    def _is_claimed(self, site: str, study_id: str) -> bool:
        try:
            return self.get(site, study_id).status in (Status.PROCESSING, Status.FAILED)
        except StudyNotFound:
            return False

    def complete(self, study: Study, finding: Finding, now: datetime) -> Study:
        """Store the finding, the patient's hashes and the default window of the film.

        Raise StudyFinalized if the study is final already.
        """
        window = window_to_item(study.window) if study.window else None
        film = {
            "patient_hash": study.patient_hash,
            "examination_hash": study.examination_hash,
            "window": window,
        }
        known = {name: value for name, value in film.items() if value is not None}
        values = {"status": Status.COMPLETE, "finding": finding_to_item(finding), **known}
        ended = replace(study, status=Status.COMPLETE, finding=finding, updated_at=now, unread=True)
        self._finish(ended, values)
        return ended

    def refuse(self, study: Study, reason: RefusalReason, now: datetime) -> Study:
        """Record that the film cannot be judged. Raise StudyFinalized if the study is final already."""
        ended = replace(study, status=Status.REFUSED, reason=reason, updated_at=now, unread=True)
        self._finish(ended, {"status": Status.REFUSED, "reason": reason})
        return ended

    def release(self, study: Study, now: datetime) -> None:
        """Mark a study failed whose object was not there, and leave it open to any other object.

        Raise StudyFinalized where the study is final already.
        """
        ended = replace(study, status=Status.FAILED, updated_at=now)
        self._finish(ended, {"status": Status.FAILED}, removed=("object_etag",))

    def delete(self, site: str, study_id: str, now: datetime) -> None:
        """Remove the study and leave a tombstone, so that a late event cannot bring the study back.

        May be repeated after a call that broke off. Raise StudyNotFound.
        """
        self.get(site, study_id)
        expires_at = int((now + TOMBSTONE_TTL).timestamp())
        self._table.put_item(Item={"site": site, "study_id": TOMBSTONE + study_id, "expires_at": expires_at})
        self._table.delete_item(Key={"site": site, "study_id": study_id})

    def _finish(self, study: Study, values: Mapping[str, Any], removed: tuple[str, ...] = ()) -> None:
        """Write what came of a study that is still open and was begun for the same object.

        The study becomes unread, even if somebody marked it while it had no outcome.
        """
        still_open = Attr("status").is_in([Status.PROCESSING, Status.FAILED])
        ours = still_open & Attr("object_etag").eq(study.object_etag)
        pictures = {"has_thumbnail": True} if study.has_thumbnail else {}
        every = {
            **values,
            **pictures,
            "updated_at": study.updated_at.isoformat(),
            INDEX_KEY: index_key(study.study_id, urgency_of(study.status, study.finding)),
        }
        self._update((study.site, study.study_id), ours, every, removed=removed)

    def _update(
        self,
        key: tuple[str, str],
        condition: ConditionBase,
        values: Mapping[str, Any],
        defaults: Mapping[str, Any] | None = None,
        removed: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Set ``values``, set ``defaults`` where absent, drop ``removed``; return the whole new item."""
        site, study_id = key
        defaults = defaults or {}
        sets = [f"#{name} = :{name}" for name in values]
        sets += [f"#{name} = if_not_exists(#{name}, :{name})" for name in defaults]
        every = {**values, **defaults}
        removed = removed if site == UNASSIGNED_SITE else (*removed, "expires_at")
        removal = f" REMOVE {', '.join(removed)}" if removed else ""
        try:
            answer = self._table.update_item(
                Key={"site": site, "study_id": study_id},
                UpdateExpression=f"SET {', '.join(sets)}{removal}",
                ConditionExpression=condition,
                ExpressionAttributeNames={f"#{name}": name for name in every},
                ExpressionAttributeValues={f":{name}": value for name, value in every.items()},
                ReturnValues="ALL_NEW",
            )
        except ClientError as e:
            raise _translated(e, StudyFinalized(study_id)) from e
        return dict(answer["Attributes"])


def _translated(error: ClientError, meaning: Exception) -> Exception:
    """Return ``meaning`` if the condition did not hold, and any other error as it is."""
    if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
        return meaning
    return error
