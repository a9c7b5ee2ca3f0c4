"""Pages of a site's worklist, filtered and in order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cxr.storage.worklist.study_queries import StudyQueries
from cxr.storage.worklist.worklist_cursor import Cursor
from cxr.storage.worklist.worklist_order import FIELDS, Entry
from cxr.storage.worklist.worklist_query import Order, WorklistQuery
from cxr.study import Study
from cxr.urgency import Urgency

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

MAX_SORTED = 1000
"""How many studies are sorted at most: the most urgent of the unread ones, or the newest of all. A list
that has more says so. Sorting all of a long history would read megabytes for each page."""

_BEFORE_HISTORY = "7" + "Z" * 25
"""Sorts behind every ULID: the history begins below it."""


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """Studies in the order of the list.

    ``total`` counts the whole list, where its length is known.
    ``is_cut``: MAX_SORTED studies were sorted, and more may match.
    """

    studies: tuple[Study, ...]
    cursor: str | None
    total: int | None
    is_cut: bool = False


class Worklist:
    """The worklists of all sites."""

    def __init__(self, table: "Table") -> None:
        self._queries = StudyQueries(table)

    def page(
        self, site: str, query: WorklistQuery, now: datetime, cursor: str | None = None, limit: int = 50
    ) -> WorklistPage:
        """Return a page of the list. Raise InvalidCursor.

        A page may be short, or empty, and yet have a cursor: the rest follows on it.
        """
        at = Cursor.decode(cursor, query.order) if cursor else Cursor(query.order, now.isoformat())
        if at.study_id is not None or (query.order is Order.NEWEST and not query.unread_only):
            return self._history(site, query, at, limit)
        page = self._sorted(site, query, at, limit)
        if query.order is not Order.TO_DO or query.unread_only:
            return page
        return self._followed_by_read_ones(site, query, at, page, limit)

    def unread_counts(self, site: str) -> tuple[dict[Urgency, int], bool]:
        """Return the number of unread studies of each group, and whether there are more than MAX_SORTED."""
        items, is_cut = self._queries.unread(site, WorklistQuery(), FIELDS[Order.TO_DO], MAX_SORTED)
        urgencies = (Entry.of_item(item).urgency for item in items)
        return dict(Counter(urgency for urgency in urgencies if urgency is not None)), is_cut

    def get_many(self, site: str, ids: Iterable[str]) -> tuple[Study, ...]:
        """Return those studies that the site has, in the order given; of MAX_BATCH at most."""
        return tuple(self._queries.get_many(site, ids))

    def _sorted(self, site: str, query: WorklistQuery, at: Cursor, limit: int) -> WorklistPage:
        """Return a page of the studies that are sorted here: unread ones in TO_DO, else all that match."""
        now = datetime.fromisoformat(at.now)
        of_unread = query.order is Order.TO_DO or query.unread_only
        read = self._queries.unread if of_unread else self._queries.newest
        items, is_cut = read(site, query, FIELDS[query.order], MAX_SORTED)
        placed = sorted((entry.sort_key(query.order, now), entry) for entry in map(Entry.of_item, items))
        rest = [(key, entry) for key, entry in placed if at.key is None or key > at.key]
        entries = [entry for _, entry in rest[:limit]]
        return WorklistPage(
            studies=self.get_many(site, (entry.study_id for entry in entries)),
            cursor=Cursor(query.order, at.now, key=rest[limit - 1][0]).encode()
            if len(rest) > limit
            else None,
            total=len(placed),
            is_cut=is_cut,
        )

    def _followed_by_read_ones(
        self, site: str, query: WorklistQuery, at: Cursor, page: WorklistPage, limit: int
    ) -> WorklistPage:
        """Return the page, filled up with studies that were read if the unread ones end on it."""
        room = limit - len(page.studies)
        if page.cursor or room <= 0:
            start = Cursor(query.order, at.now, study_id=_BEFORE_HISTORY)
            return replace(page, cursor=page.cursor or start.encode(), total=None)
        history = self._history(site, query, replace(at, key=None), room)
        # The index is a moment behind the table, so a study may be in both.
        known = {study.study_id for study in page.studies}
        more = tuple(study for study in history.studies if study.study_id not in known)
        is_whole = at.key is None and history.cursor is None
        total = len(known) + len(more) if is_whole else None
        return replace(page, studies=page.studies + more, cursor=history.cursor, total=total)

    def _history(self, site: str, query: WorklistQuery, at: Cursor, limit: int) -> WorklistPage:
        """Return a page of all studies, newest first; in TO_DO, of those that were read."""
        read_only = query.order is Order.TO_DO
        found, last = self._queries.history(site, query, at.study_id, limit, read_only=read_only)
        is_whole = at.study_id is None and last is None
        return WorklistPage(
            studies=tuple(found),
            cursor=Cursor(query.order, at.now, study_id=last).encode() if last else None,
            total=len(found) if is_whole else None,
        )
