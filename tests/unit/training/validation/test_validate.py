"""A site measures the model on its own films: what is counted, and what the page says."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.films.dicoms import deep_chest, dicom
from tests.unit.training.validation.conftest import FilmSpec, WriteSite, films
from training.__main__ import main

ROOT = Path(__file__).parents[4]
SAMPLES = ROOT / "infra" / "local" / "samples"
DOCUMENTED = re.compile(r"^python -m training validate .+$", re.MULTILINE)


def validate(*data: Path, page: Path, more: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run the step, and return the figures."""
    given = [word for folder in data for word in ("--data", str(folder))]
    assert main(["validate", *given, "--out", str(page), *more]) == 0
    figures: dict[str, Any] = json.loads(page.with_suffix(".json").read_text())
    return figures


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "build" / "validation.md"


def test_the_documented_command_measures_the_shipped_model(
    tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, rows = tmp_path / "site", ["file,patient"]
    for film in sorted(SAMPLES.glob("[np]*-[1-6].jpg")):
        target = site / ("NORMAL" if film.name.startswith("normal") else "PNEUMONIA") / film.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(film, target)
        rows.append(f"{target.relative_to(site)},{film.stem}")
    (site / "metadata.csv").write_text("\n".join(rows))
    monkeypatch.chdir(ROOT)
    (documented,) = DOCUMENTED.findall((ROOT / "docs" / "training.md").read_text())
    words = shlex.split(documented.replace("SITE", str(site)))
    assert main([*words[3:], "--out", str(page)]) == 0
    figures = json.loads(page.with_suffix(".json").read_text())
    assert (figures["films"], figures["pneumonia"], figures["patients"]) == (12, 6, 12)
    assert "| AUC (ROC) | too few | too few |" in page.read_text()


def test_all_parts_of_a_layout_are_measured_and_each_film_once(
    data: Path, nih: Path, page: Path, fake_model: None
) -> None:
    shutil.copy(data / "train/NORMAL/IM-0001-0001.jpeg", data / "test/NORMAL/IM-0001-0009.jpeg")
    figures = validate(data, nih, page=page)
    assert (figures["films"], figures["repeated"]) == (72 + 3, 1)
    assert figures["populations"] == ["kaggle", "nih"]


def test_refused_and_flagged_films_are_counted_apart(
    write_site: WriteSite, page: Path, fake_model: None
) -> None:
    upside_down = FilmSpec(ill=True, opacity=True, upside_down=True)
    site = write_site([*films(30, ill=False), *films(30, ill=True), upside_down])
    adults = write_site(
        films(20, ill=True, adult=True, wrong=20) + films(1, ill=False, adult=True), name="adults"
    )
    (site / "PNEUMONIA" / "scan-030.png").write_text("no image")
    figures = validate(site, adults, page=page)
    assert figures["refusals"] == {"not_an_image": 1, "not_a_chest_xray": 1}
    assert (figures["refused"], figures["refused_pneumonia"]) == (2, 2)
    assert (figures["flagged"], figures["flagged_pneumonia"]) == (21, 20)
    inside, judged = (figures["figures"][name] for name in ("in_population", "judged"))
    assert (inside["films"], inside["sensitivity"]) == (59, 1)
    assert (judged["films"], judged["sensitivity"]) == (80, pytest.approx(29 / 49))
    text = page.read_text()
    assert "| Refused | 2 | 2 | 0 |" in text
    assert "| Sensitivity | 1.000 (no interval) | 0.592 (" in text


def test_predictive_values_follow_from_the_labels_at_each_prevalence(
    write_site: WriteSite, page: Path, fake_model: None
) -> None:
    site = write_site(films(40, ill=False, wrong=4) + films(20, ill=True, wrong=4))
    figures = validate(site, page=page)
    measured, values = figures["figures"]["judged"], figures["predictive_values"]["judged"]
    assert (measured["sensitivity"], measured["normal_called_negative"]) == (0.8, 0.9)
    assert values["own"]["positive"] == pytest.approx(16 / 20)
    assert values["0.05"]["positive"] == pytest.approx(0.05 * 0.8 / (0.05 * 0.8 + 0.95 * 0.1))
    assert values["0.3"]["negative"] == pytest.approx(0.7 * 0.9 / (0.7 * 0.9 + 0.3 * 0.2))
    low, high = values["0.05"]["intervals"]["positive"]
    assert low < values["0.05"]["positive"] < high


def test_neither_patients_nor_files_are_named(
    write_site: WriteSite, page: Path, fake_model: None, capsys: pytest.CaptureFixture[str]
) -> None:
    said = films(4, ill=True, said="0123-doe,0123-doe") + films(40, ill=False, said="PA,ACME")
    validate(write_site(said, "view,device"), page=page)
    written = page.read_text() + page.with_suffix(".json").read_text() + capsys.readouterr().out
    assert "Device: ACME" in written
    assert not re.search("case-|scan-|pneumonia/|0123-doe", written.lower())


def test_a_dicom_header_names_the_subgroups(write_site: WriteSite, page: Path, fake_model: None) -> None:
    site = write_site(films(8, ill=True) + films(8, ill=False))
    for number, path in enumerate(sorted(site.glob("*/*.png"))):
        said = {"PatientAge": "003Y", "PatientSex": "F", "Manufacturer": "Acme", "PatientID": "p"}
        said |= {"ViewPosition": "LL"} if number == 0 else {}
        path.write_bytes(dicom(deep_chest(width=300 + number), **said, ManufacturerModelName="R|1"))
    groups = validate(site, page=page)["subgroups"]
    assert {name: list(values) for name, values in groups.items()} == {
        "age": ["1-5"],
        "sex": ["female"],
        "view": ["PA", "not frontal"],
        "device": ["ACME R 1"],
    }
    assert groups["view"]["not frontal"]["refused"] == 1


def test_a_failed_write_leaves_page_and_figures_as_they_were(
    write_site: WriteSite, page: Path, fake_model: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_site(films(2, ill=False) + films(2, ill=True))
    validate(site, page=page)
    before = {path: path.read_text() for path in page.parent.iterdir()}

    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("training.validation.page.json.dumps", full)
    assert main(["validate", "--data", str(site), "--out", str(page)]) == 2
    assert {path: path.read_text() for path in page.parent.iterdir()} == before
