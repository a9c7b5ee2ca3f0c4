"""The line of the log that shows later how a film was judged: by which model, with which thresholds."""

from cxr.inference.model_card import ModelCard
from cxr.study import Study


def classification_record(study: Study, card: ModelCard) -> dict[str, object]:
    """Return the fields of the line for a study that has ended. Nothing in it leads to a patient.

    ``site`` is one that has members, or ``_unassigned``: never a folder that another system chose.
    """
    record: dict[str, object] = {"site": study.site, "status": study.status, "reason": study.reason}
    if study.finding is None:
        return record
    return record | {
        "label": study.finding.label,
        "in_population": study.finding.in_population,
        "model_version": study.finding.model_version,
        "model_sha256": card.sha256,
        "negative_below": card.thresholds.negative_below,
        "positive_from": card.thresholds.positive_from,
    }
