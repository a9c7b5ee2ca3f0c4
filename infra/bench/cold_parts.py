"""Where a cold start spends its time: run as a file, by the function's interpreter in its environment.

Prints milliseconds by part, as JSON. Its argument is when the process was started (time.monotonic).
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
    "own code": ("functions.classify.assembly", "functions.classify.announcement"),
}
"""Imports, in the order in which they are timed: each is left with what those before it did not load."""


def main() -> None:
    """Do what a worker does before it asks for its first event."""
    import json  # noqa: PLC0415 (every import counts, this one too)
    from importlib import import_module  # noqa: PLC0415

    taken = {"interpreter": _AWAKE - _STARTED}
    for part, modules in PARTS.items():
        started = time.monotonic()
        for module in modules:
            import_module(module)
        taken[part] = time.monotonic() - started
    taken |= _objects()
    print(json.dumps({part: 1000 * seconds for part, seconds in taken.items()}))


def _objects() -> dict[str, float]:
    import boto3  # noqa: PLC0415

    from cxr.classifier import load_classifier  # noqa: PLC0415
    from functions.classify.assembly import CLIENT_CONFIG  # noqa: PLC0415

    started = time.monotonic()
    boto3.client("s3", config=CLIENT_CONFIG)
    boto3.resource("dynamodb", config=CLIENT_CONFIG)
    connected = time.monotonic()
    load_classifier()
    return {"AWS clients": connected - started, "model": time.monotonic() - connected}


if __name__ == "__main__":
    main()
