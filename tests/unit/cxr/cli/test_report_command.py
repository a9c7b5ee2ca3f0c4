"""``python -m cxr report``, as a script calls it."""

import json
import logging
import re
from pathlib import Path

import pytest
from pydicom import dcmread, uid

from cxr.__main__ import main
from tests.support.films.identified import IDENTITY, identified_film, sample
from tests.support.films.images import drawn_film, encode

FIELDS = [
    *("file", "status", "reason", "label", "probability", "probability_at_site", "prevalence"),
    *("in_population", "model_version", "written"),
]
OF_FILM = str(IDENTITY["SOPInstanceUID"])


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.dcm"
    path.write_bytes(identified_film(sample("pneumonia-1")))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results"


def written(out: Path) -> set[str]:
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


def test_report_and_picture_are_written_for_each_film(
    film: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(film), "--out", str(out)]) == 0
    assert written(out) == {f"{OF_FILM}/sr.dcm", f"{OF_FILM}/sc.dcm"}
    line = capsys.readouterr().out
    assert re.search(r"film\.dcm: positive, probability (> )?\d+\.\d %; wrote .*sr\.dcm, .*sc\.dcm", line)


def test_every_kind_can_be_asked_for(film: Path, out: Path) -> None:
    wanted = ["--objects", "sr, sr3d,sc,pr,fhir", "--prevalence", "0.1"]
    assert main(["report", str(film), "--out", str(out), *wanted]) == 0
    assert written(out) == {
        f"{OF_FILM}/{name}" for name in ("sr.dcm", "sr3d.dcm", "sc.dcm", "pr.dcm", "fhir.json")
    }
    assert dcmread(out / OF_FILM / "sr3d.dcm").SOPClassUID == uid.Comprehensive3DSRStorage
    resources = json.loads((out / OF_FILM / "fhir.json").read_text())
    assert "Exámple" in str(resources)


def test_a_second_run_replaces_the_results(film: Path, out: Path) -> None:
    def instance() -> str:
        assert main(["report", str(film), "--out", str(out), "--objects", "sr"]) == 0
        found: str = dcmread(out / OF_FILM / "sr.dcm").SOPInstanceUID
        return found

    assert instance() == instance()
    assert written(out) == {f"{OF_FILM}/sr.dcm"}


def test_what_cannot_be_reported_stops_no_other_film(
    film: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (film.parent / "a.png").write_bytes(encode(drawn_film()))
    (film.parent / "b.dcm").write_bytes(identified_film(sample("pneumonia-1"), StudyInstanceUID=None))
    letter = identified_film(sample("not-an-xray-letter"), SOPInstanceUID="1.2.3.5")
    (film.parent / "c.dcm").write_bytes(letter)
    paths = [str(film.parent / name) for name in ("a.png", "absent.dcm", "b.dcm", "c.dcm", "film.dcm")]
    assert main(["report", *paths, "--out", str(out)]) == 1
    printed = capsys.readouterr()
    assert "a.png: no DICOM file" in printed.err
    assert "absent.dcm: No such file" in printed.err
    assert "b.dcm: The DICOM header lacks a valid Study" in printed.err
    refused, reported = printed.out.splitlines()
    assert "refused (not_a_chest_xray)" in refused
    assert "film.dcm: positive" in reported
    assert {Path(name).parent.name for name in written(out)} == {OF_FILM}


def test_refused_films_alone_give_0(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "letter.dcm"
    path.write_bytes(identified_film(sample("not-an-xray-letter")))
    assert main(["report", str(path), "--out", str(out)]) == 0
    assert written(out) == set()


def test_our_own_results_are_refused(film: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["report", str(film), "--out", str(out), "--objects", "sr,sc,pr"])
    capsys.readouterr()
    before = written(out)
    assert main(["report", str(out), "--out", str(out), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["reason"] for row in rows] == ["own_result"] * 3
    assert written(out) == before


def test_scripts_read_json_lines(film: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    adult = film.with_name("adult.dcm")
    adult.write_bytes(identified_film(sample("pneumonia-1"), SOPInstanceUID="1.2.3.5", PatientAge="052Y"))
    given = ["report", "--json", "--prevalence", "0.1", "--objects", "sr", str(film), str(adult)]
    assert main([*given, "--out", str(out)]) == 0
    inside, outside = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert list(inside) == list(outside) == FIELDS
    assert inside["probability_at_site"] < inside["probability"]
    assert inside["written"] == [str(out / OF_FILM / "sr.dcm")]
    assert (outside["in_population"], outside["label"]) == (False, None)
    assert outside["probability"] is outside["probability_at_site"] is None


def test_nothing_of_the_patient_is_printed_or_logged(
    film: Path, out: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        main(["report", str(film), "--out", str(out), "--objects", "sr,sc,pr,fhir"])
    printed = capsys.readouterr()
    for value in ("Exámple", "Zoë", "PID-4711", "ACC-0815", "Núñez", "20230405"):
        assert value not in printed.out + printed.err + caplog.text


@pytest.mark.parametrize(
    "options",
    [["--objects", "sr,pdf"], ["--objects", ""], ["--prevalence", "10"], ["--prevalence", "rare"]],
    ids=["unknown_object", "no_object", "percent", "word"],
)
def test_impossible_options_are_misuse(options: list[str], out: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["report", "film.dcm", "--out", str(out), *options])
    assert stopped.value.code == 2
    assert not out.exists()


def test_a_folder_that_cannot_be_made_is_misuse(film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(film), "--out", str(film / "below_a_file")]) == 2
    assert "give another folder" in capsys.readouterr().err
