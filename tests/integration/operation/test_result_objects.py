"""Result objects of a site, as the local stack makes, gives and removes them with its own rights."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra import result_objects, stage
from infra.erase.__main__ import main as erase
from infra.gateway.trial.film import PATIENT, encoded_film, sample_films, trial_film
from infra.local.stack import LocalStack
from infra.site.__main__ import main as site_role
from tests.integration.operation.test_erase import names_of
from tests.integration.operation.test_site_role import ROOT, is_denied, role_of, taken_on
from tests.integration.pipeline import PATIENCE, Pipeline, until
from tests.integration.program import Program
from tests.support.interchange.programs import run_program

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NAMES = ["fhir.json", "pr.dcm", "sc.dcm", "sr.dcm"]
ROOT_OF_REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def pipeline(stack: LocalStack) -> Pipeline:
    return Pipeline(stack)


@pytest.fixture
def wants(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """The operator's command, on the tests' own stack."""
    monkeypatch.setattr(stage, "Settings", lambda: stack.settings)

    def run(site: str, names: str) -> None:
        assert result_objects.main([site, names, "--stage", "local"]) == 0

    return run


@pytest.fixture
def listed(stack: LocalStack) -> Callable[[str], list[str]]:
    def keys(site: str) -> list[str]:
        bucket = stack.outputs["results_bucket"]
        answer = stack.clients.s3.list_objects_v2(Bucket=bucket, Prefix=f"reports/{site}/")
        return [entry["Key"] for entry in answer.get("Contents", [])]

    return keys


def drop(pipeline: Pipeline, site: str, name: str = "film.dcm") -> bytes:
    film = encoded_film(trial_film(sample_films()[-1]))
    pipeline.put(site, film, name, "application/dicom")
    return film


def web_rights(stack: LocalStack) -> "S3Client":
    session, endpoint = stack.clients.session, stack.settings.aws_endpoint
    iam = session.client("iam", endpoint_url=endpoint)
    arn = iam.get_role(RoleName=stack.outputs["web_role"])["Role"]["Arn"]
    return taken_on(stack, arn)


def test_a_site_that_wants_none_gets_none(pipeline: Pipeline, listed: Callable[[str], list[str]]) -> None:
    site = pipeline.new_site()
    drop(pipeline, site)
    pipeline.wait_for_the_end(site)
    pipeline.wait_until_idle()
    assert listed(site) == []


def test_a_dropped_film_gets_valid_objects_that_name_no_one(
    stack: LocalStack,
    pipeline: Pipeline,
    wants: Callable[[str, str], None],
    listed: Callable[[str], list[str]],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    site, other, since = pipeline.new_site(), pipeline.new_site(), time.time()
    wants(site, "sr,sc,pr,fhir")
    film = drop(pipeline, site)
    study = pipeline.wait_for_the_end(site)
    pipeline.wait_until_idle()
    assert listed(site) == [f"reports/{site}/{study.study_id}/{name}" for name in NAMES]
    assert site_role(["add", site, "--principal", ROOT, "--stage", "local"]) == 0
    own = taken_on(stack, role_of(capsys.readouterr().out.partition("# ")[2]))
    assert site_role(["add", other, "--principal", ROOT, "--stage", "local"]) == 0
    stranger = taken_on(stack, role_of(capsys.readouterr().out))

    bucket, values = stack.outputs["results_bucket"], [it.encode("latin-1") for it in PATIENT.values()]
    assert [value for value in values if value not in film] == []
    found = own.list_objects_v2(Bucket=bucket, Prefix=f"reports/{site}/")["Contents"]
    for entry in found:
        content = own.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
        # Three letters stand by chance among millions of pixels.
        assert [value for value in values if len(value) > 3 and value in content] == [], entry["Key"]
        (tmp_path / entry["Key"].rpartition("/")[2]).write_bytes(content)
    item = stack.clients.dynamodb.Table(stack.outputs["studies_table"]).get_item(
        Key={"site": site, "study_id": study.study_id}
    )["Item"]
    kept = json.dumps(item, default=str) + pipeline.log(since) + json.dumps(pipeline.result(study))
    assert [value for value in PATIENT.values() if len(value) > 3 and value in kept] == []
    check(tmp_path)

    key = {"Bucket": bucket, "Key": found[0]["Key"]}
    denied = {
        "another site reads": is_denied(stranger.get_object, **key),
        "another site lists": is_denied(stranger.list_objects_v2, Bucket=bucket, Prefix=f"reports/{site}/"),
        "the site writes": is_denied(own.put_object, **key, Body=b"x"),
        "the site deletes": is_denied(own.delete_object, **key),
        "the pages read": is_denied(web_rights(stack).get_object, **key),
        "the pages delete": is_denied(web_rights(stack).delete_object, **key),
        "the pages write": is_denied(web_rights(stack).put_object, **key, Body=b"x"),
    }
    assert [who for who, was_denied in denied.items() if not was_denied] == []


def check(folder: Path) -> None:
    """Ask the programs of others about each object. Without them, the test is skipped."""
    dumped = run_program("dsrdump", folder / "sr.dcm")
    assert dumped.returncode == 0, dumped.stdout
    node = run_program("node", ROOT_OF_REPOSITORY / "tests" / "fhir" / "validate.mjs", folder / "fhir.json")
    assert (node.returncode, node.stdout) == (0, "")
    for name in ("sr.dcm", "sc.dcm", "pr.dcm"):
        checked = run_program("dciodvfy", folder / name)
        errors = [line for line in checked.stdout.splitlines() if line.startswith("Error")]
        assert (checked.returncode, errors) == (0, []), name


def test_a_study_takes_its_objects_along_when_it_is_deleted(
    stack: LocalStack,
    pipeline: Pipeline,
    wants: Callable[[str, str], None],
    listed: Callable[[str], list[str]],
) -> None:
    program = Program(stack)
    site = program.site
    wants(site, "sr,fhir")
    drop(pipeline, site)
    study = pipeline.wait_for_the_end(site)
    pipeline.wait_until_idle()
    assert len(listed(site)) == 2

    assert program.call("DELETE", f"/studies/{study.study_id}").status_code == 204
    until(lambda: not listed(site), PATIENCE, "no objects")
    pipeline.wait_until_idle()
    # Older versions are there for 15 days, unless an operator erases the study.
    versions = [name for name in names_of(stack, study.study_id) if name.startswith("reports/")]
    assert len(versions) >= 4
    chosen = ["--site", site, "--study", study.study_id, "--stage", "local"]
    assert erase([*chosen, "--confirm", f"erase 1 study of {site}"]) == 0
    assert names_of(stack, study.study_id) == []
