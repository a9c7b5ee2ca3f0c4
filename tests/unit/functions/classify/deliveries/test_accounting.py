"""Each object ends as exactly one study, in any order and however often or late it is announced."""

import hashlib
import io
import json
from collections.abc import Callable
from itertools import count, permutations
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

import pytest
from botocore.response import StreamingBody
from PIL import Image

from cxr.errors import StudyFinalized
from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Prediction
from cxr.storage.object_keys import upload_key
from cxr.storage.studies.study_store import StudyStore
from cxr.study import UNASSIGNED_SITE, RefusalReason, Status
from functions.classify.film_processor import FilmProcessor
from functions.classify.study_resolver import IncomingFilm, StudyResolver

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
Deliver = Callable[..., IncomingFilm]
Event = dict[str, Any]
Handler = Callable[[Event], Event]
Put = Callable[..., str]
DONE: Event = {"batchItemFailures": []}


@pytest.fixture
def announce(load_event: Callable[[str], Event], put: Put) -> Callable[[str, bytes], Event]:
    """Put an object and give the event in which SQS delivers S3's announcement of it."""

    def made(key: str, body: bytes) -> Event:
        event = load_event("upload")
        message = json.loads(event["Records"][0]["body"])
        message["Records"][0]["s3"]["object"] |= {
            "key": quote_plus(key, safe="/"),
            "size": len(body),
            "eTag": hashlib.md5(body).hexdigest(),
            "versionId": put(key, body),
        }
        event["Records"][0]["body"] = json.dumps(message)
        return event

    return made


Announce = Callable[[str, bytes], Event]


def wide_film(width: int) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((width, 96)).save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize("order", sorted(set(permutations((0, 0, 1, 1)))))
def test_two_versions_of_an_inbox_file_are_two_studies_in_any_order(
    handle: Handler, announce: Announce, studies: StudyStore, classifier: Any, order: tuple[int, ...]
) -> None:
    events = [announce(f"inbox/{SITE}/film.jpg", wide_film(width)) for width in (100, 120)]
    for number in order:
        assert handle(events[number]) == DONE

    assert [study.status for study in studies.page(SITE).studies] == [Status.COMPLETE] * 2
    assert sorted(film.width for film in classifier.films) == [100, 120]


@pytest.mark.parametrize("order", [(0, 1, 0, 1), (1, 0, 1, 0)], ids=["in_turn", "reversed"])
def test_of_two_objects_of_one_upload_the_first_that_is_delivered_counts(
    handle: Handler, announce: Announce, studies: StudyStore, classifier: Any, order: tuple[int, ...]
) -> None:
    events = [announce(upload_key(SITE, STUDY_ID), wide_film(width)) for width in (100, 120)]
    for number in order:
        assert handle(events[number]) == DONE

    (study,) = studies.page(SITE).studies
    assert study.status is Status.COMPLETE
    assert [film.width for film in classifier.films] == [(100, 120)[order[0]]]


def test_an_overwritten_object_is_read_as_it_was_announced(
    handle: Handler, announce: Announce, put: Put, studies: StudyStore, classifier: Any
) -> None:
    event = announce(upload_key(SITE, STUDY_ID), wide_film(100))
    put(upload_key(SITE, STUDY_ID), b"something else")

    assert handle(event) == DONE

    assert studies.get(SITE, STUDY_ID).status is Status.COMPLETE
    assert [film.width for film in classifier.films] == [100]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("ward 3/Röntgen + CT/50% #1?&=;'\".jpg", id="marks"),
        pytest.param("胸部X線/मरीज़/👩🏽‍⚕️ + 1.jpg", id="unicode"),
        pytest.param("a+b%2Bc%20d.jpg", id="looks_encoded"),
        pytest.param("../../uploads/st-marys/x", id="dots"),
        pytest.param("ö" * ((1024 - len(f"inbox/{SITE}/")) // 2) + "x", id="1024_bytes"),
    ],
)
def test_a_film_of_any_name_is_read(
    handle: Handler, announce: Announce, film: bytes, studies: StudyStore, name: str
) -> None:
    key = f"inbox/{SITE}/{name}"
    assert len(key.encode()) <= 1024

    assert handle(announce(key, film)) == DONE

    (study,) = studies.page(SITE).studies
    assert study.status is Status.COMPLETE


