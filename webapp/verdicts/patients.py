"""Which films of a site are of one patient."""

from collections.abc import Iterator, Sequence

from cxr.storage.worklist.study_queries import MAX_BATCH
from cxr.study import Study
from webapp.request_context import current_member, services


def hashes_of(study_ids: Sequence[str]) -> dict[str, str]:
    """Return the patient's hash of each study that still exists and whose film named a patient."""
    return {study.study_id: study.patient_hash for study in _studies(study_ids) if study.patient_hash}


def patients_of(study_ids: Sequence[str]) -> dict[str, str]:
    """Return the same, and the typed reference of studies without a hash. It is for figures of the site."""
    named = {study.study_id: study.patient_hash or study.patient_ref for study in _studies(study_ids)}
    return {study_id: patient for study_id, patient in named.items() if patient}


def _studies(study_ids: Sequence[str]) -> Iterator[Study]:
    for start in range(0, len(study_ids), MAX_BATCH):
        yield from services().worklist.get_many(current_member().site, study_ids[start : start + MAX_BATCH])
