"""The handler as Lambda calls it, with events as SQS delivers them."""

import importlib
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cxr.errors import InvalidEnvironment
from cxr.sandbox.reader import SandboxGone
from cxr.storage.studies.study_store import StudyStore
from cxr.study import Finding, Label, Status, Study

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

MODULE = "functions.classify.handler"
UPLOADED = "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
LoadEvent = Callable[[str], dict[str, Any]]
Handler = Callable[[dict[str, Any]], dict[str, Any]]


def of_the_last_receive(event: dict[str, Any]) -> dict[str, Any]:
    for record in event["Records"]:
        record["attributes"]["ApproximateReceiveCount"] = "5"
    return event


def studies_of(studies: StudyStore, site: str = "st-marys") -> list[Study]:
    return list(studies.page(site).studies)


def metrics_in(output: str) -> dict[str, float]:
    """Every metric in the output, by name."""
    found: dict[str, float] = {}
    for line in output.splitlines():
        document = json.loads(line)
        for directive in document.get("_aws", {}).get("CloudWatchMetrics", []):
            for metric in directive["Metrics"]:
                found[metric["Name"]] = sum(document[metric["Name"]])
    return found


DONE: dict[str, Any] = {"batchItemFailures": []}


def test_an_upload_is_read(handle: Handler, arrive: Any, studies: StudyStore) -> None:
    assert handle(arrive("upload")) == DONE

    study = studies.get("st-marys", UPLOADED)
    assert study.status is Status.COMPLETE


def test_a_film_with_an_awkward_name_is_read(handle: Handler, arrive: Any, studies: StudyStore) -> None:
    assert handle(arrive("inbox_awkward_key")) == DONE

    (study,) = studies_of(studies)
    assert (study.status, study.source) == (Status.COMPLETE, "inbox")


def test_an_event_delivered_twice_makes_one_result(
    handle: Handler, arrive: Any, studies: StudyStore, classifier: Any
) -> None:
    assert handle(arrive("delivered_twice")) == DONE

    assert len(studies_of(studies)) == 1
    assert len(classifier.films) == 1


def test_every_object_of_a_message_is_read(handle: Handler, arrive: Any, studies: StudyStore) -> None:
    assert handle(arrive("several_objects")) == DONE

    assert [study.status for study in studies_of(studies)] == [Status.COMPLETE, Status.COMPLETE]


@pytest.mark.parametrize("name", ["s3_test", "not_from_s3"])
def test_a_message_without_a_film_is_done_with(
    handle: Handler, load_event: LoadEvent, studies: StudyStore, name: str
) -> None:
    assert handle(load_event(name)) == DONE
    assert studies_of(studies) == []


def test_a_message_that_is_not_from_s3_is_counted(
    handle: Handler, load_event: LoadEvent, capsys: pytest.CaptureFixture[str]
) -> None:
    handle(load_event("not_from_s3"))

    assert metrics_in(capsys.readouterr().out)["MessagesDropped"] == 1


