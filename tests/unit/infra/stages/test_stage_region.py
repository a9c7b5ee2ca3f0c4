"""A stage is deployed to the region in which it lives: elsewhere it would be a second one, and empty."""

from pathlib import Path

import pytest

from tests.unit.infra.stages.conftest import Aws, Deploy

UPLOADS = "pneumoscope-prod-uploads-123456789012"
ENDS = "the test ends here"


@pytest.mark.parametrize("command", ["deploy", "remove", "rollback"])
def test_a_region_that_the_file_does_not_name_is_left_alone(
    run: Deploy, aws_server: tuple[Aws, str], command: str
) -> None:
    aws, endpoint = aws_server
    arguments = (command, "--stage=prod", "--region=us-east-1")
    printed = run(*arguments, file="awsRegion: eu-west-1", endpoint=endpoint)
    assert (
        "The stage prod belongs to the region eu-west-1, and this is us-east-1: add --region eu-west-1."
        in printed
    )
    assert aws.refused == []


def test_a_stage_that_lives_elsewhere_is_not_made_again(run: Deploy, aws_server: tuple[Aws, str]) -> None:
    aws, endpoint = aws_server
    aws.buckets = [f"{UPLOADS}-eu-west-1"]
    printed = run("deploy", "--stage=prod", "--region=us-east-1", endpoint=endpoint)
    assert (
        "The stage prod lives in eu-west-1, and this would make a second, empty one in us-east-1" in printed
    )
    assert "add --region eu-west-1, or write awsRegion: us-east-1 into" in printed
    assert aws.refused == []


@pytest.mark.parametrize(
    ("buckets", "file"),
    [
        # Of another stage, whose name begins like this one's; and what a removed stage left here.
        (["pneumoscope-prod-uploads-uploads-123456789012-eu-west-1"], ""),
        ([f"{UPLOADS}-eu-west-1", f"{UPLOADS}-us-east-1"], ""),
        # The first region is gone.
        ([f"{UPLOADS}-eu-west-1"], "awsRegion: us-east-1"),
    ],
)
def test_a_stage_is_made_where_it_belongs(
    run: Deploy, aws_server: tuple[Aws, str], buckets: list[str], file: str
) -> None:
    aws, endpoint = aws_server
    aws.buckets = buckets
    assert ENDS in run("deploy", "--stage=prod", "--region=us-east-1", file=file, endpoint=endpoint)


def test_a_stage_that_has_a_stack_here_needs_no_right_to_list_buckets(
    run: Deploy, aws_server: tuple[Aws, str]
) -> None:
    aws, endpoint = aws_server
    aws.guards, aws.buckets = "invitationOnly=true", None
    assert ENDS in run("deploy", "--stage=prod", endpoint=endpoint)


def test_whoever_may_not_list_buckets_is_shown_what_to_write(
    run: Deploy, aws_server: tuple[Aws, str], tmp_path: Path
) -> None:
    aws, endpoint = aws_server
    aws.buckets = None
    printed = run("deploy", "--stage=prod", "--region=us-east-1", endpoint=endpoint)
    assert f"write awsRegion: us-east-1 into {tmp_path}/prod.yml if it belongs here." in printed
    assert aws.refused == []


def test_a_trial_may_be_made_in_any_region(run: Deploy, aws_server: tuple[Aws, str]) -> None:
    aws, endpoint = aws_server
    aws.buckets = ["pneumoscope-dev-uploads-123456789012-eu-west-1"]
    assert ENDS in run("deploy", "--stage=dev", "--region=us-east-1", endpoint=endpoint)
