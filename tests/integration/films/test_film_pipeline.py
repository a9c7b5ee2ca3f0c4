"""A film that another system drops into the bucket, on a running stack."""

import io
import json
import time
from pathlib import Path

import pytest
from PIL import Image

from cxr.study import UNASSIGNED_SITE, Status
from infra.local.stack import LocalStack
from tests.integration.pipeline import PATIENCE, Pipeline, as_png, sample_film, until

EVENT = Path(__file__).parents[2] / "events" / "inbox_awkward_key.json"
RAMP = Image.linear_gradient("L").resize((300, 300))


@pytest.fixture
def pipeline(stack: LocalStack) -> Pipeline:
    return Pipeline(stack)


def lines_of(pipeline: Pipeline, since: float, *words: str) -> list[str]:
    """The lines of the log since then that have all these words: other films are logged meanwhile."""
    return [line for line in pipeline.log(since).splitlines() if all(word in line for word in words)]


def cut_short(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()[: file.tell() // 2]


def test_a_film_in_the_inbox_is_in_its_sites_worklist_within_five_seconds(pipeline: Pipeline) -> None:
    pipeline.wait_until_idle()
    site = pipeline.new_site()

    pipeline.put(site, sample_film(), "ward 3/foo name+value röntgen.jpg")
    study = pipeline.wait_for_the_end(site, seconds=5)

    assert study.status is Status.COMPLETE
    assert study.source == "inbox"
    assert pipeline.sites_of(study.study_id) == [site]
    assert study.finding is not None
    pipeline.wait_until_idle()
    assert pipeline.result(study)["probability"] == pytest.approx(study.finding.probability, abs=1e-6)


def test_an_event_delivered_three_times_makes_one_result(pipeline: Pipeline) -> None:
    site = pipeline.new_site()
    version = pipeline.put(site, sample_film())
    study = pipeline.wait_for_the_end(site)

    body = json.loads(json.loads(EVENT.read_text())["Records"][0]["body"])
    body["Records"][0]["s3"]["bucket"]["name"] = pipeline.outputs["uploads_bucket"]
    body["Records"][0]["s3"]["object"] |= {"key": f"inbox/{site}/film.jpg", "versionId": version}
    since = time.time()
    for _ in range(2):
        pipeline.sqs.send_message(QueueUrl=pipeline.outputs["uploads_queue"], MessageBody=json.dumps(body))
    words = study.study_id, "Study has ended before"
    until(lambda: len(lines_of(pipeline, since, *words)) >= 2, PATIENCE, "two deliveries")

    assert pipeline.studies(site) == [study]


@pytest.mark.parametrize(
    ("content", "content_type", "reason"),
    [
        pytest.param(b"Dear colleague, the film is attached.", "image/jpeg", "not_an_image", id="text"),
        pytest.param(cut_short(RAMP), "image/jpeg", "corrupt", id="truncated"),
        pytest.param(as_png(Image.new("L", (300, 300), 90)), "image/png", "blank", id="blank"),
        pytest.param(as_png(RAMP.resize((60, 60))), "image/png", "too_small", id="too_small"),
        pytest.param(as_png(RAMP), "image/jpeg", "type_mismatch", id="declared_type_lies"),
    ],
)
def test_a_film_that_cannot_be_read_is_refused(
    pipeline: Pipeline, content: bytes, content_type: str, reason: str
) -> None:
    site = pipeline.new_site()

    pipeline.put(site, content, content_type=content_type)
    study = pipeline.wait_for_the_end(site)

    assert (study.status, study.reason) == (Status.REFUSED, reason)
    pipeline.wait_until_idle()
    assert pipeline.result(study)["reason"] == reason


@pytest.mark.parametrize("site", ["unknown-site", "Ward_3"])
def test_a_film_of_a_site_that_no_one_knows_is_kept_for_the_operators(pipeline: Pipeline, site: str) -> None:
    before = pipeline.studies(UNASSIGNED_SITE)

    pipeline.put(site, sample_film())

    (study,) = until(
        lambda: [
            study
            for study in pipeline.studies(UNASSIGNED_SITE)
            if study not in before and study.status is Status.COMPLETE
        ],
        PATIENCE,
        "an unassigned study",
    )
    assert pipeline.sites_of(study.study_id) == [UNASSIGNED_SITE]


def test_no_file_name_is_logged_and_a_site_on_one_line_alone(pipeline: Pipeline) -> None:
    site = pipeline.new_site()
    since = time.time()

    pipeline.put(site, sample_film(), "Jane Doe 1970.jpg")
    study = pipeline.wait_for_the_end(site)

    until(lambda: lines_of(pipeline, since, study.study_id, "Film read"), PATIENCE, "the log")
    assert "Jane" not in pipeline.log(since)
    lines = lines_of(pipeline, since, site)
    assert len(lines) == 1
    assert "Film read" in lines[0]
    assert study.study_id in lines[0]
