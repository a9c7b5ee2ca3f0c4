"""Runs the classify function under Lambda's own runtime client, and prints its times as JSON.

Run as a file, by an interpreter that has `awslambdaric`, in the function's environment. Arguments: the start
of the process (time.monotonic), an event as JSON, and how often the event comes.
"""

import json
import sys
import time
from importlib import import_module
from types import SimpleNamespace

_AWAKE = time.monotonic()

PARTS = {
    "runtime client": ("awslambdaric.__main__",),
    "boto3": ("boto3.dynamodb.conditions", "boto3.s3.transfer"),
    "pydantic": ("pydantic",),
    "powertools": ("aws_lambda_powertools.metrics", "aws_lambda_powertools.utilities.batch"),
    "NumPy and Pillow": ("numpy", "PIL.Image"),
    "LiteRT": ("ai_edge_litert.interpreter",),
    "own code": ("functions.classify.wiring", "functions.classify.s3_event"),
}
"""Imports in the order of their timing: each counts only what the imports before it have not loaded."""


class Done(Exception):
    """All events have their response."""


class RuntimeApi:
    """What the runtime client speaks to: gives one event again and again, and takes the responses.

    An error ends the process. ``asked`` and ``responded`` are the times of each event, as time.monotonic.
    """

    post_init_error = staticmethod(sys.exit)

    def __init__(self, event: str, times: int, marshaller: object = None) -> None:
        """Give the event so many times; ``marshaller`` is the client's own reader and writer of JSON."""
        self.marshaller = marshaller
        self.asked, self.responded = list[float](), list[float]()
        self._event, self._times = event.encode(), times

    def wait_next_invocation(self) -> SimpleNamespace:
        """Return the event. Raise Done when it has come often enough."""
        if len(self.asked) == self._times:
            raise Done
        self.asked.append(time.monotonic())
        return SimpleNamespace(
            invoke_id="8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            invoked_function_arn="arn:aws:lambda:eu-central-1:123456789012:function:classify",
            x_amzn_trace_id="Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
            deadline_time_in_ms=str(int((time.time() + 30) * 1000)),
            content_type="application/json",
            event_body=self._event,
            **dict.fromkeys(("invocation_id", "tenant_id", "client_context", "cognito_identity")),
        )

    def post_invocation_result(self, _invoke_id: str, response: str, *_: object) -> None:
        """Take a response. A film to be delivered again is an error."""
        self.responded.append(time.monotonic())
        if json.loads(response) != {"batchItemFailures": []}:
            sys.exit(f"error: {response}")

    def post_invocation_error(self, _invoke_id: str, error: str, *_: object) -> None:
        """End with the error of the function."""
        sys.exit(error)


def main() -> None:
    """Start as a worker does, and print the milliseconds of each part of the start and of each event."""
    started, event, times = sys.argv[1:]
    marks = {"interpreter": _AWAKE}
    for part, modules in PARTS.items():
        for module in modules:
            import_module(module)
        marks[part] = time.monotonic()
    wiring = import_module("functions.classify.wiring")
    load_classifier = wiring.load_classifier

    def load_and_mark() -> object:
        marks["sandbox and AWS clients"] = time.monotonic()
        classifier = load_classifier()
        marks["model"] = time.monotonic()
        return classifier

    vars(wiring)["load_classifier"] = load_and_mark
    marshaller = import_module("awslambdaric.lambda_runtime_marshaller").LambdaMarshaller()
    api = RuntimeApi(event, int(times), marshaller)
    try:
        import_module("awslambdaric.bootstrap").run("functions.classify.handler.handler", api)
    except Done:
        marks["rest"] = api.asked[0]
    starts = (float(started), *marks.values())
    parts = {part: 1000 * (end - start) for start, (part, end) in zip(starts, marks.items(), strict=False)}
    films = [1000 * (end - start) for start, end in zip(api.asked, api.responded, strict=True)]
    print(json.dumps({"parts": parts, "films": films}))


if __name__ == "__main__":
    main()
