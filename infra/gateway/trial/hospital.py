"""A hospital on this machine: a gateway beside the laptop stack, and an archive for its results."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from infra.gateway.trial.archive import TITLE, ResultArchive
from infra.gateway.trial.modality import MODALITY, echo
from infra.local.outputs import Outputs
from infra.local.settings import ROOT
from infra.service import Service

_START_SECONDS = 180

_SETTINGS = """\
# The gateway of the hospital on this machine.
site = "{site}"
uploads_bucket = "{uploads_bucket}"
results_bucket = "{results_bucket}"
region = "{region}"
endpoint_url = "{endpoint}"
spool = {spool}

[listen]
port = {port}
senders = ["{sender}"]

[archive]
protocol = "c-store"
ae_title = "{archive}"
host = "127.0.0.1"
port = {archive_port}
"""


class TrialHospital(Service):
    """The gateway runs in a process of its own, as a hospital starts it. ``folder`` keeps all its state."""

    def __init__(self, outputs: Outputs, folder: Path, site: str, port: int, archive: ResultArchive) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._outputs, self.port, self.archive = outputs, port, archive
        self.settings, self.log = folder / "gateway.toml", folder / "gateway.log"
        self.settings.write_text(
            _SETTINGS.format(
                site=site,
                uploads_bucket=outputs["uploads_bucket"],
                results_bucket=outputs["results_bucket"],
                region=outputs["region"],
                endpoint=outputs["aws_endpoint"],
                spool=json.dumps(str(folder / "spool")),
                port=port,
                sender=MODALITY,
                archive=TITLE,
                archive_port=archive.port,
            )
        )
        self._gateway: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start archive and gateway, and wait until the gateway answers. Raise OSError, TimeoutError."""
        self.archive.start()
        try:
            self.start_gateway()
        except TimeoutError:
            self.stop()
            raise

    def start_gateway(self) -> None:
        """Start the gateway alone. Raise TimeoutError if it does not answer."""
        credentials = {
            "AWS_ACCESS_KEY_ID": self._outputs["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": self._outputs["secret_access_key"],
        }
        with self.log.open("ab") as log:
            self._gateway = subprocess.Popen(
                [sys.executable, "-m", "infra.gateway", "run", "--config", self.settings],
                cwd=ROOT,
                env=os.environ | credentials,
                stderr=log,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not echo(self.port):
            if self._gateway.poll() is not None or time.monotonic() > deadline:
                raise TimeoutError(f"the gateway did not start; see {self.log}")
            time.sleep(0.1)

    @property
    def pid(self) -> int | None:
        """Return the process of the gateway, None before its first start."""
        return self._gateway.pid if self._gateway else None

    def kill_gateway(self) -> None:
        """End the gateway without warning, as a power cut does."""
        if self._gateway:
            self._gateway.send_signal(signal.SIGKILL)
            self._gateway.wait()

    def stop(self) -> None:
        """Stop gateway and archive."""
        if self._gateway:
            self._gateway.terminate()
            self._gateway.wait()
        self.archive.stop()
