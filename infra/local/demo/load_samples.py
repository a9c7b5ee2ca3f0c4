"""Loads the sample films into the demo account's worklist, once."""

import time
from pathlib import Path

from boto3.dynamodb.conditions import Attr, Key

from infra.local.clients import Clients
from infra.local.outputs import Outputs
from infra.local.settings import SAMPLES

_TIMEOUT_SECONDS = 120
_FINAL = ("complete", "refused")


def load_once(clients: Clients, outputs: Outputs, state: Path) -> None:
    """Put each sample film into the demo site's inbox, as another system would, and wait for the findings.

    Later starts load nothing, since the user may have deleted the films. A new user pool starts afresh.
    """
    loaded = state / "samples"
    if loaded.exists() and loaded.read_text() == outputs["user_pool_id"]:
        return
    films = sorted(path for path in SAMPLES.iterdir() if path.is_file()) if SAMPLES.is_dir() else []
    site = outputs["demo"]["site"]
    if films:
        print(f"Reading {len(films)} sample films ...", flush=True)
    for film in films:
        clients.s3.upload_file(str(film), outputs["uploads_bucket"], f"inbox/{site}/{film.name}")
    _wait_for_findings(clients, outputs["studies_table"], site, len(films))
    loaded.write_text(outputs["user_pool_id"])


def _wait_for_findings(clients: Clients, table: str, site: str, wanted: int) -> None:
    """Wait until all films are final. A timeout is no error: a late film still appears in the worklist."""
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        answer = clients.dynamodb.Table(table).query(
            KeyConditionExpression=Key("site").eq(site),
            FilterExpression=Attr("status").is_in(list(_FINAL)),
            Select="COUNT",
        )
        if answer["Count"] >= wanted:
            return
        time.sleep(0.2)
