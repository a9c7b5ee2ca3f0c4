"""Keys of S3: what is taken in, what is made, and the identity of a film in the inbox."""

from datetime import UTC, datetime, timedelta

import pytest
from ulid import ULID

from cxr.errors import InvalidObjectKey
from cxr.storage import object_keys
from cxr.storage.object_keys import IncomingObject, Origin
from cxr.study import UNASSIGNED_SITE

STUDY_ID = "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_an_upload_names_its_site_and_study() -> None:
    parsed = object_keys.parse_incoming(f"uploads/st-marys/{STUDY_ID}")

    assert parsed == IncomingObject(Origin.UPLOAD, "st-marys", STUDY_ID)


def test_an_upload_key_reads_back_as_what_it_was_made_of() -> None:
    parsed = object_keys.parse_incoming(object_keys.upload_key("st-marys", STUDY_ID))

    assert (parsed.site, parsed.study_id) == ("st-marys", STUDY_ID)


@pytest.mark.parametrize(
    "name",
    ["film.jpg", "foo name+value", "ward 3/2026/röntgen.png", "uploads/x"],
    ids=["plain", "space_and_plus", "nested_folders", "like_another_key"],
)
def test_the_inbox_takes_any_name(name: str) -> None:
    parsed = object_keys.parse_incoming(f"inbox/st-marys/{name}")

    assert parsed == IncomingObject(Origin.INBOX, "st-marys", None)


@pytest.mark.parametrize(
    "key",
    [
        "inbox/film.jpg",
        "inbox/st-marys",
        "inbox//film.jpg",
        "inbox/_unassigned/film.jpg",
        "inbox/St Marys/film.jpg",
        "inbox/Ward_3/film.jpg",
        "inbox/site.a/x.jpg",
        f"inbox/{'s' * 64}/film.jpg",
    ],
)
def test_a_film_in_the_inbox_whose_folder_is_no_site_is_nobodys(key: str) -> None:
    assert object_keys.parse_incoming(key) == IncomingObject(Origin.INBOX, UNASSIGNED_SITE, None)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "film.jpg",
        "results/st-marys/film.jpg",
        "inbox",
        "inbox/",
        "inbox/st-marys/",
        "inbox/Ward_3/",
        "inbox/st-marys/folder/",
        "uploads/st-marys/film.jpg",
        f"uploads/st-marys/{STUDY_ID.lower()}",
        f"uploads/st-marys/{STUDY_ID}/more",
    ],
)
def test_other_keys_are_refused(key: str) -> None:
    with pytest.raises(InvalidObjectKey):
        object_keys.parse_incoming(key)


def test_results_of_a_study_lie_together() -> None:
    folder = f"results/st-marys/{STUDY_ID}/"

    assert object_keys.preview_key("st-marys", STUDY_ID) == folder + "preview.jpg"
    assert object_keys.rendition_key("st-marys", STUDY_ID) == folder + "rendition.png"
    assert object_keys.heatmap_key("st-marys", STUDY_ID) == folder + "heatmap.png"
    assert object_keys.result_key("st-marys", STUDY_ID) == folder + "result.json"


def test_a_redelivered_inbox_film_is_the_same_study() -> None:
    first = object_keys.inbox_study_id("bucket", "inbox/a/film.jpg", "v1", NOON)
    again = object_keys.inbox_study_id("bucket", "inbox/a/film.jpg", "v1", NOON)

    assert first == again
    assert object_keys.is_study_id(first)


def test_another_key_bucket_or_version_is_another_study() -> None:
    films = [
        ("bucket", "inbox/a/film.jpg", "v1"),
        ("bucket", "inbox/a/film.jpg", "v2"),
        ("bucket", "inbox/a/film2.jpg", "v1"),
        ("bucket2", "inbox/a/film.jpg", "v1"),
    ]

    assert len({object_keys.inbox_study_id(*film, NOON) for film in films}) == len(films)


def test_inbox_studies_sort_by_the_time_they_came() -> None:
    times = [NOON + timedelta(seconds=n) for n in range(5)]
    ids = [object_keys.inbox_study_id("bucket", f"inbox/a/{n}.jpg", "v1", t) for n, t in enumerate(times)]

    assert ids == sorted(ids)
    assert [ULID.from_str(i).datetime for i in ids] == times
