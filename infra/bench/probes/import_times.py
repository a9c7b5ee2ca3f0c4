"""The parts of a cold start: run as a file, by the function's interpreter in the function's environment.

Prints milliseconds by part, as JSON. Its argument is the start of the process (time.monotonic).
"""

import sys
import time

_STARTED = float(sys.argv[1])
_AWAKE = time.monotonic()

PARTS = {
    "runtime client": ("awslambdaric.bootstrap",),
    "boto3": ("boto3", "boto3.dynamodb.conditions", "boto3.s3.transfer"),
    "pydantic": ("pydantic",),
    "powertools": (
        "aws_lambda_powertools",
        "aws_lambda_powertools.metrics",
        "aws_lambda_powertools.utilities.batch",
    ),
    "NumPy and Pillow": ("numpy", "PIL.Image"),
    "LiteRT": ("ai_edge_litert.interpreter",),
    "own code": ("functions.classify.wiring", "functions.classify.s3_event"),
}
"""Imports in the order of their timing: each counts only what the imports before it have not loaded."""


def main() -> None:
    """Do what a worker does before it asks for its first event."""
    import json  # noqa: PLC0415 (every import counts, this one too)
    from importlib import import_module  # noqa: PLC0415

    marks = {"interpreter": _AWAKE}
    for part, modules in PARTS.items():
        for module in modules:
            import_module(module)
        marks[part] = time.monotonic()
    import boto3  # noqa: PLC0415

    from cxr.inference.classifier import load_classifier  # noqa: PLC0415
    from functions.classify.wiring import CLIENT_CONFIG  # noqa: PLC0415

    boto3.client("s3", config=CLIENT_CONFIG)
    boto3.resource("dynamodb", config=CLIENT_CONFIG)
    marks["AWS clients"] = time.monotonic()
    load_classifier()
    marks["model"] = time.monotonic()
    starts = (_STARTED, *marks.values())
    durations = {
        part: 1000 * (end - start) for start, (part, end) in zip(starts, marks.items(), strict=False)
    }
    print(json.dumps(durations))


if __name__ == "__main__":
    main()
