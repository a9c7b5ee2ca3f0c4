"""A hospital beside a running stack: a film goes out nameless, and its results come back named."""

import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from cxr.imaging.reader import read
from cxr.inference.classifier import load_classifier
from infra.gateway.trial.film import PATIENT, encoded_film, sample_films, trial_film
from infra.gateway.trial.hospital import MODALITY, TrialHospital, send
from infra.local.settings import free_port
from infra.local.stack import LocalStack
from tests.integration.pipeline import Pipeline, until

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "integration" / "gateway.md"
REPEATED = ("PatientName", "PatientID", "PatientBirthDate", "AccessionNumber", "StudyInstanceUID")


@pytest.fixture
def site(stack: LocalStack) -> str:
    return Pipeline(stack).new_site()


@pytest.fixture
def hospital(stack: LocalStack, site: str, tmp_path: Path) -> Iterator[TrialHospital]:
    with TrialHospital(stack.outputs, tmp_path / "hospital", site, free_port(), free_port()) as started:
        yield started


def results(hospital: TrialHospital, film: Dataset) -> list[Dataset]:
    """The results of a film that the archive has."""
    found = [dcmread(path) for path in hospital.archive.objects()]
    return [result for result in found if result.StudyInstanceUID == film.StudyInstanceUID]


def wait_for_results(hospital: TrialHospital, film: Dataset, seconds: float = 30) -> list[Dataset]:
    until(lambda: len(results(hospital, film)) == 2, seconds, "report and picture")
    return results(hospital, film)


def send_by_dcmtk(port: int, film: Dataset, folder: Path) -> None:
    """Send a film with the program that hospitals use to try a connection."""
    if shutil.which("storescu") is None:
        assert send(port, film) == 0
        return
    (folder / "film.dcm").write_bytes(encoded_film(film))
    titles = ("-aet", MODALITY, "-aec", "PNEUMOSCOPE")
    subprocess.run(["storescu", *titles, "127.0.0.1", str(port), folder / "film.dcm"], check=True, timeout=30)


def objects_in_the_buckets(stack: LocalStack, since: datetime) -> Iterator[bytes]:
    """Keys and contents of the objects that came since then."""
    s3 = stack.clients.s3
    for bucket in (stack.outputs["uploads_bucket"], stack.outputs["results_bucket"]):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for version in page.get("Versions", []):
                if version["LastModified"] >= since:
                    found = s3.get_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
                    yield json.dumps([version["Key"], found["Metadata"]]).encode() + found["Body"].read()


def everything_in_the_cloud(stack: LocalStack, since: datetime) -> Iterator[bytes]:
    """All objects and lines of logs that came since then, and every item of the tables."""
    yield from objects_in_the_buckets(stack, since)
    endpoint = stack.settings.aws_endpoint
    tables = stack.clients.session.client("dynamodb", endpoint_url=endpoint)
    for table in tables.list_tables()["TableNames"]:
        for items in tables.get_paginator("scan").paginate(TableName=table):
            yield json.dumps(items["Items"], default=str).encode()
    logs = stack.clients.session.client("logs", endpoint_url=endpoint)
    for group in logs.describe_log_groups()["logGroups"]:
        start = int(since.timestamp() * 1000)
        for event in logs.filter_log_events(logGroupName=group["logGroupName"], startTime=start)["events"]:
            yield event["message"].encode()
    yield stack.ministack.log.read_bytes()


def test_results_of_a_film_are_filed_with_it_and_its_name_never_left(
    stack: LocalStack, site: str, hospital: TrialHospital, tmp_path: Path
) -> None:
    film = trial_film(sample_films()[-1])
    since = datetime.now(UTC) - timedelta(seconds=1)

    send_by_dcmtk(hospital.port, film, tmp_path)

    report, picture = sorted(wait_for_results(hospital, film), key=lambda result: result.Modality != "SR")
    assert (report.Modality, picture.Modality) == ("SR", "OT")
    for result, keyword in itertools.product((report, picture), REPEATED):
        assert result[keyword].value == film[keyword].value, keyword
    (study,) = Pipeline(stack).studies(site)
    at_home = load_classifier().classify(read(encoded_film(film))).finding
    assert study.finding is not None
    assert study.finding.probability == pytest.approx(at_home.probability, abs=1e-6)
    assert study.patient_hash
    values = [*PATIENT.values(), film.StudyInstanceUID, film.SeriesInstanceUID, film.SOPInstanceUID]
    secret = [part for value in values if len(value) > 4 for part in value.split("^")]
    stored = list(everything_in_the_cloud(stack, since))
    assert any(study.study_id.encode() in item for item in stored)
    assert any(b"DICM" in item for item in stored)
    assert [value for value in secret if any(value.encode() in item for item in stored)] == []
    assert not [value for value in secret if value in hospital.log.read_text()]


def test_the_commands_of_the_page_work(hospital: TrialHospital, tmp_path: Path) -> None:
    (tmp_path / "film.dcm").write_bytes(encoded_film(trial_film(sample_films()[0])))
    # Where `make gateway` has them, for the ports of this test.
    (tmp_path / "gateway").symlink_to(hospital.settings.parent)
    (tmp_path / "gateway.toml").symlink_to(hospital.settings)
    paths = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines()]
    missing = {
        command.split()[0] for command in commands if not shutil.which(command.split()[0], path=paths["PATH"])
    }

    for command in commands:
        if command.split()[0] in missing:
            continue
        here = command.replace("11112", str(hospital.port))
        here = here.replace("trial.latency", f"trial.latency --port {hospital.port} --state .")
        done = subprocess.run(
            here.split(),
            cwd=tmp_path,
            env=os.environ | paths,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, (here, done.stderr)
        if "latency" in here:
            assert "p95" in done.stdout
    if missing:
        pytest.skip(f"the rest works; missing: {', '.join(sorted(missing))} (apt-get install dcmtk)")


def test_a_gateway_that_is_killed_again_and_again_files_each_result_once(hospital: TrialHospital) -> None:
    films = [trial_film(sample) for sample in itertools.islice(itertools.cycle(sample_films()), 6)]
    moments = random.Random(25)
    for film in films:
        # A sender that hears nothing sends again, as modalities do.
        until(lambda film=film: send(hospital.port, film) == 0, 30, "an acknowledgement")  # type: ignore[misc]
        deadline = time.monotonic() + moments.uniform(0, 1.5)
        until(lambda at=deadline: time.monotonic() > at, 5, "a moment")  # type: ignore[misc]
        hospital.kill_gateway()
        hospital.start_gateway()

    for film in films:
        found = wait_for_results(hospital, film, seconds=60)
        assert sorted(result.Modality for result in found) == ["OT", "SR"]
    assert len(hospital.archive.objects()) == 2 * len(films)
