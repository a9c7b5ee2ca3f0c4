"""The worklist of a site with 10,000 studies costs little time of the processor, whatever the table takes."""

import gc
import time
from collections.abc import Iterable
from statistics import quantiles
from typing import Any

from cxr.storage.studies.study_item import INDEX_KEY, item_to_study, study_to_item
from cxr.storage.worklist.worklist import Worklist
from cxr.storage.worklist.worklist_query import WorklistQuery
from cxr.study import Study
from tests.support.worklist_studies import KINDS, NOW, SITE, study_of

STUDIES, MOST_SECONDS = 10_000, 0.15


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


def test_a_page_of_ten_thousand_studies_takes_150_ms_of_a_processor(monkeypatch: Any) -> None:
    worklist = Worklist(None)  # type: ignore[arg-type]
    monkeypatch.setattr(worklist, "_queries", _Memory())
    seconds = []
    # Garbage collection of what other tests hold, and their threads, cost the worklist nothing.
    gc.collect()
    gc.freeze()
    for _ in range(20):
        begun = time.thread_time()
        page = worklist.page(SITE, WorklistQuery(), NOW)
        worklist.unread_counts(SITE)
        seconds.append(time.thread_time() - begun)
        assert (len(page.studies), page.is_cut) == (50, True)
    gc.unfreeze()
    assert quantiles(seconds, n=20)[-1] <= MOST_SECONDS
