"""Several records in one message: none of them keeps another from its finding."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Prediction
from cxr.storage.studies.study_store import StudyStore
from cxr.study import Status

Event = dict[str, Any]
Handler = Callable[[Event], Event]
SITE, UPLOADED = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
DONE: Event = {"batchItemFailures": []}


@pytest.fixture
def event(arrive: Callable[[str], Event]) -> Event:
    """One message of two films: an upload, and one of the inbox."""
    return arrive("several_objects")


@pytest.fixture
def trouble_with_the_first(classifier: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    classify = classifier.classify

    def fail_once(film: Radiograph) -> Prediction:
        if not classifier.films:
            classifier.films.append(film)
            raise RuntimeError("the interpreter gave up")
        judgement: Prediction = classify(film)
        return judgement

    monkeypatch.setattr(classifier, "classify", fail_once)


def received(event: Event, times: int) -> Event:
    event["Records"][0]["attributes"]["ApproximateReceiveCount"] = str(times)
    return event


def again(event: Event) -> Event:
    return {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]}


def with_records(event: Event, change: Callable[[list[Any]], object]) -> Event:
    message = json.loads(event["Records"][0]["body"])
    change(message["Records"])
    event["Records"][0]["body"] = json.dumps(message)
    return event


def statuses(studies: StudyStore) -> dict[str, Status]:
    return {study.source: study.status for study in studies.page(SITE).studies}


def entries(output: str, message: str) -> list[Any]:
    return [json.loads(line) for line in output.splitlines() if message in line]


def total(output: str, metric: str) -> float:
    return sum(sum(entry[metric]) for entry in entries(output, metric))


def test_trouble_with_the_first_film_does_not_keep_the_second_waiting(
    handle: Handler, event: Event, trouble_with_the_first: None, studies: StudyStore
) -> None:
    assert handle(event) == again(event)
    assert statuses(studies) == {"upload": Status.PROCESSING, "inbox": Status.COMPLETE}


def test_when_the_message_comes_again_only_the_film_in_trouble_is_read(
    handle: Handler, event: Event, trouble_with_the_first: None, studies: StudyStore, classifier: Any
) -> None:
    handle(event)

    assert handle(received(event, 2)) == DONE
    assert statuses(studies) == {"upload": Status.COMPLETE, "inbox": Status.COMPLETE}
    assert len(classifier.films) == 3


def test_every_film_that_fails_last_is_marked_and_redriven(
    handle: Handler, event: Event, classifier: Any, studies: StudyStore
) -> None:
    classifier.error = RuntimeError("the interpreter gave up")
    assert handle(received(event, 5)) == again(event)
    assert statuses(studies) == {"upload": Status.FAILED, "inbox": Status.FAILED}

    classifier.error = None
    assert handle(received(event, 1)) == DONE
    assert statuses(studies) == {"upload": Status.COMPLETE, "inbox": Status.COMPLETE}


def test_each_trouble_is_logged_once_with_its_own_study(
    handle: Handler,
    event: Event,
    classifier: Any,
    studies: StudyStore,
    capsys: pytest.CaptureFixture[str],
) -> None:
    classifier.error = RuntimeError("the interpreter gave up")
    handle(event)

    logged = [entry["study_id"] for entry in entries(capsys.readouterr().out, "gave up")]
    assert sorted(logged) == sorted(study.study_id for study in studies.page(SITE).studies)
    assert len(logged) == 2


def test_trouble_before_a_study_is_known_is_not_laid_to_the_film_before_it(
    handle: Handler,
    event: Event,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def throttled(*_: object) -> bool:
        raise RuntimeError("the table is throttled")

    monkeypatch.setattr(StudyStore, "contains", throttled)
    assert handle(event) == again(event)

    (entry,) = entries(capsys.readouterr().out, "is throttled")
    assert entry.get("study_id") is None


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_record_of_a_removed_object_takes_no_film_along(
    handle: Handler,
    event: Event,
    studies: StudyStore,
    position: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def remove_too(records: list[Any]) -> None:
        records.insert(position, {**records[0], "eventName": "ObjectRemoved:Delete"})

    assert handle(with_records(event, remove_too)) == DONE

    assert statuses(studies) == {"upload": Status.COMPLETE, "inbox": Status.COMPLETE}
    output = capsys.readouterr().out
    assert [entry["cause"] for entry in entries(output, "Object passed over")] == ["NoCreatedObject"]
    assert total(output, "ObjectsPassedOver") == 1
    assert "MessagesDropped" not in output


def test_an_object_that_is_gone_takes_no_film_along(
    handle: Handler, event: Event, studies: StudyStore, capsys: pytest.CaptureFixture[str]
) -> None:
    def never_there(records: list[Any]) -> None:
        records[0]["s3"]["object"]["versionId"] = "yCwqDrkFZ1ocvz3KUBbGRqh0bpWR4d3a"

    assert handle(with_records(event, never_there)) == DONE

    assert studies.get(SITE, UPLOADED).status is Status.FAILED
    assert statuses(studies)["inbox"] is Status.COMPLETE
    assert total(capsys.readouterr().out, "ObjectsPassedOver") == 1
