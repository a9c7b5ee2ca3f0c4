"""An operator reads one sentence, not a traceback, where AWS, a file or Ctrl-C ends a command."""

from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    InvalidRegionError,
    NoCredentialsError,
    ParamValidationError,
)

from infra.tools.aws_refusals import run_command


def raising(error: BaseException) -> Callable[[], int]:
    def main() -> int:
        raise error

    return main


def refused(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "DescribeStacks")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            refused("ExpiredToken", "The security token included in the request is expired"),
            "AWS refuses the credentials of the environment (ExpiredToken); get new ones.",
        ),
        (
            refused("AccessDenied", "User: x is not authorized."),
            "the credentials may not do DescribeStacks (AccessDenied): User: x is not authorized.",
        ),
        (refused("Throttling", "Rate exceeded"), "AWS refuses DescribeStacks (Throttling): Rate exceeded."),
        (NoCredentialsError(), "the environment has no AWS credentials."),
        (
            EndpointConnectionError(endpoint_url="https://cloudformation.nowhere.amazonaws.com/"),
            "https://cloudformation.nowhere.amazonaws.com/ does not answer; see --region,",
        ),
        (InvalidRegionError(region_name="no where"), "AWS cannot be asked: Provided region_name 'no where'"),
        (
            ParamValidationError(report="Invalid length\nfor parameter"),
            "AWS cannot be asked: Parameter validation failed: Invalid length for parameter.",
        ),
        (
            PermissionError(13, "Permission denied", "/proc/release"),
            "/proc/release cannot be used: Permission",
        ),
    ],
)
def test_what_ended_a_command_is_one_sentence(
    error: Exception, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command("restore", raising(error)) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"restore: {sentence}")
    assert said.count("\n") == 1


def test_ctrl_c_ends_a_command_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command("restore", raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err == "\nrestore: interrupted.\n"


def test_a_fault_of_the_command_itself_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        run_command("restore", raising(KeyError("Guards")))


def test_every_command_that_opens_a_stage_is_run_this_way() -> None:
    sources = {
        path: text
        for path in Path("infra").rglob("*.py")
        if "sys.exit(main())" in (text := path.read_text()) or "run_command(" in text
    }
    opening = {path for path, text in sources.items() if "open_stage(" in text or "change_site(" in text}
    assert opening
    assert {path for path in opening if "sys.exit(main())" in sources[path]} == set()
