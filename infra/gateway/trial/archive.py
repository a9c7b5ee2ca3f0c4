"""Archives to try the gateway with, and the one that needs no other program: it keeps results in a folder."""

import threading
from abc import abstractmethod
from pathlib import Path
from typing import Any

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import UID, ExplicitVRLittleEndian
from pynetdicom import AE, evt
from pynetdicom.events import Event
from pynetdicom.transport import ThreadedAssociationServer

from infra.gateway.archive import RESULT_CLASSES
from infra.service import Service

TITLE = "ARCHIVE"
_DUPLICATE, _NOT_UNDERSTOOD = 0x0111, 0xC000


class ResultArchive(Service):
    """An archive that takes results by C-STORE, called ARCHIVE, at ``port`` of loopback."""

    name: str
    port: int

    @abstractmethod
    def count(self, study: str | None = None) -> int:
        """Return how many objects are stored, of one study or of all."""

    @abstractmethod
    def results(self, study: str) -> list[Dataset]:
        """Return the objects of a study as the archive has them, without their pixels."""


class TrialArchive(ResultArchive):
    """A storage provider on loopback, with a folder a study. An object that comes again is a duplicate."""

    name = "an archive of the project's own"

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self.port = folder, port
        self._entity = AE(ae_title=TITLE)
        for kind in RESULT_CLASSES:
            self._entity.add_supported_context(kind, ExplicitVRLittleEndian)
        self._lock = threading.Lock()
        self._server: ThreadedAssociationServer | None = None
        self.sent = 0
        """How many objects were sent, duplicates among them."""

    def start(self) -> None:
        """Listen. Raise OSError if the port is in use."""
        handlers: list[Any] = [(evt.EVT_C_STORE, self._store)]
        self._server = self._entity.start_server(("127.0.0.1", self.port), block=False, evt_handlers=handlers)

    def stop(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.shutdown()
            self._server = None

    def objects(self, study: str | None = None) -> list[Path]:
        """Return the files of the objects that are stored, of one study or of all."""
        return sorted(self._folder.glob(f"{study or '*'}/*.dcm"))

    def count(self, study: str | None = None) -> int:
        """Return how many files there are."""
        return len(self.objects(study))

    def results(self, study: str) -> list[Dataset]:
        """Return the objects of a study from their files."""
        return [dcmread(path, stop_before_pixels=True) for path in self.objects(study)]

    def _store(self, event: Event) -> int:
        received: Dataset = event.dataset
        received.file_meta = event.file_meta
        study, instance = UID(received.StudyInstanceUID), UID(received.SOPInstanceUID)
        if not study.is_valid or not instance.is_valid:
            return _NOT_UNDERSTOOD
        with self._lock:
            self.sent += 1
            file = self._folder / study / f"{instance}.dcm"
            file.parent.mkdir(exist_ok=True)
            if file.exists():
                return _DUPLICATE
            unfinished = file.with_suffix(".part")
            received.save_as(unfinished, enforce_file_format=True)
            unfinished.replace(file)
        return 0x0000
