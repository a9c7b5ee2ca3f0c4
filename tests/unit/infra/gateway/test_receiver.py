"""Who may send, what is taken in, and what a sender hears: by real associations on loopback."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread, uid
from pydicom.dataset import Dataset
from pynetdicom import AE, _config
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded
from infra.gateway.pseudonyms import Pseudonyms
from infra.gateway.receiver import FILM_CLASSES, Receiver
from infra.gateway.settings import Listen
from infra.gateway.spool.ledger import State
from infra.gateway.spool.spool import Spool
from infra.local.settings import free_port
from tests.support.films.dicoms import deep_chest
from tests.support.films.identified import identified_film
from tests.support.interchange.results import objects

SUCCESS, FULL, WRONG, NOT_SUPPORTED = 0x0000, 0xA700, 0xA900, 0x0122


@dataclass
class Door:
    """A receiver that listens, and the modality that sends to it."""

    port: int
    spool: Spool
    heard: list[str]

    def send(self, film: bytes | Dataset, title: str = "MODALITY", called: str = "PNEUMOSCOPE") -> int | str:
        """Send an object. The status, or why there is none."""
        sent = dcmread(io.BytesIO(film)) if isinstance(film, bytes) else film
        entity = AE(ae_title=title)
        syntax = sent.file_meta.TransferSyntaxUID
        for kind in FILM_CLASSES:
            entity.add_requested_context(kind, syntax)
        if sent.SOPClassUID not in FILM_CLASSES:
            entity.add_requested_context(sent.SOPClassUID, syntax)
        association = entity.associate("127.0.0.1", self.port, ae_title=called)
        if not association.is_established:
            return "rejected" if association.is_rejected else "aborted"
        try:
            return int(association.send_c_store(sent).Status)
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
        return [*self.spool.incoming.iterdir(), *(self.spool.incoming.parent / "films").iterdir()]


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(_config, "STORE_RECV_CHUNKED_DATASET", False)
    spool = Spool(tmp_path / "spool", limit=1e9)
    heard: list[str] = []
    listen = Listen(port=free_port(), senders=("MODALITY",))
    receiver = Receiver(listen, spool, Pseudonyms(bytes(32)), lambda: heard.append("film"))
    receiver.start()
    yield Door(listen.port, spool, heard)
    receiver.stop()
    spool.close()


@pytest.mark.parametrize(
    "syntax",
    [
        uid.ImplicitVRLittleEndian,
        uid.ExplicitVRLittleEndian,
        uid.RLELossless,
        uid.JPEGLosslessSV1,
        uid.JPEG2000,
    ],
    ids=lambda syntax: syntax.keyword,
)
def test_a_film_is_safe_in_the_spool_once_it_is_acknowledged(door: Door, syntax: uid.UID) -> None:
    film = identified_film(deep_chest(12), syntax)

    assert door.send(film) == SUCCESS

    (file,) = door.files
    assert dcmread(file) == dcmread(io.BytesIO(film))
    assert dcmread(file).file_meta.TransferSyntaxUID == syntax
    assert (door.films, door.heard) == (1, ["film"])


@pytest.mark.parametrize(("title", "called"), [("STRANGER", "PNEUMOSCOPE"), ("MODALITY", "ANOTHER")])
def test_a_stranger_is_rejected(door: Door, title: str, called: str) -> None:
    assert door.send(identified_film(), title, called) == "rejected"
    assert not door.files


def test_an_echo_is_answered(door: Door) -> None:
    entity = AE(ae_title="MODALITY")
    entity.add_requested_context(Verification)
    association = entity.associate("127.0.0.1", door.port, ae_title="PNEUMOSCOPE")

    assert association.send_c_echo().Status == SUCCESS
    association.release()


@pytest.mark.parametrize("kind", list(ObjectKind))
def test_our_own_results_are_turned_away(door: Door, kind: ObjectKind) -> None:
    result = encoded(objects(identified_film(), kinds=(kind,))[kind])

    assert door.send(result) == (NOT_SUPPORTED if kind is ObjectKind.SC else "no context")
    assert not door.files


@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")
@pytest.mark.parametrize("command", ["1.2.3;touch injected", "../../injected", "$(touch injected)"])
@pytest.mark.parametrize("keyword", ["SOPInstanceUID", "StudyInstanceUID"])
def test_a_uid_that_is_a_command_or_a_path_is_turned_away(
    door: Door, keyword: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    film = dcmread(io.BytesIO(identified_film()))
    setattr(film, keyword, command)

    assert door.send(film) == WRONG
    assert not door.files
    assert not [*tmp_path.rglob("*injected*")]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_malformed_command_keeps_no_other_film_out(door: Door) -> None:
    nameless = dcmread(io.BytesIO(identified_film()))
    nameless.SOPInstanceUID = ""
    for _ in range(12):
        with pytest.raises(AttributeError):
            door.send(nameless)

    assert door.send(identified_film()) == SUCCESS
    assert door.films == 1


def test_a_film_of_60_mb_is_turned_away(door: Door) -> None:
    film = dcmread(io.BytesIO(identified_film()))
    film.Rows, film.Columns = 5500, 5500
    film.PixelData = bytes(2 * 5500 * 5500)

    assert door.send(film) == FULL
    assert not door.files


def test_a_full_spool_is_out_of_resources(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door.spool, "_limit", 1)
    assert door.send(identified_film()) == SUCCESS
    assert door.send(identified_film(SOPInstanceUID="1.2.3")) == FULL
    assert len(door.files) == 1


def test_a_full_disk_is_out_of_resources(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("infra.gateway.spool.spool.settle", full)
    assert door.send(identified_film()) == FULL
    assert not door.files


def test_a_film_that_comes_twice_is_acknowledged_twice_and_kept_once(door: Door) -> None:
    assert [door.send(identified_film()) for _ in range(2)] == [SUCCESS, SUCCESS]
    assert (door.films, len(door.files), door.heard) == (1, 1, ["film"])
