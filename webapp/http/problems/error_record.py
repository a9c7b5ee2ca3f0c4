"""What the log contains of an unexpected error: its kind and its places, never its text.

The text may quote what the error stumbled over: a reference, an address, a form.
"""

import traceback
from pathlib import PurePath
from typing import Any

from botocore.exceptions import ClientError

_PLACES = 30
"""The innermost places are kept: the outer ones are Flask's, the same for each request."""


def error_record(error: BaseException) -> dict[str, Any]:
    """Return the kind of an error, the code and operation of an AWS error, its places, and its cause."""
    record: dict[str, Any] = {"kind": f"{type(error).__module__}.{type(error).__qualname__}"}
    if isinstance(error, ClientError):
        record["code"] = error.response.get("Error", {}).get("Code")
        record["operation"] = error.operation_name
    frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    record["places"] = [f"{_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    cause = error.__cause__ or error.__context__
    if cause is not None:
        record["cause"] = error_record(cause)
    return record


def _short(file: str) -> str:
    """Return the last three folders of a path and its name: packages lie elsewhere on each machine."""
    return "/".join(PurePath(file).parts[-4:])
