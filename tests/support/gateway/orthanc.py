"""A program for a network of its own: Orthanc by our recipe, results sent to it, what it has of them.

Orthanc listens on all addresses of its network, so it gets one that has nothing but loopback.
"""

import fcntl
import json
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

from infra.gateway.archive import StoreScu, StowClient
from infra.gateway.settings import DicomArchive

RECIPE = Path("infra/gateway/deploy/orthanc.json")
WEB = "http://127.0.0.1:8042"


def switch_loopback_on() -> None:
    """A new network has its loopback switched off. The numbers are SIOCSIFFLAGS, IFF_UP and IFF_RUNNING."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x41))


def configured(folder: Path) -> Path:
    recipe = json.loads(RECIPE.read_text())
    recipe["StorageDirectory"] = recipe["IndexDirectory"] = str(folder / "db")
    path = folder / "orthanc.json"
    path.write_text(json.dumps(recipe))
    return path


def wait_for_orthanc(process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            requests.get(f"{WEB}/system", timeout=5).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Orthanc did not start")


def main(folder: Path, by: str) -> None:
    """Print what Orthanc has after the results in ``folder`` were sent to it twice."""
    recipe = json.loads(RECIPE.read_text())
    switch_loopback_on()
    with (folder / "orthanc.log").open("wb") as log:
        process = subprocess.Popen(["Orthanc", configured(folder)], stdout=log, stderr=log)
    try:
        wait_for_orthanc(process)
        archive = DicomArchive(
            protocol="c-store", ae_title=recipe["DicomAet"], host="127.0.0.1", port=recipe["DicomPort"]
        )
        client = StowClient(f"{WEB}/dicom-web") if by == "stow-rs" else StoreScu(archive, "PNEUMOSCOPE")
        for _ in range(2):
            client.send(sorted(folder.glob("*.dcm")))
        instances = [f"instances/{name}/simplified-tags" for name in get("instances")]
        studies = [f"studies/{name}" for name in get("studies")]
        found = {"instances": [get(path) for path in instances], "studies": [get(path) for path in studies]}
        sys.stdout.write(json.dumps(found))
    finally:
        process.terminate()
        process.wait()


def get(path: str) -> Any:
    answer = requests.get(f"{WEB}/{path}", timeout=5)
    answer.raise_for_status()
    return answer.json()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
