"""`python -m infra.tools.stack_drift --stage STAGE` lists what somebody changed beside the deployments.

CloudFormation compares each resource with the template and changes nothing. The next deployment may take such
a change back, or fail because of it.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from infra.stage import StageUnreachableError, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackResourceDriftTypeDef

_POLL_SECONDS = 5
_CHANGED, _MISUSE = 1, 2


class DetectionFailed(Exception):
    """CloudFormation could not compare the stack. The message has its reason."""


def changes(
    client: "CloudFormationClient", stack: str, wait: Callable[[float], None] = time.sleep
) -> Iterator[str]:
    """Return a line for each resource that differs from the template. Raise DetectionFailed."""
    detection = client.detect_stack_drift(StackName=stack)["StackDriftDetectionId"]
    found = client.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
    while found["DetectionStatus"] == "DETECTION_IN_PROGRESS":
        wait(_POLL_SECONDS)
        found = client.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
    if found["DetectionStatus"] == "DETECTION_FAILED":
        raise DetectionFailed(found["DetectionStatusReason"])
    return _lines(client, stack)


def _lines(client: "CloudFormationClient", stack: str) -> Iterator[str]:
    for drift in _drifts(client, stack):
        properties = sorted({it["PropertyPath"] for it in drift.get("PropertyDifferences", [])})
        where = f": {', '.join(properties)}" if properties else ""
        yield f"{drift['LogicalResourceId']} {drift['StackResourceDriftStatus'].lower()}{where}"


def _drifts(client: "CloudFormationClient", stack: str) -> Iterator["StackResourceDriftTypeDef"]:
    further: dict[str, str] = {}
    while True:
        page = client.describe_stack_resource_drifts(
            StackName=stack,
            StackResourceDriftStatusFilters=["MODIFIED", "DELETED"],
            **further,  # type: ignore[arg-type]  # its one key is NextToken
        )
        yield from page["StackResourceDrifts"]
        if "NextToken" not in page:
            return
        further = {"NextToken": page["NextToken"]}


def main(arguments: list[str] | None = None) -> int:
    """Return 0 if all is as it was deployed, 1 if something is not, 2 if no one can say."""
    parser = argparse.ArgumentParser(prog="python -m infra.tools.stack_drift", description=__doc__)
    add_stage_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
        client = stage.session.client("cloudformation", endpoint_url=stage.endpoint)
        lines = [*changes(client, f"pneumoscope-{options.stage}")]
    except (StageUnreachableError, DetectionFailed) as e:
        print(f"stack_drift: {e}", file=sys.stderr)
        return _MISUSE
    print("\n".join(lines) or "Everything that CloudFormation can compare is as it was deployed.")
    return _CHANGED if lines else 0


if __name__ == "__main__":
    sys.exit(run_command("stack_drift", main))
