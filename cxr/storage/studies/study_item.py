"""Study <-> DynamoDB item. Numbers are Decimal there, as boto3 asks for."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from cxr.study import (
    DefaultWindow,
    Finding,
    Label,
    OutOfPopulation,
    RefusalReason,
    Region,
    Status,
    Study,
)
from cxr.thresholds import SiteThresholds
from cxr.urgency import Urgency, urgency_of

INDEX_KEY = "urgency"
"""The sort key of the index of unread studies. A study without it was read."""


def study_to_item(study: Study) -> dict[str, Any]:
    """Return the item of a study, without the fields that are None."""
    item = {
        "site": study.site,
        "study_id": study.study_id,
        "status": study.status,
        "created_at": study.created_at.isoformat(),
        "updated_at": study.updated_at.isoformat(),
        "source": study.source,
        "object_etag": study.object_etag,
        "finding": finding_to_item(study.finding) if study.finding else None,
        "reason": study.reason,
        "patient_hash": study.patient_hash,
        "examination_hash": study.examination_hash,
        "window": window_to_item(study.window) if study.window else None,
        **reference_fields(study.patient_ref),
        INDEX_KEY: index_key(study.study_id, urgency_of(study.status, study.finding))
        if study.unread
        else None,
        "has_thumbnail": study.has_thumbnail or None,
    }
    return {name: value for name, value in item.items() if value is not None}


def index_key(study_id: str, urgency: Urgency) -> str:
    """Return the sort key in the index of unread studies: by group, in a group the oldest first."""
    return f"{urgency.value}#{study_id}"


def reference_fields(patient_ref: str | None) -> dict[str, Any]:
    """Return the fields of a patient reference. One is folded, so that a search ignores the case."""
    return {"patient_ref": patient_ref, "folded_ref": patient_ref.casefold() if patient_ref else None}


def item_to_study(item: Mapping[str, Any]) -> Study:
    """Return the study of an item."""
    return Study(
        site=item["site"],
        study_id=item["study_id"],
        status=Status(item["status"]),
        created_at=datetime.fromisoformat(item["created_at"]),
        updated_at=datetime.fromisoformat(item["updated_at"]),
        source=item.get("source", "upload"),
        patient_ref=item.get("patient_ref"),
        object_etag=item.get("object_etag"),
        finding=item_to_finding(item["finding"]) if "finding" in item else None,
        reason=RefusalReason(item["reason"]) if "reason" in item else None,
        patient_hash=item.get("patient_hash"),
        examination_hash=item.get("examination_hash"),
        window=_item_to_window(item["window"]) if "window" in item else None,
        # Studies of release 0.8.0 and earlier have no mark: they count as read.
        unread=INDEX_KEY in item,
        has_thumbnail=item.get("has_thumbnail", False),
    )


def window_to_item(window: DefaultWindow) -> dict[str, Any]:
    """Return the map of a default window, without a curve that is a straight line."""
    item: dict[str, Any] = {"black": _number(window.black), "white": _number(window.white)}
    return {**item, "curve": window.curve.hex()} if window.curve else item


def _item_to_window(item: Mapping[str, Any]) -> DefaultWindow:
    curve = bytes.fromhex(item["curve"]) if "curve" in item else None
    return DefaultWindow(float(item["black"]), float(item["white"]), curve)


def finding_to_item(finding: Finding) -> dict[str, Any]:
    """Return the map of a finding, without the fields that are None."""
    item = {
        "probability": _number(finding.probability),
        "label": finding.label,
        "in_population": finding.in_population,
        "model_version": finding.model_version,
        "regions": [
            {name: _number(getattr(region, name)) for name in Region.__slots__} for region in finding.regions
        ],
        "out_of_population_reason": finding.out_of_population_reason,
        "site_thresholds": thresholds_to_item(finding.site_thresholds) if finding.site_thresholds else None,
    }
    return {name: value for name, value in item.items() if value is not None}


def thresholds_to_item(thresholds: SiteThresholds) -> dict[str, Any]:
    """Return the map of a site's thresholds."""
    return {
        "name": thresholds.name,
        "negative_below": _number(thresholds.negative_below),
        "positive_from": _number(thresholds.positive_from),
    }


def item_to_thresholds(item: Mapping[str, Any]) -> SiteThresholds:
    """Return the thresholds of a map."""
    return SiteThresholds(item["name"], float(item["negative_below"]), float(item["positive_from"]))


def item_to_finding(item: Mapping[str, Any]) -> Finding:
    """Return the finding of a map."""
    in_population = item.get("in_population")
    reason = item.get("out_of_population_reason")
    return Finding(
        probability=float(item["probability"]),
        # Release 0.8.0 and earlier stored a label outside the validated population, too.
        label=None if in_population is False else Label(item["label"]),
        in_population=in_population,
        model_version=item["model_version"],
        regions=tuple(Region(**{k: float(v) for k, v in region.items()}) for region in item["regions"]),
        out_of_population_reason=OutOfPopulation(reason) if reason else None,
        site_thresholds=item_to_thresholds(item["site_thresholds"]) if "site_thresholds" in item else None,
    )


def _number(value: float) -> Decimal:
    """Return the value with six digits behind the point: more than any of these figures means."""
    return Decimal(str(round(value, 6)))
