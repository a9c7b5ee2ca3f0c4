"""The API answers a program that knows it from its description alone."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.unit.webapp.support.pool_keys import PoolKeys, access_token

SECONDS = 40
"""Of trying. The run is over sooner if nothing is left to try."""


@pytest.fixture
def address(loopback_app: Flask) -> Iterator[str]:
    """The API on a port of this machine."""
    server = make_server("127.0.0.1", 0, loopback_app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/api/v1"
    server.shutdown()
    thread.join()


def test_no_request_that_the_description_allows_surprises_the_api(
    address: str, pool_keys: PoolKeys, tmp_path: Path
) -> None:
    # Valid for longer than a slow machine takes to start the program.
    token = access_token(pool_keys, exp=datetime.now(UTC) + timedelta(hours=1))
    options = {
        "--header": f"Authorization: Bearer {token}",
        "--phases": "coverage,fuzzing,stateful",
        "--max-examples": "5",
        "--max-time": str(SECONDS),
        "--seed": "1",
        # Of the program itself, which a busy machine slows down.
        "--suppress-health-check": "too_slow",
        # A token has no session.
        "--exclude-operation-id": "session",
        # Some rules join two fields, which a schema does not.
        "--exclude-checks": "positive_data_acceptance",
    }
    program = str(Path(sys.executable).with_name("schemathesis"))
    done = subprocess.run(
        [program, "run", f"{address}/openapi.json", *(word for option in options.items() for word in option)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
