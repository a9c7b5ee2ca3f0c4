"""What cannot be a sound deployment is refused before AWS is asked; an unguarded one is warned of."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.tools.serverless_cli import serverless

Packaged = Callable[..., Any]

OPEN = "Anybody may sign up at stage"
UNHEARD = "reach no mailbox"
UNRESERVED = "Stage prod sets no functions aside for films"


def refusal(*arguments: str, endpoint: str | None = "http://127.0.0.1:9") -> str:
    """What the deploy tool prints where it refuses; it has no credentials, and may reach no AWS."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    # A developer's own stages are none of the tests' business.
    environment["PNEUMOSCOPE_STAGES"] = str(Path(__file__).parent)
    if endpoint is not None:
        environment["AWS_ENDPOINT_URL"] = endpoint
    finished = serverless(*arguments, env=environment, capture_output=True, text=True)
    assert finished.returncode != 0
    return f"{finished.stdout}{finished.stderr}"


@pytest.mark.parametrize(
    ("command", "stage"),
    [("package", "PROD"), ("deploy", "PROD"), ("package", "a-name-of-16-abc"), ("package", "9lives")],
)
def test_a_stage_whose_buckets_could_not_be_named_is_refused(command: str, stage: str) -> None:
    printed = refusal(command, f"--stage={stage}")
    assert f"The stage's name is {stage}, and must be a small letter and up to 14 more" in printed


def test_a_stage_whose_domain_cognito_would_not_take_is_refused() -> None:
    printed = refusal("package", "--stage=on-aws")
    assert "The stage's name is on-aws, and Cognito takes no domain with aws in it" in printed


def test_a_moment_that_is_no_timestamp_is_refused() -> None:
    printed = refusal("rollback", "--stage=prod", "--timestamp=yesterday")
    assert "--timestamp is yesterday: give one of those that rollback lists without it." in printed


def test_a_stage_with_an_underscore_is_refused() -> None:
    assert "Invalid stage name" in refusal("package", "--stage=my_stage")


def test_the_longest_name_of_a_stage_gives_names_that_buckets_may_have(packaged: Packaged) -> None:
    stage = "a-name-of-15-ab"
    bucket = packaged(stage).template["Resources"]["UploadsBucket"]["Properties"]["BucketName"]["Fn::Sub"]
    # The longest name of a region so far is that of ap-southeast-1 and its like.
    name = bucket.replace("${AWS::AccountId}", "1" * 12).replace("${AWS::Region}", "ap-southeast-1")
    assert stage in name
    assert len(name) <= 63


@pytest.mark.parametrize(
    ("endpoint", "artifacts"),
    [
        (None, ()),
        (None, ("--package=packaged-before",)),
        ("https://cloudformation.eu-central-1.amazonaws.com", ()),
        ("http://127.0.0.1.example.org:4566", ()),
    ],
)
def test_the_local_stage_is_not_deployed_to_another_machine(
    endpoint: str | None, artifacts: tuple[str, ...]
) -> None:
    printed = refusal("deploy", "--stage=local", *artifacts, endpoint=endpoint)
    assert "The stage local is for the stack on this machine" in printed


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9"])
def test_the_local_stage_is_deployed_to_this_machine(endpoint: str) -> None:
    # An unknown parameter is refused after the endpoint was found to be good.
    printed = refusal("deploy", "--stage=local", "--param=unknown=1", endpoint=endpoint)
    assert "There is no parameter unknown" in printed


def test_the_local_stage_is_packaged_without_an_address(packaged: Packaged) -> None:
    assert packaged("local").template["Resources"]


def test_a_misspelt_parameter_is_refused_with_the_list_of_known_ones() -> None:
    printed = refusal("package", "--stage=dev", "--param=orginalsExpireDays=7", "--param=logLevel=DEBUG")
    assert (
        "There is no parameter orginalsExpireDays; there are accountConcurrency, accountTasks, alarmMail, "
        in printed
    )
    assert "originalsExpireDays" in printed


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        (("maximumConcurrency=50",), "The queues may run 54 functions at once and the AWS account 10"),
        (("inboxConcurrency=5",), "The queues may run 10 functions at once and the AWS account 10"),
        (("accountConcurrency=many",), "accountConcurrency is many, and must be a whole number"),
        (("reservedForFilms=4",), "reservedForFilms is 4, and the lanes may read 5 films at once"),
        (("reservedForFilms=5",), "of the 10 functions that the AWS account may run at once, AWS leaves 100"),
        (("accountConcurrency=300", "reservedForFilms=201"), "reservedForFilms is 201, and of the 300"),
        (("monthlyBudget=50",), "monthlyBudget is set, and alarmMail is not"),
        (("mail=DEVELOPER",), "mail is DEVELOPER, and needs mailIdentityArn and mailFrom"),
    ],
)
def test_figures_that_contradict_each_other_are_refused(params: tuple[str, ...], sentence: str) -> None:
    assert sentence in refusal("package", "--stage=prod", *(f"--param={param}" for param in params))


@pytest.mark.parametrize("days", ["31", "0", "7.5", "soon"])
def test_originals_are_not_kept_longer_than_studies_that_await_them(days: str) -> None:
    printed = refusal("package", "--stage=dev", f"--param=originalsExpireDays={days}")
    assert f"originalsExpireDays is {days}, and must be a whole number from 1 to 30" in printed


@pytest.mark.parametrize(
    ("param", "sentence"),
    [
        ("idleMinutes=4", "idleMinutes is 4, and must be a whole number from 5 to 720."),
        ("idleMinutes=soon", "idleMinutes is soon, and must be a whole number from 5 to 720."),
        ("secondFactor=on", "secondFactor is on, and must be optional or required."),
        # The deploy tool would name settings of its own instead.
        ("maximumConcurrency=1", "maximumConcurrency is 1, and must be a whole number from 2 to 1000."),
        ("deletionProtection=yes", "deletionProtection is yes, and must be ACTIVE or INACTIVE."),
        ("idleMinutes=", "idleMinutes is empty, and must be a whole number from 5 to 720."),
        ("idleMinutes", "--param takes a name and a value, such as --param logLevel=DEBUG."),
    ],
)
def test_a_parameter_that_the_pages_could_not_start_with_is_refused(param: str, sentence: str) -> None:
    assert sentence in refusal("package", "--stage=dev", f"--param={param}")


@pytest.mark.parametrize(
    ("stage", "params", "expected"),
    [
        ("prod", (), {UNHEARD}),
        ("staging", (), {UNHEARD}),
        ("prod", ("alarmMail=on-call@example.org",), set()),
        ("prod", ("invitationOnly=false",), {UNHEARD, OPEN}),
        ("prod", ("accountConcurrency=105",), {UNHEARD, UNRESERVED}),
        ("prod", ("accountConcurrency=104",), {UNHEARD}),
        ("prod", ("accountConcurrency=105", "reservedForFilms=5"), {UNHEARD}),
        ("dev", (), set()),
        ("local", (), set()),
    ],
)
def test_a_kept_stage_is_warned_of_what_it_leaves_open(
    packaged: Packaged, stage: str, params: tuple[str, ...], expected: set[str]
) -> None:
    printed = packaged(stage, *params).printed
    assert {warning for warning in (OPEN, UNHEARD, UNRESERVED) if warning in printed} == expected
