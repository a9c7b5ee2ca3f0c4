"""A command works on the stack of its stage, or says in a sentence why it cannot: here the redrive."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from infra import stage
from infra.local.settings import Settings
from infra.redrive import main

ACCOUNT = "123456789012"

Stacks = dict[str, dict[str, str]]
"""Outputs by name of the stack."""


@pytest.fixture
def stacks(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stacks]:
    """The stacks that CloudFormation knows of; it answers on loopback, as moto needs libraries for it."""
    known: Stacks = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _describing(known))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFORMATION", f"http://127.0.0.1:{server.server_port}")
    yield known
    server.shutdown()
    server.server_close()


def _describing(known: Stacks) -> type[BaseHTTPRequestHandler]:
    class DescribeStacks(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            assert asked["Action"] == ["DescribeStacks"]
            stack = asked["StackName"][0]
            status, xml = (200, _stack(stack, known[stack])) if stack in known else (400, _no_stack(stack))
            self.send_response(status)
            self.send_header("Content-Length", str(len(xml)))
            self.end_headers()
            self.wfile.write(xml.encode())

        def log_message(self, *_: object) -> None: ...

    return DescribeStacks


def _stack(name: str, outputs: dict[str, str]) -> str:
    members = "".join(
        f"<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>"
        for key, value in outputs.items()
    )
    return (
        '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">'
        f"<DescribeStacksResult><Stacks><member><StackName>{name}</StackName>"
        f"<StackId>arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/{name}/1</StackId><Outputs>{members}</Outputs>"
        "</member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
    )


def _no_stack(name: str) -> str:
    return (
        '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error>'
        f"<Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id {name} does not exist"
        "</Message></Error></ErrorResponse>"
    )


def test_a_stage_that_is_not_deployed_is_said_in_a_sentence(
    stacks: Stacks, capsys: pytest.CaptureFixture[str]
) -> None:
    stacks["pneumoscope-dev"] = {}
    assert main(["--stage", "prod", "--region", "eu-west-1"]) == 2
    assert capsys.readouterr().err == (
        "redrive: there is no stack pneumoscope-prod in eu-west-1 of this AWS account; "
        "see --stage, --region and the credentials.\n"
    )
    assert main(["--stage", "dev"]) == 2
    assert "pneumoscope-dev is not deployed yet" in capsys.readouterr().err


def test_a_stage_of_another_account_is_left_alone(
    stacks: Stacks, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stacks["pneumoscope-prod"] = {"DeadLetterQueueUrl": "none-is-asked"}
    (tmp_path / "prod.yml").write_text("alarmMail: a@b.org\nawsAccount: '210987654321'  # of the hospital\n")
    monkeypatch.setenv("PNEUMOSCOPE_STAGES", str(tmp_path))
    assert main(["--stage", "prod"]) == 2
    assert capsys.readouterr().err == (
        "redrive: the stage prod belongs to the AWS account 210987654321, "
        f"and the credentials are of {ACCOUNT}.\n"
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "awsAccount: 12345678901",
            "has awsAccount: 12345678901, and awsAccount must be 12 digits in quotes.",
        ),
        (
            "awsAccount: hospital  # ours",
            "has awsAccount: hospital  # ours, and awsAccount must be 12 digits",
        ),
        (f"awsAccount: {ACCOUNT[::-1]}", f"belongs to the AWS account {ACCOUNT[::-1]}, and the credentials"),
        ("awsRegion: Ireland", "has awsRegion: Ireland, and awsRegion must be a region such as"),
        (
            "awsRegion: us-east-1  # ours",
            "belongs to the region us-east-1, and this is eu-central-1: add --region us-east-1.",
        ),
    ],
)
def test_another_account_or_region_or_an_unreadable_one_is_left_alone(
    stacks: Stacks,
    line: str,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stacks["pneumoscope-prod"] = {"DeadLetterQueueUrl": "none-is-asked"}
    monkeypatch.setenv("PNEUMOSCOPE_STAGES", str(tmp_path))
    (tmp_path / "prod.yml").write_text(line)
    assert main(["--stage", "prod"]) == 2
    assert sentence in capsys.readouterr().err


def test_files_of_stages_that_are_elsewhere_are_not_passed_over(
    stacks: Stacks, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stacks["pneumoscope-prod"] = {"DeadLetterQueueUrl": "none-is-asked"}
    monkeypatch.setenv("PNEUMOSCOPE_STAGES", str(tmp_path / "stages"))
    assert main(["--stage", "prod"]) == 2
    assert "stages, and there is no such folder" in capsys.readouterr().err
    (tmp_path / "stages").mkdir()
    (tmp_path / "stages" / "prod.yaml").touch()
    assert main(["--stage", "prod"]) == 2
    assert "prod.yaml to prod.yml." in capsys.readouterr().err


def test_an_error_that_is_none_of_the_operators_is_not_hidden(stacks: Stacks) -> None:
    stacks["pneumoscope-dev"] = {"SomethingElse": "1"}
    with pytest.raises(KeyError):
        main(["--stage", "dev"])


def no_outputs(state: Path) -> None:
    """A machine on which no stack has run."""


def stopped(state: Path) -> None:
    """A stack that ran: nothing answers on the discard port."""
    (state / "outputs.json").write_text(json.dumps({"aws_endpoint": "http://127.0.0.1:9"}))


@pytest.mark.parametrize(
    ("leave", "sentence"),
    [(no_outputs, "no stack has run on this machine"), (stopped, "http://127.0.0.1:9 does not answer")],
)
def test_a_local_stack_that_does_not_run_is_said_in_a_sentence(
    aws: None,
    leave: Callable[[Path], None],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave(tmp_path)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr(stage, "Settings", lambda: Settings(state=tmp_path))
    assert main(["--stage", "local"]) == 2
    assert sentence in capsys.readouterr().err
