"""The line of the log that shows later how a film was judged: by which model, with which thresholds."""

from cxr.inference.model_card import ModelCard
from cxr.study import Study, finding_fields


def classification_record(study: Study, card: ModelCard) -> dict[str, object]:
    """Return the fields of the line for a study that has ended. Nothing in it leads to a patient.

    ``site`` is one that has members, or ``_unassigned``: never a folder that another system chose.
    """
    record: dict[str, object] = {"site": study.site, "status": study.status, "reason": study.reason}
    if study.finding is None:
        return record
    thresholds = study.finding.site_thresholds or card.thresholds
    return record | {
        "operating_point": finding_fields(study.finding)["operating_point"],
        "label": study.finding.label,
        "in_population": study.finding.in_population,
        "model_version": study.finding.model_version,
        "model_sha256": card.sha256,
        "negative_below": thresholds.negative_below,
        "positive_from": thresholds.positive_from,
    }
