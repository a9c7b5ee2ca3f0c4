"""Orthanc as the archive: Debian's, set up by the recipe in `infra/gateway/deploy/orthanc.json`."""

import io
import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests
from pydicom import dcmread
from pydicom.dataset import Dataset

from infra.gateway.trial.archive import ResultArchive
from infra.local.settings import ROOT, free_port

RECIPE = ROOT / "infra" / "gateway" / "deploy" / "orthanc.json"
_APART = ("unshare", "--map-root-user", "--net")
"""Runs a program in a network of its own."""

_START_SECONDS = 60


def missing() -> str | None:
    """Return why Orthanc cannot run on this machine, or None if it can."""
    if shutil.which("Orthanc") is None:
        return "Orthanc is missing: apt-get install orthanc orthanc-dicomweb"
    can_be_apart = (
        shutil.which(_APART[0])
        and subprocess.run([*_APART, "true"], check=False, capture_output=True).returncode == 0
    )
    if not can_be_apart:
        return "Orthanc listens on every address, and this machine gives it no network of its own"
    return None


class OrthancArchive(ResultArchive):
    """A process of Orthanc that can be reached on loopback alone. ``folder`` keeps all its state."""

    name = "Orthanc"

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self.port, self._web_port = folder, port, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def web(self) -> str:
        """Return the address of the web service."""
        return f"http://127.0.0.1:{self._web_port}"

    def start(self) -> None:
        """Start Orthanc and wait until it answers. Raise OSError, TimeoutError."""
        recipe = json.loads(RECIPE.read_text())
        recipe["StorageDirectory"] = recipe["IndexDirectory"] = str(self._folder / "db")
        configuration = self._folder / "orthanc.json"
        configuration.write_text(json.dumps(recipe))
        doors = [
            (_listening(self.port), recipe["DicomPort"]),
            (_listening(self._web_port), recipe["HttpPort"]),
        ]
        inherited = [door.fileno() for door, _ in doors]
        with (self._folder / "orthanc.log").open("wb") as log:
            self._process = subprocess.Popen(
                [*_APART, sys.executable, "-m", "infra.gateway.trial.isolated_orthanc", str(configuration)]
                + [f"{door.fileno()}:{port}" for door, port in doors],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=inherited,
            )
        for door, _ in doors:
            door.close()
        try:
            self._wait(self._process)
            self.name = f"Orthanc {self._ask('GET', 'system').json()['Version']}"
        except TimeoutError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop Orthanc."""
        if self._process:
            self._process.communicate()
            self._process = None

    def count(self, study: str | None = None) -> int:
        """Return how many instances there are."""
        return len(self._instances(study))

    def results(self, study: str) -> list[Dataset]:
        """Return the instances of a study as Orthanc sends them."""
        answers = [self._ask("GET", f"instances/{name}/file").content for name in self._instances(study)]
        return [dcmread(io.BytesIO(answer), stop_before_pixels=True) for answer in answers]

    def _instances(self, study: str | None) -> list[str]:
        query: dict[str, Any] = {"Level": "Instance", "Query": {"StudyInstanceUID": study} if study else {}}
        found: list[str] = self._ask("POST", "tools/find", query).json()
        return found

    def _ask(self, method: str, path: str, query: dict[str, Any] | None = None) -> requests.Response:
        answer = requests.request(method, f"{self.web}/{path}", json=query, timeout=30)
        answer.raise_for_status()
        return answer

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                self._ask("GET", "system")
            except requests.RequestException:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(f"Orthanc did not start; see {self._folder / 'orthanc.log'}")


def _listening(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))
