"""The deploy tool with the file of a stage, and an AWS that refuses whatever would change anything."""

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from infra.tools.serverless_cli import serverless

Deploy = Callable[..., str]

ACCOUNT = "123456789012"


class Aws:
    """An AWS that knows one stack and some buckets, and refuses whatever would change anything."""

    def __init__(self) -> None:
        self.guards: str | None = None
        # None where the credentials may not list them.
        self.buckets: list[str] | None = []
        self.status = "UPDATE_COMPLETE"
        self.refused: list[str] = []

    def answer(self, action: str) -> tuple[int, str]:
        if action == "GetCallerIdentity":
            found = f"<Account>{ACCOUNT}</Account><UserId>u</UserId><Arn>arn:aws:iam::{ACCOUNT}:root</Arn>"
            return 200, f"<R><GetCallerIdentityResult>{found}</GetCallerIdentityResult></R>"
        if action == "DescribeStacks" and self.guards is not None:
            output = f"<OutputKey>Guards</OutputKey><OutputValue>{self.guards}</OutputValue>"
            stack = (
                f"<StackName>pneumoscope-prod</StackName><StackStatus>{self.status}</StackStatus>"
                f"<Outputs><member>{output}</member></Outputs>"
            )
            found = f"<Stacks><member>{stack}</member></Stacks>"
            return 200, f"<R><DescribeStacksResult>{found}</DescribeStacksResult></R>"
        if action == "DescribeStacks":
            return 400, error("ValidationError", "Stack with id pneumoscope-prod does not exist")
        self.refused.append(action)
        return 400, error("AccessDenied", "the test ends here")

    def list_buckets(self) -> tuple[int, str]:
        if self.buckets is None:
            return 403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        listed = "".join(f"<Bucket><Name>{name}</Name></Bucket>" for name in self.buckets)
        return 200, f"<ListAllMyBucketsResult><Buckets>{listed}</Buckets></ListAllMyBucketsResult>"


def error(code: str, message: str) -> str:
    return f"<R><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></R>"


@pytest.fixture
def aws_server() -> Iterator[tuple[Aws, str]]:
    """The AWS, and its address."""
    aws = Aws()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer(*aws.answer(asked.get("Action", ["?"])[0]))

        def do_GET(self) -> None:
            self.answer(*aws.list_buckets())

        def answer(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield aws, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(tmp_path: Path) -> Deploy:
    """Run the deploy tool with a stage's file, and return what it prints; it must fail."""

    def printed(*arguments: str, file: str | None = None, endpoint: str = "http://127.0.0.1:9") -> str:
        if file is not None:
            (tmp_path / "prod.yml").write_text(file)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        environment |= {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_MAX_ATTEMPTS": "1",
            "PNEUMOSCOPE_STAGES": str(tmp_path),
        }
        finished = serverless(*arguments, env=environment, capture_output=True, text=True)
        assert finished.returncode != 0
        return " ".join(f"{finished.stdout}{finished.stderr}".split())

    return printed
