"""A deployment that rings an alarm is taken back by CloudFormation itself."""

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

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
    """Ask for the triggers of a stack that has these resources, as pairs of kind and name."""
    answers: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = answers[-1].encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def ask(minutes: object, *resources: tuple[str, str]) -> "subprocess.CompletedProcess[str]":
        members = "".join(
            f"<member><StackId>{STACK}</StackId><LogicalResourceId>{name}</LogicalResourceId>"
            f"<PhysicalResourceId>pneumoscope-prod-{name}-1ABC</PhysicalResourceId>"
            f"<ResourceType>AWS::CloudWatch::{kind}</ResourceType></member>"
            for kind, name in resources
        )
        inner = f"<StackResources>{members}</StackResources>"
        answers.append(f"<R><DescribeStackResourcesResult>{inner}</DescribeStackResourcesResult></R>")
        command = ["node", "-e", ASK, f"http://127.0.0.1:{server.server_port}", str(minutes)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    yield ask
    server.shutdown()
    server.server_close()


def test_alarms_of_a_bad_release_take_it_back(triggers: Callable[..., Any]) -> None:
    resources = [("Alarm", "WebErrorsAlarm"), ("Alarm", "LogInsFailAlarm"), ("Dashboard", "Dashboard")]
    assert json.loads(triggers(15, *resources).stdout) == {
        "MonitoringTimeInMinutes": 15,
        "RollbackTriggers": [
            {
                "Arn": f"{ALARMS}:pneumoscope-prod-WebErrorsAlarm-1ABC",
                "Type": "AWS::CloudWatch::Alarm",
            }
        ],
    }


def test_a_first_deployment_and_one_without_guard_go_unwatched(triggers: Callable[..., Any]) -> None:
    assert json.loads(triggers(15).stdout) is None
    assert json.loads(triggers(0, ("Alarm", "WebErrorsAlarm")).stdout) is None


def test_every_alarm_that_guards_a_deployment_exists(template: Callable[..., dict[str, Any]]) -> None:
    source = (ROOT / "infra" / "options" / "rollback_triggers.js").read_text()
    guards = json.loads(source.partition("const ALARMS = ")[2].partition(";")[0])
    resources = template("prod")["Resources"]
    assert [resources[name]["Type"] for name in guards] == ["AWS::CloudWatch::Alarm"] * len(guards)
