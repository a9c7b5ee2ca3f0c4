"""`python -m infra.local.latency` measures the time from upload to finding on a running stack.

It uploads each film as a client of the JSON API does. It creates a study, sends the file with the returned
form, and polls the study until it is final. The clock runs from the first request to the response with the
finding.
"""

import argparse
import itertools
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import boto3
import urllib3
from botocore import UNSIGNED
from botocore.config import Config

from cxr.cli.whole_numbers import add_whole_number
from infra.local.outputs import Outputs
from infra.local.settings import SAMPLES, Settings

_POLL_SECONDS = 0.05
_TIMEOUT_SECONDS = 60
_FINAL = ("complete", "refused", "failed")


class MeasurementError(Exception):
    """A film has no finding. The message gives the reason."""


class Api:
    """A client of the JSON API, signed in as the demo account."""

    def __init__(self, outputs: Outputs) -> None:
        self._http = urllib3.PoolManager(retries=False, timeout=30)
        self._url = f"{outputs['url']}/api/v1"
        self._headers = {"Authorization": f"Bearer {_access_token(outputs)}"}

    def seconds_to_finding(self, film: Path) -> float:
        """Upload one film and wait for its finding. Raise MeasurementError if there is none."""
        content = film.read_bytes()
        start = time.monotonic()
        created = self._call("POST", "/studies", {"content_type": "image/jpeg", "size": len(content)})
        self._upload(created["upload"], film.name, content)
        status = self._wait(created["study_id"], start + _TIMEOUT_SECONDS)
        taken = time.monotonic() - start
        if status != "complete":
            raise MeasurementError(f"{film.name}: {status}")
        return taken

    def _upload(self, upload: dict[str, Any], name: str, content: bytes) -> None:
        fields = {**upload["fields"], "file": (name, content, "image/jpeg")}
        answer = self._http.request("POST", upload["url"], fields=fields)
        if answer.status >= 300:
            raise MeasurementError(f"{name}: the upload returned status {answer.status}")

    def _wait(self, study_id: str, deadline: float) -> str:
        while time.monotonic() < deadline:
            status: str = self._call("GET", f"/studies/{study_id}")["status"]
            if status in _FINAL:
                return status
            time.sleep(_POLL_SECONDS)
        return f"no finding after {_TIMEOUT_SECONDS} s"

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._http.request(method, self._url + path, json=body, headers=self._headers)
        if answer.status >= 300:
            raise MeasurementError(f"{method} {path} returned status {answer.status}: {answer.data!r}")
        document: dict[str, Any] = answer.json()
        return document


def _access_token(outputs: Outputs) -> str:
    cognito = boto3.client(
        "cognito-idp",
        region_name=outputs["region"],
        endpoint_url=outputs["aws_endpoint"],
        config=Config(signature_version=UNSIGNED),
    )
    demo = outputs["demo"]
    answer = cognito.initiate_auth(
        ClientId=outputs["api_client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": demo["email"], "PASSWORD": demo["password"]},
    )
    return answer["AuthenticationResult"]["AccessToken"]


def main() -> int:
    """Measure and print the figures. The first film is a warm-up and is not counted."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.latency", description=__doc__)
    add_whole_number(parser, "--films", "films to measure", lowest=2, default=20)
    parser.add_argument(
        "--outputs",
        type=Path,
        default=Settings().state / "outputs.json",
        metavar="FILE",
        help="outputs.json of the running stack (default: %(default)s)",
    )
    options = parser.parse_args()
    api = Api(json.loads(options.outputs.read_text()))
    films = itertools.cycle(sorted(path for path in SAMPLES.glob("*.jpg") if "not-an-xray" not in path.name))
    try:
        _, *taken = [api.seconds_to_finding(next(films)) for _ in range(options.films + 1)]
    except MeasurementError as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"upload to finding, {len(taken)} films: median {statistics.median(taken):.2f} s,"
        f" p90 {statistics.quantiles(taken, n=10, method='inclusive')[-1]:.2f} s,"
        f" min {min(taken):.2f} s, max {max(taken):.2f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
