"""What bucket and table say of each study, compared."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cxr.storage.object_keys import result_key
from cxr.study import UNASSIGNED_SITE, Status
from infra.reconcile.ledger import Ledger
from infra.reconcile.originals import Original
from infra.reconcile.results import pictures

_ENDED = (Status.COMPLETE, Status.REFUSED)
_BEGUN = (Status.PROCESSING, Status.FAILED)


class Kind(StrEnum):
    """What is wrong with a study; the value says it to the operator."""

    UNREAD = "a film is there, and no study of it"
    UNFINISHED = "a film is there, and its study has not ended"
    UNPUBLISHED = "a study has ended, and its result.json is missing"
    FILMLESS = "a study has begun and not ended, and its film is gone"
    PICTURELESS = "a study is complete, and its images are missing"
    LEFTOVER = "results are there, and no study of them"


ADVICE = {
    Kind.UNREAD: "--repair has the film read.",
    Kind.UNFINISHED: "--repair has the film read again.",
    Kind.UNPUBLISHED: "--repair has it written again, as long as the film is kept.",
    Kind.FILMLESS: "Put the film again; this study cannot end.",
    Kind.PICTURELESS: "Restore the earlier versions in the results bucket; they are kept for 15 days.",
    Kind.LEFTOVER: "Delete the results, or restore the study (docs/operations.md).",
}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A study that is not as it must be. With ``original``, reading that film again mends it."""

    kind: Kind
    site: str
    study_id: str
    original: Original | None = None


def compare(
    ledger: Ledger,
    originals: Iterable[Original],
    results: Mapping[tuple[str, str], set[str]],
    settled_before: datetime,
) -> Iterator[Discrepancy]:
    """Yield what is wrong. What changed after ``settled_before`` may still be on its way."""
    kept: dict[tuple[str, str], Original] = {}
    for original in originals:
        found = ledger.find(original.site, original.study_id)
        if found is not None:
            kept[found[0], original.study_id] = original
        elif original.arrived < settled_before:
            yield Discrepancy(Kind.UNREAD, original.site, original.study_id, original)
    for (site, study_id), entry in ledger.entries.items():
        original_of_study = kept.get((site, study_id))
        kind = _wrong(entry.status, (site, study_id), original_of_study, results)
        if kind is not None and entry.updated_at < settled_before:
            mends = kind in (Kind.UNFINISHED, Kind.UNPUBLISHED)
            yield Discrepancy(kind, site, study_id, original_of_study if mends else None)
    for site, study_id in results:
        # Films, studies and results without a site expire on the same day, in any order.
        if site != UNASSIGNED_SITE and (site, study_id) not in ledger.entries:
            yield Discrepancy(Kind.LEFTOVER, site, study_id)


def _wrong(
    status: Status,
    study: tuple[str, str],
    original: Original | None,
    results: Mapping[tuple[str, str], set[str]],
) -> Kind | None:
    written = results.get(study, set())
    if status is Status.DELETED:
        return Kind.LEFTOVER if written else None
    if study[0] == UNASSIGNED_SITE:
        return Kind.UNFINISHED if status not in _ENDED and original is not None else None
    if status is Status.COMPLETE and not pictures(*study) <= written:
        return Kind.PICTURELESS
    if status in _ENDED:
        return None if result_key(*study) in written else Kind.UNPUBLISHED
    if original is not None:
        return Kind.UNFINISHED
    # A study that awaits its film was opened and left: it expires by itself.
    return Kind.FILMLESS if status in _BEGUN else None
