"""A receiver that listens, and a modality that sends to it."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pynetdicom import AE, _config

from infra.gateway.pseudonyms import Pseudonyms
from infra.gateway.reception.receiver import FILM_CLASSES, Receiver
from infra.gateway.settings import Listen
from infra.gateway.spool.ledger import State
from infra.gateway.spool.spool import Spool
from infra.local.settings import free_port

SUCCESS, FULL, WRONG, NOT_SUPPORTED = 0x0000, 0xA700, 0xA900, 0x0122


@dataclass
class Door:
    """A receiver that listens, and the modality that sends to it."""

    port: int
    spool: Spool
    heard: list[str]

    def send(self, film: bytes | Dataset, title: str = "MODALITY", called: str = "PNEUMOSCOPE") -> int | str:
        """Send an object. The status, or why there is none."""
        answer = self.send_all([film], title, called)
        return answer if isinstance(answer, str) else answer[0]

    def send_all(
        self, films: Sequence[bytes | Dataset], title: str = "MODALITY", called: str = "PNEUMOSCOPE"
    ) -> list[int] | str:
        """Send objects of one class in one association. The status of each, or why there is none."""
        sent = [dcmread(io.BytesIO(film)) if isinstance(film, bytes) else film for film in films]
        entity = AE(ae_title=title)
        syntax = sent[0].file_meta.TransferSyntaxUID
        for kind in {*FILM_CLASSES, sent[0].SOPClassUID}:
            entity.add_requested_context(kind, syntax)
        association = entity.associate("127.0.0.1", self.port, ae_title=called)
        if association.is_rejected:
            answer = association.acceptor.primitive
            return f"rejected {answer and answer.diagnostic}"
        try:
            return [int(association.send_c_store(film).Status) for film in sent]
        except ValueError:
            return "no context"
        finally:
            association.release()

    @property
    def films(self) -> int:
        """How many films the spool has."""
        return self.spool.ledger.counts()[State.RECEIVED]

    @property
    def files(self) -> list[Path]:
        """What lies in the spool, films that are arriving among it."""
        return [*self.spool.incoming.iterdir(), *(self.spool.incoming.parent / "films").iterdir()]


@contextmanager
def open_door(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """A receiver with a spool in ``folder``."""
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(_config, "STORE_RECV_CHUNKED_DATASET", False)
    spool = Spool(folder / "spool", limit=1e9)
    heard: list[str] = []
    listen = Listen(port=free_port(), senders=("MODALITY",))
    receiver = Receiver(listen, spool, Pseudonyms(bytes(32)), lambda: heard.append("film"))
    receiver.start()
    try:
        yield Door(listen.port, spool, heard)
    finally:
        receiver.stop()
        spool.close()
