"""How much of a processor a page of the worklist takes at a site with many studies."""

import gc
import time
from collections.abc import Iterable
from typing import Any

from cxr.storage.studies.study_item import INDEX_KEY, item_to_study, study_to_item
from cxr.storage.worklist.worklist import Worklist
from cxr.storage.worklist.worklist_query import WorklistQuery
from cxr.study import Study
from tests.support.worklist_studies import KINDS, NOW, SITE, study_of

STUDIES = 10_000


class _Memory:
    """The queries of the worklist, answered from memory as the table answers them."""

    def __init__(self) -> None:
        studies = (study_of(KINDS[at % len(KINDS)], at * 0.7, patient_ref=f"P-{at}") for at in range(STUDIES))
        items = [study_to_item(study) for study in studies]
        self.by_id = {str(item["study_id"]): item for item in items}
        self.by_urgency = sorted(items, key=lambda item: str(item[INDEX_KEY]))

    def unread(self, _site: str, _query: object, _fields: object, limit: int) -> tuple[list[Any], bool]:
        return [dict(item) for item in self.by_urgency[:limit]], True

    def get_many(self, _site: str, ids: Iterable[str]) -> list[Study]:
        return [item_to_study(self.by_id[one]) for one in ids]


def page_seconds(rounds: int) -> list[float]:
    """Return the processor time of making the first page with its counts, once for each round.

    Raise AssertionError if it is not the page of a site with many studies.
    """
    worklist = Worklist(None)  # type: ignore[arg-type]
    worklist._queries = _Memory()  # type: ignore[assignment]
    seconds = []
    # Garbage collection of what other tests hold, and their threads, cost the worklist nothing.
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        begun = time.thread_time()
        page = worklist.page(SITE, WorklistQuery(), NOW)
        worklist.unread_counts(SITE)
        seconds.append(time.thread_time() - begun)
        assert (len(page.studies), page.is_cut) == (50, True)
    gc.unfreeze()
    return seconds
