"""A client of the JSON API: sends films, waits for their findings, and prints them as JSON Lines.

    python api_client.py https://pneumoscope.example film.jpg…

PNEUMOSCOPE_TOKEN is an access token. Needs Python 3.11 and requests.
"""

import json
import os
import sys
import time
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import requests

ENDED = ("complete", "refused", "failed")
PATIENCE = 120
"""Seconds in which a film comes to its end. It takes some seconds, longer in a queue."""


class Pneumoscope:
    """The API of one deployment, for the account of one access token."""

    def __init__(self, origin: str, token: str) -> None:
        self._api = f"{origin}/api/v1"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def send(self, film: Path) -> str:
        """Upload a film and return the identifier of its study."""
        kind = guess_type(film)[0] or "application/dicom"
        created = self._call("POST", "/studies", {"content_type": kind, "size": film.stat().st_size})
        upload = created["upload"]
        # S3 gets the form alone, without the token.
        with film.open("rb") as content:
            posted = requests.post(upload["url"], upload["fields"], files={"file": content}, timeout=60)
        posted.raise_for_status()
        return str(created["study_id"])

    def wait_for(self, study_id: str) -> dict[str, Any]:
        """Return the study once it has ended. Raise TimeoutError."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            study = self._call("GET", f"/studies/{study_id}")
            if study["status"] in ENDED:
                return study
            time.sleep(1)
        raise TimeoutError(f"{study_id} has not ended yet; ask again later")

    def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        answer = self._session.request(method, self._api + path, json=body, timeout=30)
        if not answer.ok:
            # The sentence of the problem details. API Gateway has none.
            raise RuntimeError(f"{answer.status_code}: {answer.json().get('detail', answer.reason)}")
        found: dict[str, Any] = answer.json()
        return found


if __name__ == "__main__":
    client = Pneumoscope(sys.argv[1], os.environ["PNEUMOSCOPE_TOKEN"])
    for identifier in [client.send(Path(name)) for name in sys.argv[2:]]:
        ended = client.wait_for(identifier)
        shown = ("study_id", "status", "label", "probability", "probability_at_site", "reason")
        print(json.dumps({name: ended[name] for name in shown}))
