"""A clone of the repository with a stack of its own, and the faults that the week brings."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3

from infra.local.settings import CREDENTIALS, REGION, ROOT, SAMPLES

PORT, AWS_PORT = 8091, 4691
_LINKED = (".venv", "node_modules", "build", ".local/ministack")
"""What a first `make run` installs and builds, taken from this checkout."""

_OUTAGE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"}],
}
_SECONDS = 300


class NothingHappened(Exception):
    """What must happen did not happen in time; the message names it."""


class Laptop:
    """The clone in ``folder``, and its stack once it runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: subprocess.Popen[bytes] | None = None
        self._pager = ""

    @cached_property
    def environment(self) -> dict[str, str]:
        """Return what an operator's terminal has: programs, credentials and addresses of the stack."""
        own = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        return own | {
            **CREDENTIALS,
            "PATH": f"{self.folder / '.venv/bin'}:{os.environ['PATH']}",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{AWS_PORT}",
            "PNEUMOSCOPE_ORIGIN": f"http://127.0.0.1:{PORT}",
        }

    def install(self) -> None:
        """Link what is installed here into the clone."""
        (self.folder / ".local").mkdir(exist_ok=True)
        for name in _LINKED:
            (self.folder / name).symlink_to(ROOT / name)

    def start(self) -> str:
        """Start the stack; return what it printed until it served. Raise NothingHappened."""
        log = self.folder / ".local" / "printed.log"
        with log.open("wb") as output:
            self._server = subprocess.Popen(
                [".venv/bin/python", "-m", "infra.local", f"--port={PORT}", f"--aws-port={AWS_PORT}"],
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        until(lambda: "Stop with Ctrl-C" in log.read_text(), "the stack did not start", 2 * _SECONDS)
        return log.read_text()

    def stop(self) -> None:
        """Stop the stack; its state is kept."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait()
            self._server = None

    @property
    def outputs(self) -> dict[str, Any]:
        """Return the names and addresses of the stack."""
        found: dict[str, Any] = json.loads((self.folder / ".local" / "outputs.json").read_text())
        return found

    def client(self, service: str) -> Any:  # noqa: ANN401  (boto3 has a type a service)
        """Return a client of the stack."""
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            region_name=REGION,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        )

    def begin_outage(self) -> None:
        """Take the tables away from classify."""
        role = self.outputs["classify_role"]
        self.client("iam").put_role_policy(
            RoleName=role, PolicyName="outage", PolicyDocument=json.dumps(_OUTAGE)
        )

    def end_outage(self) -> None:
        """Give classify its tables back."""
        self.client("iam").delete_role_policy(RoleName=self.outputs["classify_role"], PolicyName="outage")

    def send_films(self, count: int) -> None:
        """Put films into the inbox, as a gateway does."""
        for number in range(count):
            name = f"normal-{number + 1}.jpg"
            self.client("s3").upload_file(
                str(SAMPLES / name), self.outputs["uploads_bucket"], f"inbox/demo/tuesday-{name}"
            )

    def given_up(self) -> int:
        """Return how many messages are in the dead-letter queue."""
        answer = self.client("sqs").get_queue_attributes(
            QueueUrl=self.outputs["dead_letter_queue"], AttributeNames=["All"]
        )
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    def carry_pager(self) -> None:
        """Subscribe to the alarms."""
        sqs, stacks = self.client("sqs"), self.client("cloudformation")
        self._pager = sqs.create_queue(QueueName="pager")["QueueUrl"]
        held = sqs.get_queue_attributes(QueueUrl=self._pager, AttributeNames=["QueueArn"])["Attributes"]
        found = stacks.describe_stacks(StackName="pneumoscope-local")["Stacks"][0]["Outputs"]
        topic = next(it["OutputValue"] for it in found if it["OutputKey"] == "AlarmTopicArn")
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": held["QueueArn"],
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        sqs.set_queue_attributes(QueueUrl=self._pager, Attributes={"Policy": policy})
        self.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=held["QueueArn"])

    def next_alarm(self) -> dict[str, str]:
        """Wait for the pager and return the alarm that rang. Raise NothingHappened."""
        answer = self.client("sqs").receive_message(QueueUrl=self._pager, WaitTimeSeconds=20)
        for message in answer.get("Messages", []):
            alarm: dict[str, str] = json.loads(json.loads(message["Body"])["Message"])
            return alarm
        raise NothingHappened("no alarm rang")

    def measure(self) -> None:
        """Report the length of the dead-letter queue to CloudWatch, as SQS does on AWS each minute."""
        queue = self.outputs["dead_letter_queue"].rpartition("/")[2]
        metric = {
            "MetricName": "ApproximateNumberOfMessagesVisible",
            "Dimensions": [{"Name": "QueueName", "Value": queue}],
            "Value": self.given_up(),
        }
        self.client("cloudwatch").put_metric_data(Namespace="AWS/SQS", MetricData=[metric])

    def studies(self) -> list[str]:
        """Return the identifiers of the studies of the demo site."""
        items = self.client("dynamodb").scan(TableName=self.outputs["studies_table"])["Items"]
        return sorted(item["study_id"]["S"] for item in items if item["site"]["S"] == "demo")

    def lose(self, studies: list[str]) -> None:
        """Delete items of the table, as a slip of the hand does."""
        for study_id in studies:
            self.client("dynamodb").delete_item(
                TableName=self.outputs["studies_table"],
                Key={"site": {"S": "demo"}, "study_id": {"S": study_id}},
            )


def until(condition: Callable[[], object], otherwise: str, seconds: float = _SECONDS) -> None:
    """Wait for a condition. Raise NothingHappened."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise NothingHappened(otherwise)
        time.sleep(0.5)


def fresh(folder: Path) -> Path:
    """Return the folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
