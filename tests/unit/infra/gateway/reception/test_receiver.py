"""Who may send, what is taken in, and what a sender hears: by real associations on loopback."""

import io
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread, uid
from pynetdicom import AE
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded
from tests.support.films.dicoms import deep_chest
from tests.support.films.identified import CR, identified_film
from tests.support.gateway.door import FULL, NOT_SUPPORTED, SUCCESS, WRONG, Door, open_door
from tests.support.interchange.results import objects

CALLING_TITLE, CALLED_TITLE = 3, 7
"""Diagnostics of a rejection: a title that is not recognized (PS3.8 9.3.4)."""


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    with open_door(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.mark.parametrize(
    "syntax",
    [
        uid.ImplicitVRLittleEndian,
        uid.ExplicitVRLittleEndian,
        uid.RLELossless,
        uid.JPEGLosslessSV1,
        uid.JPEGLSLossless,
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


@pytest.mark.parametrize(
    ("title", "called", "diagnostic"),
    [("STRANGER", "PNEUMOSCOPE", CALLING_TITLE), ("MODALITY", "ANOTHER", CALLED_TITLE)],
)
def test_a_stranger_is_rejected_for_its_title(door: Door, title: str, called: str, diagnostic: int) -> None:
    assert door.send(identified_film(), title, called) == f"rejected {diagnostic}"
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


def test_a_radiograph_that_names_us_as_its_maker_is_turned_away(door: Door) -> None:
    film = identified_film(SOPClassUID=CR["SOPClassUID"], Modality="CR", Manufacturer="Pneumoscope")

    assert door.send(film) == NOT_SUPPORTED
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


def test_a_disk_that_is_nearly_full_is_out_of_resources(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(door.spool.incoming)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=150 << 20))
    assert door.send(identified_film()) == FULL
    assert not door.files


def test_a_full_disk_is_out_of_resources(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("infra.gateway.spool.spool.settle", full)
    assert door.send(identified_film()) == FULL
    assert not door.files


def test_a_ledger_that_cannot_grow_is_out_of_resources_until_it_can(door: Door) -> None:
    (pages,) = door.spool.ledger._run("pragma page_count").fetchone()
    door.spool.ledger._run(f"pragma max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError):
        for number in range(1000):
            door.spool.ledger.add(f"{number:064}")
    assert door.send(identified_film()) == FULL

    door.spool.ledger._run("pragma max_page_count = 1000000")

    assert door.send(identified_film()) == SUCCESS


def test_a_film_that_comes_twice_is_acknowledged_twice_and_kept_once(door: Door) -> None:
    assert [door.send(identified_film()) for _ in range(2)] == [SUCCESS, SUCCESS]
    assert (door.films, len(door.files), door.heard) == (1, 1, ["film"])
