"""The contract of the JSON API of studies."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cxr.storage.object_keys import heatmap_key, preview_key, rendition_key, upload_key
from cxr.study import (
    OUT_OF_POPULATION_SENTENCE,
    DefaultWindow,
    Finding,
    Label,
    OutOfPopulation,
    RefusalReason,
    Region,
    Study,
)
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.new_studies import create_study, site_of
from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FINDING = Finding(0.87, Label.POSITIVE, True, "v-test", (Region(0.1, 0.2, 0.3, 0.4, 0.5),))
UNKNOWN_ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def _claimed(services: Services, created: dict[str, Any], clock: Clock) -> Study:
    return services.studies.claim(site_of(created), created["study_id"], "etag", "upload", clock())


def test_a_complete_study_has_its_finding_and_short_lived_links(
    member: Visitor, services: Services, clock: Clock
) -> None:
    created = create_study(member)
    services.studies.complete(_claimed(services, created, clock), FINDING, clock())
    study = member.get(f"/api/v1/studies/{created['study_id']}").json
    assert (study["status"], study["label"], study["probability"]) == ("complete", "positive", 0.87)
    assert study["in_population"] is True
    assert (study["out_of_population_reason"], study["out_of_population_sentence"]) == (None, None)
    assert study["model_version"] == "v-test"
    assert study["regions"] == [{"x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4, "weight": 0.5}]
    keys = {"preview": preview_key, "heatmap": heatmap_key}
    for name, key in keys.items():
        link = urlsplit(study["links"][name])
        assert link.netloc == "the-results.s3.eu-central-1.amazonaws.com"
        assert link.path == "/" + key(site_of(created), created["study_id"])
        assert parse_qs(link.query)["X-Amz-Expires"] == ["300"]
    assert (study["window"], study["links"].keys()) == (None, keys.keys())


@pytest.mark.parametrize("curve", [None, bytes(range(256))])
def test_a_film_of_many_levels_has_its_window_and_a_link_to_them(
    member: Visitor, services: Services, clock: Clock, curve: bytes | None
) -> None:
    created = create_study(member)
    deep = replace(_claimed(services, created, clock), window=DefaultWindow(4095.5, 0.5, curve))
    services.studies.complete(deep, FINDING, clock())
    study = member.get(f"/api/v1/studies/{created['study_id']}").json
    assert study["window"] == {"black": 4095.5, "white": 0.5, "curve": curve and list(curve)}
    link = urlsplit(study["links"]["rendition"])
    assert link.path == "/" + rendition_key(site_of(created), created["study_id"])


@pytest.mark.parametrize(
    ("reason", "model_version", "sentence"),
    [
        (OutOfPopulation.AGE, "v-test", "The DICOM header names an age outside 1 to 5 years."),
        (OutOfPopulation.AGE, "v-older", "The DICOM header names an age outside the validated ages."),
        (OutOfPopulation.APPEARANCE, "v-test", OutOfPopulation.APPEARANCE.sentence()),
        (None, "v-test", OUT_OF_POPULATION_SENTENCE),
    ],
    ids=["age", "age_by_another_model", "appearance", "unknown"],
)
def test_a_film_outside_the_population_has_a_reason_and_no_label(
    member: Visitor,
    services: Services,
    clock: Clock,
    reason: OutOfPopulation | None,
    model_version: str,
    sentence: str,
) -> None:
    created = create_study(member)
    outside = replace(FINDING, label=None, in_population=False, out_of_population_reason=reason)
    finding = replace(outside, model_version=model_version)
    services.studies.complete(_claimed(services, created, clock), finding, clock())
    for study in (
        member.get(f"/api/v1/studies/{created['study_id']}").json,
        member.get("/api/v1/studies").json["studies"][0],
    ):
        assert study["out_of_population_reason"] == reason
        assert study["out_of_population_sentence"] == sentence
        assert (study["label"], study["probability"], study["in_population"]) == (None, 0.87, False)


@pytest.mark.parametrize("reason", ["blank", "partial_chest", "several_films", "out_of_focus"])
def test_a_refused_study_has_a_reason(member: Visitor, services: Services, clock: Clock, reason: str) -> None:
    created = create_study(member)
    services.studies.refuse(_claimed(services, created, clock), RefusalReason(reason), clock())
    study = member.get(f"/api/v1/studies/{created['study_id']}").json
    assert (study["status"], study["reason"]) == ("refused", reason)
    assert study["reason_sentence"] == RefusalReason(reason).sentence
    assert study["label"] is study["probability"] is None


def test_another_sites_study_does_not_exist(member: Visitor, stranger: Visitor) -> None:
    study_id = create_study(member)["study_id"]
    assert stranger.get(f"/api/v1/studies/{study_id}").status_code == 404
    assert stranger.get(f"/studies/{study_id}").status_code == 404
    assert stranger.call("DELETE", f"/studies/{study_id}").status_code == 404
    assert stranger.get("/api/v1/studies").json["studies"] == []
    assert member.get(f"/api/v1/studies/{study_id}").status_code == 200


@pytest.mark.parametrize("study_id", [UNKNOWN_ID, "nothing", UNKNOWN_ID.lower()])
def test_an_unknown_study_is_not_found(member: Visitor, study_id: str) -> None:
    assert member.get(f"/api/v1/studies/{study_id}").status_code == 404
    assert member.call("DELETE", f"/studies/{study_id}").status_code == 404


def test_pages_list_studies_newest_first_without_gap_or_repeat(member: Visitor, clock: Clock) -> None:
    created = []
    for _ in range(60):
        clock.advance(timedelta(milliseconds=5))
        created.append(create_study(member)["study_id"])
    seen: list[str] = []
    page = member.get("/api/v1/studies").json
    while True:
        seen += [study["study_id"] for study in page["studies"]]
        if not page["cursor"]:
            break
        page = member.get(f"/api/v1/studies?cursor={page['cursor']}").json
    assert seen == created[::-1]


def test_an_invalid_cursor_is_refused(member: Visitor) -> None:
    response = member.get("/api/v1/studies?cursor=rubbish")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


def test_a_deleted_study_is_gone_with_its_images(
    member: Visitor, services: Services, s3: "S3Client", clock: Clock
) -> None:
    created = create_study(member)
    site, study_id = site_of(created), created["study_id"]
    services.studies.complete(_claimed(services, created, clock), FINDING, clock())
    for bucket, key in (
        ("the-uploads", upload_key(site, study_id)),
        ("the-results", preview_key(site, study_id)),
        ("the-results", rendition_key(site, study_id)),
        ("the-results", heatmap_key(site, study_id)),
    ):
        s3.put_object(Bucket=bucket, Key=key, Body=b"pixels")
    assert member.call("DELETE", f"/studies/{study_id}").status_code == 204
    assert member.get(f"/api/v1/studies/{study_id}").status_code == 404
    assert member.get("/api/v1/studies").json["studies"] == []
    assert all("Contents" not in s3.list_objects_v2(Bucket=b) for b in ("the-uploads", "the-results"))


def test_an_interrupted_deletion_can_be_repeated_to_completion(
    member: Visitor, services: Services, s3: "S3Client", clock: Clock
) -> None:
    created = create_study(member)
    site, study_id = site_of(created), created["study_id"]
    s3.put_object(Bucket="the-results", Key=preview_key(site, study_id), Body=b"pixels")
    services.studies.delete(site, study_id, clock())
    assert member.call("DELETE", f"/studies/{study_id}").status_code == 404
    assert "Contents" not in s3.list_objects_v2(Bucket="the-results")
