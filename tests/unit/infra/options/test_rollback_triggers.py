"""A deployment that rings an alarm is taken back by CloudFormation itself."""

import json
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

ROOT = Path(__file__).parents[4]

ALARMS = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm"
STACK = "arn:aws:cloudformation:eu-central-1:123456789012:stack/pneumoscope-prod/1"
ASK = """
const ask = require("./infra/options/rollback_triggers.js");
const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
const provider = {
  getAwsSdkV3Config: async () => ({ endpoint: process.argv[1], region: "eu-central-1", credentials }),
  naming: { getStackName: () => "pneumoscope-prod" },
};
ask(provider, { guardMinutes: process.argv[2] }).then((found) => console.log(JSON.stringify(found)));
"""


@pytest.fixture
def triggers() -> Iterator[Callable[..., Any]]:
    """Ask for the triggers of a stack that has these resources, as pairs of kind and name.

    CloudFormation has them on pages of one, and remembers the alarms that are named ``before``.
    """
    pages: dict[str, str] = {}

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            body = pages[asked.get("NextToken", asked["Action"])[0]].encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def ask(minutes: object, *resources: tuple[str, str], before: Sequence[str] = ()) -> Any:
        remembered = "".join(f"<member><Arn>{ALARMS}:{name}</Arn></member>" for name in before)
        pages["DescribeStacks"] = (
            f"<R><DescribeStacksResult><Stacks><member><StackId>{STACK}</StackId><RollbackConfiguration>"
            f"<RollbackTriggers>{remembered}</RollbackTriggers></RollbackConfiguration></member></Stacks>"
            "</DescribeStacksResult></R>"
        )
        tokens = ["ListStackResources", *(f"page{number}" for number in range(1, len(resources)))]
        for token, following, (kind, name) in zip(tokens, [*tokens[1:], ""], resources, strict=True):
            pages[token] = (
                "<R><ListStackResourcesResult><StackResourceSummaries><member>"
                f"<LogicalResourceId>{name}</LogicalResourceId>"
                f"<PhysicalResourceId>pneumoscope-prod-{name}-1ABC</PhysicalResourceId>"
                f"<ResourceType>AWS::CloudWatch::{kind}</ResourceType></member></StackResourceSummaries>"
                f"{following and f'<NextToken>{following}</NextToken>'}</ListStackResourcesResult></R>"
            )
        command = ["node", "-e", ASK, f"http://127.0.0.1:{server.server_port}", str(minutes)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    yield ask
    server.shutdown()
    server.server_close()


def test_alarms_of_a_bad_release_take_it_back(triggers: Callable[..., Any]) -> None:
    # A stack has more resources than CloudFormation describes at once.
    resources = [("Dashboard", "Dashboard"), ("Alarm", "LogInsFailAlarm"), ("Alarm", "WebErrorsAlarm")]
    assert triggers(15, *resources) == {
        "MonitoringTimeInMinutes": 15,
        "RollbackTriggers": [
            {
                "Arn": f"{ALARMS}:pneumoscope-prod-WebErrorsAlarm-1ABC",
                "Type": "AWS::CloudWatch::Alarm",
            }
        ],
    }


def test_a_first_deployment_and_one_without_guard_go_unwatched(triggers: Callable[..., Any]) -> None:
    assert triggers(15, ("S3", "ServerlessDeploymentBucket")) is None
    assert triggers(0, ("Alarm", "WebErrorsAlarm")) is None


def test_a_repair_without_guard_has_cloudformation_forget_the_alarms(triggers: Callable[..., Any]) -> None:
    none = {"MonitoringTimeInMinutes": 0, "RollbackTriggers": []}
    assert triggers(0, ("Alarm", "WebErrorsAlarm"), before=["pneumoscope-prod-WebErrorsAlarm-1ABC"]) == none


def test_every_alarm_that_guards_a_deployment_exists(template: Callable[..., dict[str, Any]]) -> None:
    source = (ROOT / "infra" / "options" / "rollback_triggers.js").read_text()
    guards = json.loads(source.partition("const ALARMS = ")[2].partition(";")[0])
    resources = template("prod")["Resources"]
    assert [resources[name]["Type"] for name in guards] == ["AWS::CloudWatch::Alarm"] * len(guards)
