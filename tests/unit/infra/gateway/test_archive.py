"""Results reach an archive by C-STORE or STOW-RS, and one that has them already is content."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded
from infra.gateway.archive import ArchiveUnreachable, StoreScu, StowClient
from infra.gateway.settings import DicomArchive
from infra.gateway.trial.archive import TrialArchive
from infra.local.settings import free_port
from tests.support.films.identified import identified_film
from tests.support.interchange.results import objects


@pytest.fixture
def results(tmp_path: Path) -> list[Path]:
    files = []
    for kind, made in objects(identified_film(), kinds=(ObjectKind.SR, ObjectKind.SC, ObjectKind.PR)).items():
        files.append(tmp_path / f"{kind}.dcm")
        files[-1].write_bytes(encoded(made))
    return files


def sender(port: int, title: str = "ARCHIVE") -> StoreScu:
    archive = DicomArchive(protocol="c-store", ae_title=title, host="127.0.0.1", port=port)
    return StoreScu(archive, "PNEUMOSCOPE")


def test_results_are_stored_once_however_often_they_are_sent(results: list[Path], tmp_path: Path) -> None:
    archive = TrialArchive(tmp_path / "archive", free_port())
    archive.start()
    try:
        for _ in range(2):
            sender(archive.port).send(results)
        assert len(archive.objects()) == 3
        assert archive.sent == 6
    finally:
        archive.stop()


def test_an_archive_that_is_down_is_an_error_that_passes(results: list[Path]) -> None:
    with pytest.raises(ArchiveUnreachable, match="no association"):
        sender(free_port()).send(results)


def test_an_archive_that_is_full_is_an_error_that_passes(
    results: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = TrialArchive(tmp_path / "archive", free_port())
    monkeypatch.setattr(archive, "_store", lambda event: 0xA700)
    archive.start()
    try:
        with pytest.raises(ArchiveUnreachable, match="A700"):
            sender(archive.port).send(results)
    finally:
        archive.stop()


class _Web(BaseHTTPRequestHandler):
    """A DICOMweb archive that answers with a prepared status, and notes what it got."""

    status, got = 200, b""

    def do_POST(self) -> None:
        type(self).got = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Content-Type", "application/dicom+json")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the library's name)
        pass


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), _Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize("status", [200, 202, 409, 503])
def test_results_go_to_the_web_in_one_request(
    web: HTTPServer, results: list[Path], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Web, "status", status)
    client = StowClient(f"http://127.0.0.1:{web.server_port}/dicom-web")

    if status >= 400:
        with pytest.raises(ArchiveUnreachable, match=str(status)):
            client.send(results)
    else:
        client.send(results)
        assert _Web.got.count(b"Content-Type: application/dicom") == len(results)
