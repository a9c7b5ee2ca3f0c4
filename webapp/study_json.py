"""A study as the JSON API gives it."""

from dataclasses import asdict
from typing import Any

from cxr.study import Study


def study_json(study: Study) -> dict[str, Any]:
    """The fields of the contract; what is not known yet is null."""
    finding = study.finding
    return {
        "study_id": study.study_id,
        "status": study.status,
        "created_at": study.created_at.isoformat(),
        "updated_at": study.updated_at.isoformat(),
        "source": study.source,
        "patient_ref": study.patient_ref,
        "patient_hash": study.patient_hash,
        "examination_hash": study.examination_hash,
        "probability": finding.probability if finding else None,
        "label": finding.label if finding else None,
        "in_population": finding.in_population if finding else None,
        "model_version": finding.model_version if finding else None,
        "regions": [asdict(region) for region in finding.regions] if finding else [],
        "reason": study.reason,
        "reason_sentence": study.reason.sentence if study.reason else None,
    }
