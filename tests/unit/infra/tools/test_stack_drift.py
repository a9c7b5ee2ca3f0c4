"""An operator sees what somebody changed beside the deployments."""

from types import SimpleNamespace
from typing import Any

import pytest

from infra.stage import Stage, StageUnreachableError
from infra.tools import stack_drift as command
from infra.tools.stack_drift import DetectionFailed, changes

BUCKET = {
    "LogicalResourceId": "UploadsBucket",
    "StackResourceDriftStatus": "MODIFIED",
    "PropertyDifferences": [{"PropertyPath": "/VersioningConfiguration/Status"}],
}
ALARM = {"LogicalResourceId": "WebErrorsAlarm", "StackResourceDriftStatus": "DELETED"}


class CloudFormation:
    """Compares a stack, and needs some time for it."""

    def __init__(self, *drifts: dict[str, Any], end: str = "DETECTION_COMPLETE") -> None:
        self.drifts = drifts
        self.statuses = ["DETECTION_IN_PROGRESS", "DETECTION_IN_PROGRESS", end]

    def detect_stack_drift(self, StackName: str) -> dict[str, str]:  # noqa: N803
        assert StackName == "pneumoscope-prod"
        return {"StackDriftDetectionId": "a-detection"}

    def describe_stack_drift_detection_status(self, **_: str) -> dict[str, str]:
        return {"DetectionStatus": self.statuses.pop(0), "DetectionStatusReason": "no right to read"}

    def describe_stack_resource_drifts(self, NextToken: str = "0", **_: Any) -> dict[str, Any]:  # noqa: N803
        """Answer one resource a page."""
        page: dict[str, Any] = {"StackResourceDrifts": [*self.drifts[int(NextToken) :][:1]]}
        if int(NextToken) + 1 < len(self.drifts):
            page["NextToken"] = str(int(NextToken) + 1)
        return page


def found(client: Any) -> tuple[list[str], list[float]]:
    waits: list[float] = []
    return [*changes(client, "pneumoscope-prod", waits.append)], waits


def test_each_changed_resource_is_named_once_the_comparison_is_over() -> None:
    lines, waits = found(CloudFormation(BUCKET, ALARM))
    assert lines == ["UploadsBucket modified: /VersioningConfiguration/Status", "WebErrorsAlarm deleted"]
    assert len(waits) == 2


def test_a_comparison_that_failed_is_no_clean_report() -> None:
    with pytest.raises(DetectionFailed, match="no right to read"):
        found(CloudFormation(end="DETECTION_FAILED"))


@pytest.mark.parametrize(
    ("client", "status", "printed"),
    [
        (CloudFormation(), 0, "as it was deployed"),
        (CloudFormation(ALARM), 1, "WebErrorsAlarm deleted"),
        (CloudFormation(end="DETECTION_FAILED"), 2, "stack_drift: no right to read"),
    ],
)
def test_the_status_says_what_is_known(
    client: CloudFormation,
    status: int,
    printed: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    session: Any = SimpleNamespace(client=lambda *_, **__: client)
    monkeypatch.setattr(command, "open_stage", lambda *_: Stage(session, None, {}))
    monkeypatch.setattr(command, "_POLL_SECONDS", 0)
    assert command.main(["--stage", "prod"]) == status
    shown = capsys.readouterr()
    assert printed in shown.out + shown.err


def test_a_stage_that_is_not_there_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: str) -> None:
        raise StageUnreachableError("there is no stack")

    monkeypatch.setattr(command, "open_stage", refuse)
    assert command.main(["--stage", "prod"]) == 2
    assert capsys.readouterr().err == "stack_drift: there is no stack\n"
