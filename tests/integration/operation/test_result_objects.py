"""Result objects of a site, as the local stack makes, gives and removes them with its own rights."""

from collections.abc import Callable

import pytest

from infra import result_objects, stage
from infra.erase.__main__ import main as erase
from infra.gateway.trial.film import encoded_film, sample_films, trial_film
from infra.local.stack import LocalStack
from tests.integration.operation.test_erase import names_of
from tests.integration.pipeline import Pipeline, until
from tests.integration.program import Program


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


def test_a_site_that_wants_none_gets_none(pipeline: Pipeline, listed: Callable[[str], list[str]]) -> None:
    site = pipeline.new_site()
    drop(pipeline, site)
    pipeline.wait_for_the_end(site, seconds=60)
    pipeline.wait_until_idle()
    assert listed(site) == []


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
    study = pipeline.wait_for_the_end(site, seconds=60)
    pipeline.wait_until_idle()
    assert len(listed(site)) == 2

    assert program.call("DELETE", f"/studies/{study.study_id}").status_code == 204
    until(lambda: not listed(site), 30, "no objects")
    pipeline.wait_until_idle()
    # Older versions are there for 15 days, unless an operator erases the study.
    versions = [name for name in names_of(stack, study.study_id) if name.startswith("reports/")]
    assert len(versions) >= 4
    chosen = ["--site", site, "--study", study.study_id, "--stage", "local"]
    assert erase([*chosen, "--confirm", f"erase 1 study of {site}"]) == 0
    assert names_of(stack, study.study_id) == []
