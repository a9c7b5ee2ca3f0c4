"""One sender cannot take the disk or the memory of a gateway from the others."""

import io
import logging
import socket
import struct
from collections.abc import Iterator

import pytest
from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.dimse_messages import C_STORE_RQ
from pynetdicom.dimse_primitives import C_STORE

from infra.gateway.reception import bounds
from infra.gateway.reception.receiver import FILM_CLASSES
from infra.gateway.spool.spool import Spool
from tests.integration.pipeline import PATIENCE, until
from tests.support.films.identified import identified_film
from tests.support.gateway.door import SUCCESS, Door, open_door

COMMAND, DATA = 1, 0
"""Control headers of fragments that are not the last (PS3.8 E.2)."""

PIECE = 16_000
ENDLESS = 1 << 30
"""Bytes: far more than any bound here."""


@pytest.fixture
def door(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr(bounds, "MOST_OF_AN_OBJECT", 4 << 20)
    with open_door(tmp_path_factory.mktemp("door"), monkeypatch) as opened:
        yield opened


def associated(port: int) -> Association:
    entity = AE(ae_title="MODALITY")
    entity.add_requested_context(FILM_CLASSES[0])
    association = entity.associate("127.0.0.1", port, ae_title="PNEUMOSCOPE")
    assert association.is_established
    return association


def begin_an_object(association: Association) -> None:
    """Send the command of C-STORE, and no data yet."""
    request = C_STORE()
    request.MessageID, request.Priority = 1, 2
    request.AffectedSOPClassUID, request.AffectedSOPInstanceUID = FILM_CLASSES[0], "1.2.3"
    request.DataSet = io.BytesIO(b"\0\0")
    message = C_STORE_RQ()
    message.primitive_to_message(request)
    command, *_ = message.encode_msg(association.accepted_contexts[0].context_id or 0, PIECE)
    association.dul.send_pdu(command)
    until(association.dul.to_provider_queue.empty, PATIENCE, "a command that has left")


def pour(association: Association, header: int, most: int = ENDLESS) -> int:
    """Send pieces of a message until the association ends; return how many bytes."""
    context = association.accepted_contexts[0].context_id
    item = struct.pack(">LBB", PIECE + 2, context, header) + bytes(PIECE)
    unit = struct.pack(">BBL", 4, 0, len(item)) + item
    sent = 0
    while association.is_established and sent < most:
        assert association.dul.socket
        association.dul.socket.send(unit)
        sent += PIECE
    return sent


@pytest.mark.parametrize("header", [DATA, COMMAND])
def test_an_endless_object_or_command_ends_in_an_abort(
    door: Door, header: int, caplog: pytest.LogCaptureFixture
) -> None:
    association = associated(door.port)
    if header == DATA:
        begin_an_object(association)

    assert pour(association, header) < ENDLESS

    assert association.is_aborted
    until(lambda: not door.files, PATIENCE, "an empty folder")
    assert door.send(identified_film()) == SUCCESS
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        f"association aborted: an object has more than {4 if header == DATA else 1} MB"
    ]


def test_other_senders_are_served_while_an_object_has_no_end(door: Door) -> None:
    endless = associated(door.port)
    begin_an_object(endless)
    pour(endless, DATA, most=1 << 20)

    assert door.send(identified_film()) == SUCCESS

    assert endless.is_established
    pour(endless, DATA)
    assert endless.is_aborted


def test_many_films_through_one_association_are_no_endless_object(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = identified_film()
    monkeypatch.setattr(bounds, "MOST_OF_AN_OBJECT", len(film) + 1000)

    assert (
        door.send_all([identified_film(SOPInstanceUID=f"1.2.{number}") for number in range(4)])
        == [SUCCESS] * 4
    )


def test_an_object_that_arrives_when_the_disk_is_full_ends_in_an_abort(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    association = associated(door.port)
    begin_an_object(association)
    monkeypatch.setattr(Spool, "has_disk", lambda spool: False)

    pour(association, DATA)

    assert association.is_aborted
    until(lambda: not door.files, PATIENCE, "an empty folder")


def test_an_object_that_breaks_off_leaves_nothing(door: Door) -> None:
    association = associated(door.port)
    begin_an_object(association)
    pour(association, DATA, most=1 << 20)
    until(lambda: door.files, PATIENCE, "the beginning of an object")

    association.abort()

    until(lambda: not door.files, PATIENCE, "an empty folder")


@pytest.mark.parametrize("kind", [1, 4], ids=["association", "data"])
def test_a_data_unit_of_4_gb_is_not_waited_for(door: Door, kind: int) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=20) as stranger:
        stranger.sendall(struct.pack(">BBL", kind, 0, 0xFFFFFFFF) + bytes(1000))
        with pytest.raises(ConnectionError):
            # Closed with bytes unread: a reset.
            if stranger.recv(1) == b"":
                raise ConnectionAbortedError

    assert door.send(identified_film()) == SUCCESS
