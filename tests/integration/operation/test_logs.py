"""One id finds a film in the logs of every function that saw it, with the query of the runbook."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.local.stack import LocalStack
from tests.integration.pipeline import PATIENCE, Pipeline, sample_film, until
from tests.integration.program import SECONDS, Program

RUNBOOK = (Path(__file__).parents[3] / "docs" / "operations.md").read_text()
CHAPTER = RUNBOOK.partition("### One film in the logs")[2].partition("\n#")[0]
DOCUMENTED = re.search(r"```\n(.+?)```", CHAPTER, re.DOTALL)
GROUPS = [name.replace("prod", "local") for name in re.findall(r"`(/aws/[\w/-]+)`", CHAPTER)]

Lines = list[dict[str, Any]]


@pytest.fixture
def program(stack: LocalStack) -> Program:
    return Program(stack)


class Logs:
    """The logs of a stack, asked as the runbook says."""

    def __init__(self, stack: LocalStack) -> None:
        self._client = stack.clients.session.client("logs", endpoint_url=stack.settings.aws_endpoint)

    def lines(self, identifier: str) -> Lines:
        """Every line with the id."""
        assert DOCUMENTED
        query = self._client.start_query(
            logGroupNames=GROUPS,
            startTime=0,
            endTime=int(time.time()) + 60,
            queryString=DOCUMENTED[1].replace("ID", identifier),
        )
        found = self._client.get_query_results(queryId=query["queryId"])["results"]
        messages = (cell["value"] for row in found for cell in row if cell["field"] == "@message")
        return [json.loads(message) for message in messages if message.startswith("{")]

    def wait_for(self, identifier: str, *messages: str) -> Lines:
        """The lines, once each of the messages is among them."""

        def complete() -> Lines:
            found = self.lines(identifier)
            return found if {*messages} <= {it.get("message") for it in found} else []

        return until(complete, PATIENCE, f"lines {messages}")


@pytest.fixture
def logs(stack: LocalStack) -> Logs:
    return Logs(stack)


def test_one_id_follows_an_uploaded_film_through_pages_and_worker(program: Program, logs: Logs) -> None:
    film = sample_film()
    opened = program.open_study(len(film))
    form, study_id = opened["upload"], opened["study_id"]
    assert requests.post(form["url"], data=form["fields"], files={"file": film}, timeout=SECONDS).ok
    program.wait_for_the_end(study_id)

    found = logs.wait_for(study_id, "answered", "Film taken", "Film read")

    assert {it["service"] for it in found} == {"web", "classify"}
    assert {it["study_id"] for it in found} == {study_id}
    routes = {it["route"] for it in found if it["message"] == "answered"}
    assert {"/api/v1/studies", "/api/v1/studies/<study_id>"} <= routes


def test_one_id_follows_a_film_of_the_inbox_and_names_no_one(
    program: Program, stack: LocalStack, logs: Logs
) -> None:
    pipeline = Pipeline(stack)
    pipeline.put(program.site, sample_film(), "Jane Doe 1970.jpg")
    study_id = pipeline.wait_for_the_end(program.site).study_id
    assert program.call("GET", f"/studies/{study_id}").ok

    found = logs.wait_for(study_id, "answered", "Film taken", "Film read")

    assert {it["service"] for it in found} == {"web", "classify"}
    assert {it["study_id"] for it in found} == {study_id}
    assert "Jane" not in json.dumps(found)


def test_the_id_of_an_error_leads_to_its_study(program: Program, logs: Logs) -> None:
    study_id = "01JDB3X4Y5Z6A7B8C9D0E1F2G9"
    problem = program.call("GET", f"/studies/{study_id}").json()
    assert problem["status"] == 404

    found = logs.wait_for(problem["correlation_id"], "answered")

    assert {it["study_id"] for it in found if it["message"] == "answered"} == {study_id}