def test_an_object_that_is_gone_is_not_waited_for(
    handle: Handler, load_event: LoadEvent, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handle(load_event("upload")) == DONE
    assert metrics_in(capsys.readouterr().out)["ObjectsPassedOver"] == 1


def test_an_upload_that_is_gone_leaves_no_study_waiting(
    handle: Handler, load_event: LoadEvent, studies: StudyStore
) -> None:
    handle(load_event("upload"))

    assert studies.get("st-marys", UPLOADED).status is Status.FAILED


def test_a_film_that_cannot_be_read_is_not_tried_again(
    handle: Handler, arrive: Any, studies: StudyStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handle(arrive("upload", b"no film at all")) == DONE

    assert studies.get("st-marys", UPLOADED).status is Status.REFUSED
    assert metrics_in(capsys.readouterr().out)["FilmsRefused"] == 1


def test_a_film_of_an_unknown_site_raises_a_metric(
    handle: Handler,
    arrive: Any,
    studies: StudyStore,
    members_table: "Table",
    capsys: pytest.CaptureFixture[str],
) -> None:
    members_table.delete_item(Key={"sub": "a-clinician"})

    assert handle(arrive("inbox_awkward_key")) == DONE

    assert metrics_in(capsys.readouterr().out)["FilmsUnassigned"] == 1
    assert studies_of(studies) == []
    assert [study.status for study in studies_of(studies, "_unassigned")] == [Status.COMPLETE]


def test_a_film_of_an_unknown_site_is_kept_as_long_as_its_original(
    handle: Handler, arrive: Any, studies_table: "Table", studies: StudyStore, members_table: "Table"
) -> None:
    members_table.delete_item(Key={"sub": "a-clinician"})
    handle(arrive("inbox_awkward_key"))

    (item,) = studies_table.scan()["Items"]
    (study,) = studies_of(studies, "_unassigned")
    assert item["expires_at"] == int((study.created_at + timedelta(days=7)).timestamp())


def test_a_film_whose_folder_is_no_site_is_kept_for_the_operators(
    handle: Handler,
    arrive: Any,
    studies: StudyStore,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert handle(arrive("inbox_malformed_site")) == DONE

    assert metrics_in(capsys.readouterr().out)["FilmsUnassigned"] == 1
    assert [study.status for study in studies_of(studies, "_unassigned")] == [Status.COMPLETE]


def test_a_film_that_failed_comes_again_and_the_others_do_not(
    handle: Handler, arrive: Any, load_event: LoadEvent, classifier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    event = arrive("upload")
    event["Records"] += load_event("not_from_s3")["Records"]
    classifier.error = RuntimeError("the interpreter gave up")

    assert handle(event) == {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]}
    assert metrics_in(capsys.readouterr().out)["MessagesFailed"] == 1


def test_trouble_on_the_last_receive_leaves_the_study_failed(
    handle: Handler, arrive: Any, classifier: Any, studies: StudyStore
) -> None:
    classifier.error = RuntimeError("the interpreter gave up")

    handle(of_the_last_receive(arrive("upload")))
    assert studies.get("st-marys", UPLOADED).status is Status.FAILED


def test_an_outage_of_s3_on_the_last_receive_leaves_the_study_failed(
    handle: Handler, load_event: LoadEvent, no_uploads: None, studies: StudyStore
) -> None:
    event = of_the_last_receive(load_event("upload"))

    assert handle(event) == {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]}
    assert studies.get("st-marys", UPLOADED).status is Status.FAILED


def test_trouble_before_the_last_receive_does_not(
    handle: Handler, arrive: Any, classifier: Any, studies: StudyStore
) -> None:
    classifier.error = RuntimeError("the interpreter gave up")

    handle(arrive("upload"))
    assert studies.get("st-marys", UPLOADED).status is Status.PROCESSING


def test_a_wrong_environment_stops_the_worker_at_its_start(
    handle: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STUDIES_TABLE")
    sys.modules.pop(MODULE, None)

    with pytest.raises(InvalidEnvironment, match="STUDIES_TABLE"):
        importlib.import_module(MODULE)


def test_a_worker_that_can_read_no_more_films_ends_itself(
    handle: Handler, arrive: Any, classifier: Any
) -> None:
    classifier.error = SandboxGone("killed")
    with pytest.raises(SystemExit, match="killed"):
        handle(arrive("upload"))


@pytest.mark.parametrize("in_population", [True, False, None])
def test_films_outside_the_population_are_counted(
    handle: Handler,
    arrive: Any,
    classifier: Any,
    in_population: bool | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    label = None if in_population is False else Label.POSITIVE
    classifier.finding = Finding(0.75, label, in_population, "test-1")
    handle(arrive("upload"))
    counted = metrics_in(capsys.readouterr().out)
    assert counted["FilmsComplete"] == 1
    assert ("FilmsOutOfPopulation" in counted) is (in_population is False)
