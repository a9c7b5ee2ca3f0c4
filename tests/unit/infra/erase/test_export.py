"""A patient gets a copy of all that is kept, and nothing about readers or other patients."""

import json
from pathlib import Path

import pytest

from cxr.storage.object_keys import reports_prefix
from infra.export.__main__ import main
from infra.patient.stores import Stores
from tests.unit.infra.erase.conftest import HASH, SITE


def export(folder: Path) -> int:
    arguments = ("--site", SITE, "--patient-hash", HASH, "--out", str(folder), "--stage", "prod")
    return main([*arguments])


def test_every_item_and_every_version_is_in_the_folder(
    stores: Stores, patient: tuple[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    assert export(folder) == 0
    assert {it.name for it in folder.iterdir()} == set(patient)
    uploaded = folder / patient[0]
    contents = {it.read_bytes() for it in uploaded.iterdir() if it.suffix != ".json" or it.name[0] == "0"}
    assert contents == {b"film", b"overwritten", b"first", b"second"}
    items = json.loads((uploaded / "items.json").read_text())
    assert items["study"]["finding"]["probability"] == 0.75
    assert items["notes"][0]["note"] == f"a note on {patient[0]}"
    assert items["verdicts"][0]["said"] == "agree"


def test_result_objects_are_copied_under_their_names(
    stores: Stores, patient: tuple[str, str], tmp_path: Path
) -> None:
    stores.s3.put_object(Bucket="results", Key=f"{reports_prefix(SITE, patient[0])}sr.dcm", Body=b"sr")
    assert export(tmp_path / "copy") == 0
    (copied,) = (tmp_path / "copy" / patient[0]).glob("*-sr.dcm")
    assert copied.read_bytes() == b"sr"


def test_the_copy_names_no_reader_and_only_its_owner_can_open_it(
    stores: Stores, patient: tuple[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    export(folder)
    files = [it for it in folder.rglob("*") if it.is_file()]
    assert [it for it in files if b"reader@example.org" in it.read_bytes()] == []
    assert {it.stat().st_mode & 0o777 for it in files} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_is_there_is_not_written_into(
    stores: Stores, patient: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(tmp_path) == 2
    assert "name a folder that is not" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