@pytest.mark.parametrize(
    ("key", "has_size"),
    [(f"inbox/{SITE}/film.jpg", True), (f"inbox/{SITE}/film.jpg", False), (upload_key(SITE, STUDY_ID), True)],
    ids=["inbox", "inbox_without_size", "upload"],
)
def test_an_empty_object_before_the_film_leaves_one_study(
    handle: Handler, announce: Announce, film: bytes, studies: StudyStore, key: str, has_size: bool
) -> None:
    placeholder = announce(key, b"")
    if not has_size:
        record = placeholder["Records"][0]
        record["body"] = record["body"].replace('"size": 0, ', "")

    assert handle(placeholder) == DONE
    assert studies.page(SITE).studies == ()
    assert handle(announce(key, film)) == DONE

    (study,) = studies.page(SITE).studies
    assert study.status is Status.COMPLETE


def test_an_empty_object_raises_no_alarm(
    handle: Handler, announce: Announce, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handle(announce(f"inbox/{SITE}/film.jpg", b"")) == DONE

    logged = capsys.readouterr().out
    assert "EmptyObjects" in logged
    assert "ObjectsPassedOver" not in logged


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(f"inbox/{SITE}/ward/", id="folder_of_the_inbox"),
        pytest.param(f"uploads/{SITE}/", id="folder_of_uploads"),
        pytest.param(f"uploads/{SITE}/notes.txt", id="no_study"),
        pytest.param(f"uploads/{SITE}/{STUDY_ID}/film.jpg", id="below_a_study"),
    ],
)
def test_a_key_that_belongs_to_no_film_is_counted_and_makes_no_study(
    handle: Handler,
    announce: Announce,
    film: bytes,
    studies: StudyStore,
    key: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert handle(announce(key, film)) == DONE

    assert studies.page(SITE).studies == ()
    assert studies.page(UNASSIGNED_SITE).studies == ()
    assert "ObjectsPassedOver" in capsys.readouterr().out


class Untouchable(io.BytesIO):
    """A body that must not be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("read")


def test_an_object_of_5_gigabytes_is_refused_unread(
    resolver: StudyResolver,
    film_processor: FilmProcessor,
    s3: "S3Client",
    deliver: Deliver,
    film: bytes,
    studies: StudyStore,
) -> None:
    size = 5 * 1024**3

    def swell(parsed: dict[str, Any], **_: object) -> None:
        parsed |= {"ContentLength": size, "Body": StreamingBody(Untouchable(), size)}

    incoming = deliver(film)
    s3.meta.events.register("after-call.s3.GetObject", swell)
    film_processor.read(incoming, is_last_receive=False)

    study = studies.get(SITE, STUDY_ID)
    assert (study.status, study.reason) == (Status.REFUSED, RefusalReason.TOO_LARGE)


def test_workers_that_read_the_same_film_at_once_make_one_result(
    film_processor: FilmProcessor,
    deliver: Deliver,
    film: bytes,
    studies: StudyStore,
    classifier: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workers, ended, classify = 4, list[bool](), classifier.classify

    def work() -> bool:
        try:
            film_processor.read(incoming, is_last_receive=False)
        except StudyFinalized:
            return False
        return True

    def classify_amid_others(read: Radiograph) -> Prediction:
        """All have read the film before one of them ends."""
        if next(begun) < workers:
            ended.append(work())
        judgement: Prediction = classify(read)
        return judgement

    begun = count(1)
    monkeypatch.setattr(classifier, "classify", classify_amid_others)
    incoming = deliver(film)
    ended.append(work())
    assert len(ended) == workers
    assert ended.count(True) == 1
    (study,) = studies.page(SITE).studies
    assert study.status is Status.COMPLETE
