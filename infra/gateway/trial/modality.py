"""A modality on this machine, which sends films to a gateway."""

import shutil
import subprocess
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset
from pynetdicom import AE
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]  # made at run time

MODALITY, GATEWAY = "MODALITY", "PNEUMOSCOPE"
_SECONDS = 60


def echo(port: int) -> bool:
    """Return whether a gateway answers at a port of this machine."""
    entity = AE(ae_title=MODALITY)
    entity.add_requested_context(Verification)
    association = entity.associate("127.0.0.1", port, ae_title=GATEWAY)
    if not association.is_established:
        return False
    association.send_c_echo()
    association.release()
    return True


def send(port: int, film: Dataset) -> int | None:
    """Send a film. Return the status, None if there is no answer."""
    entity = AE(ae_title=MODALITY)
    entity.add_requested_context(film.SOPClassUID, film.file_meta.TransferSyntaxUID)
    association = entity.associate("127.0.0.1", port, ae_title=GATEWAY)
    if not association.is_established:
        return None
    status = association.send_c_store(film).get("Status")
    association.release()
    return None if status is None else int(status)


def send_file(port: int, film: Path) -> bool:
    """Send a film by dcmtk, the program that hospitals use to try a connection. Return whether it was taken.

    Where dcmtk is missing, pynetdicom sends it.
    """
    if shutil.which("storescu") is None:
        return send(port, dcmread(film)) == 0
    titles = ("-aet", MODALITY, "-aec", GATEWAY)
    command = ("storescu", *titles, "127.0.0.1", str(port), str(film))
    return subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS).returncode == 0
