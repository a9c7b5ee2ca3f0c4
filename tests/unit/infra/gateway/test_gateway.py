"""A film leaves without its patient, and its results come to the archive once, with the patient."""

import logging
import os
import time
from pathlib import Path

import pytest
from pydicom import dcmread

from cxr.interchange.dicom.source import PATIENT
from infra.gateway.spool.ledger import State
from infra.gateway.spool.spool import Spool, SpoolFull, SpoolInUse
from tests.support.films.identified import IDENTITY, identified_film
from tests.support.gateway.folders import FolderS3, Hospital, open_hospital


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    return open_hospital(tmp_path / "hospital")


def states(hospital: Hospital) -> dict[State, int]:
    return {state: count for state, count in hospital.spool.ledger.counts().items() if count}


def hurry(hospital: Hospital) -> None:
    """Make everything due."""
    hospital.spool.ledger._run("update films set due = 0")


def test_results_are_filed_with_the_film_and_its_patient(hospital: Hospital) -> None:
    hospital.send(identified_film())

    hospital.work()

    results = [dcmread(path) for path in hospital.archive.objects()]
    assert sorted(result.Modality for result in results) == ["OT", "SR"]
    for result in results:
        for keyword in (*PATIENT, "StudyInstanceUID", "AccessionNumber"):
            assert result[keyword].value == IDENTITY[keyword], keyword
    assert states(hospital) == {State.DELIVERED: 1}


def test_nothing_of_the_patient_reaches_the_cloud_or_the_log(
    hospital: Hospital, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hospital.send(identified_film())

    hospital.work()

    (sent,) = hospital.s3.films()
    for word in ("PID-4711", "ACC-0815", "Zo", "20230405", "9.9999.1", "Ana"):
        assert word.encode() not in sent
        assert word not in caplog.text
    assert "delivered" in caplog.text


def test_a_delivered_film_leaves_the_spool(hospital: Hospital) -> None:
    hospital.send(identified_film())
    hospital.work()

    assert not [*(hospital.folder / "spool").glob("*/*")]


def test_a_delivered_film_is_kept_as_long_as_the_settings_say(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hospital.spool, "_keep", 3600)
    hospital.send(identified_film())
    hospital.work()
    assert [len([*(hospital.folder / "spool" / part).iterdir()]) for part in ("films", "results")] == [1, 2]

    hospital.spool.ledger._run("update films set changed = changed - 3601")
    hospital.spool.tidy()

    assert not [*(hospital.folder / "spool").glob("*/*")]
    assert not hospital.send(identified_film())


def test_a_film_that_is_sent_again_has_one_study_and_one_result(hospital: Hospital) -> None:
    assert hospital.send(identified_film())
    assert not hospital.send(identified_film())
    hospital.work()
    assert not hospital.send(identified_film())
    hospital.work()

    assert len(hospital.s3.films()) == 1
    assert len(hospital.archive.objects()) == 2
    assert not [*(hospital.folder / "spool").glob("*/*")]


@pytest.mark.parametrize("part", ["s3", "archive"])
def test_an_outage_loses_no_film(hospital: Hospital, part: str) -> None:
    broken = hospital.s3 if part == "s3" else hospital.archive
    broken.is_down = True
    for number in range(3):
        hospital.send(identified_film(SOPInstanceUID=f"1.2.{number}"))
    for _ in range(4):
        hospital.work()
        hurry(hospital)
    assert not hospital.archive.objects()

    broken.is_down = False
    hospital.work()

    assert states(hospital) == {State.DELIVERED: 3}
    assert len(hospital.archive.objects()) == 6


def test_a_disk_that_is_full_loses_no_result(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    hospital.send(identified_film())
    with monkeypatch.context() as moment:
        moment.setattr("infra.gateway.spool.spool.write", full)
        hospital.work()
    assert states(hospital) == {State.UPLOADED: 1}

    hurry(hospital)
    hospital.work()

    assert states(hospital) == {State.DELIVERED: 1}
    assert len(hospital.archive.objects()) == 2


def test_a_film_without_an_answer_waits_longer_each_time(hospital: Hospital) -> None:
    hospital.s3.answers = False
    hospital.send(identified_film())
    waits = []
    for _ in range(30):
        hospital.work(1)
        waits.append(hospital.spool.ledger.next_due(State.UPLOADED))
        hurry(hospital)

    assert waits[0] == pytest.approx(0.1, abs=0.1)
    assert waits[-1] is not None
    assert 3 < waits[-1] <= 30


def test_a_film_that_waits_too_long_is_given_up_until_it_is_tried_again(hospital: Hospital) -> None:
    hospital.s3.answers = False
    hospital.send(identified_film())
    hospital.work()
    hospital.spool.ledger._run("update films set received = received - 3601, due = 0")
    hospital.work()
    assert states(hospital) == {State.GIVEN_UP: 1}

    hospital.s3.answers = True
    assert hospital.spool.ledger.restart_given_up() == 1
    hospital.work()

    assert states(hospital) == {State.DELIVERED: 1}
    assert len(hospital.s3.films()) == 1


def test_a_refused_film_has_no_result(tmp_path: Path) -> None:
    tmp_path.joinpath("hospital").mkdir()
    bucket = FolderS3(tmp_path / "hospital" / "bucket", finding=None, reason="not_frontal")
    hospital = open_hospital(tmp_path / "hospital", bucket)
    hospital.send(identified_film())

    hospital.work()

    assert states(hospital) == {State.REFUSED: 1}
    assert not hospital.archive.objects()


def test_results_that_somebody_removed_are_made_again(hospital: Hospital) -> None:
    hospital.archive.is_down = True
    hospital.send(identified_film())
    hospital.work()
    for result in (hospital.folder / "spool" / "results").iterdir():
        result.unlink()

    hospital.archive.is_down = False
    hurry(hospital)
    hospital.work()

    assert len(hospital.archive.objects()) == 2


def test_a_full_spool_takes_no_film(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", limit=1000)
    spool.require_room()
    (spool.incoming / "film").write_bytes(bytes(1000))
    spool.take(spool.incoming / "film", "a" * 64)

    with pytest.raises(SpoolFull):
        spool.require_room()


def test_what_a_transfer_that_broke_off_has_left_is_removed(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", limit=1e9)
    for name, age in (("running", 0), ("broken", 700)):
        (spool.incoming / name).write_bytes(b"half")
        os.utime(spool.incoming / name, (time.time() - age,) * 2)

    spool.tidy()

    assert [file.name for file in spool.incoming.iterdir()] == ["running"]


def test_two_gateways_do_not_share_a_spool(tmp_path: Path) -> None:
    first = Spool(tmp_path / "spool", limit=1000)
    with pytest.raises(SpoolInUse):
        Spool(tmp_path / "spool", limit=1000)

    first.close()
    Spool(tmp_path / "spool", limit=1000).close()


def test_others_on_the_machine_cannot_look_into_the_spool(hospital: Hospital) -> None:
    assert (hospital.folder / "spool").stat().st_mode & 0o077 == 0
    assert (hospital.folder / "key").stat().st_mode & 0o077 == 0
