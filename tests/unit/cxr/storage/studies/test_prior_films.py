"""Which earlier films are those of the same patient."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from ulid import ULID

from cxr.storage.studies import prior_films
from cxr.storage.studies.prior_films import PriorFilms
from cxr.storage.studies.study_item import study_to_item
from cxr.study import Finding, Label, Status, Study

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

FINDING = Finding(0.5, Label.UNCERTAIN, True, "v1")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
Put = Callable[..., Study]


@pytest.fixture
def table(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("StudiesTable")


@pytest.fixture
def put(table: "Table") -> Put:
    """Store a complete study that was received some days before noon."""

    def put(days: float, **changes: Any) -> Study:
        received = NOON - timedelta(days=days)
        study = Study("ward", str(ULID.from_datetime(received)), Status.COMPLETE, received, received)
        study = replace(study, **{"finding": FINDING, **changes})
        table.put_item(Item=study_to_item(study))
        return study

    return put


def test_films_of_one_patient_id_or_one_reference_are_priors(table: "Table", put: Put) -> None:
    same_id = put(2, patient_hash="h1")
    same_reference = put(1, patient_ref="P-1")
    put(3, patient_hash="h2", patient_ref="P-2")
    put(4)
    now = put(0, patient_hash="h1", patient_ref="P-1")
    assert PriorFilms(table).before(now).studies == (same_reference, same_id)


def test_no_film_of_another_site_is_a_prior(table: "Table", put: Put) -> None:
    put(1, site="elsewhere", patient_ref="P-1", patient_hash="h1")
    assert PriorFilms(table).before(put(0, patient_ref="P-1", patient_hash="h1")).studies == ()


def test_later_and_unread_films_are_no_priors(table: "Table", put: Put) -> None:
    put(1, patient_ref="P-1", status=Status.REFUSED, finding=None)
    put(2, patient_ref="P-1", status=Status.PROCESSING, finding=None)
    put(-1, patient_ref="P-1")
    assert PriorFilms(table).before(put(0, patient_ref="P-1")).studies == ()


def test_a_film_of_no_one_known_has_no_priors(table: "Table", put: Put) -> None:
    put(1)
    put(2, patient_ref="P-1")
    assert PriorFilms(table).before(put(0)).studies == ()


def test_the_newest_twenty_are_listed(table: "Table", put: Put) -> None:
    stored = [put(days, patient_ref="P-1") for days in range(1, 23)]
    found = PriorFilms(table).before(put(0, patient_ref="P-1"))
    assert (found.studies, found.searched_back_to) == (tuple(stored[:20]), None)


def test_a_search_that_stops_says_how_far_back_it_looked(
    table: "Table", put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prior_films, "_MOST_QUERIES", 1)
    # A query reads 1 MB. A reference of 64 characters is the longest text that a study holds.
    filler = {"object_etag": "e" * 300_000}
    looked_at = [put(days, **filler) for days in (1, 2, 3, 4)]
    put(9, patient_ref="P-1")
    found = PriorFilms(table).before(put(0, patient_ref="P-1"))
    assert found.studies == ()
    assert found.searched_back_to in [study.created_at for study in looked_at]
