"""Each film is in one subgroup of age, sex, view and device, and small subgroups have no figures."""

from pathlib import Path

import pytest

from tests.unit.training.validation.conftest import WriteSite, films
from training.__main__ import main
from training.data.catalog import list_published
from training.validation.films.attributes import (
    Attributes,
    age_band,
    device_name,
    sex_name,
    view_name,
    written_age,
)
from training.validation.films.judged_films import SiteFilm
from training.validation.films.subgroups import subgroups
from training.validation.films.tables import table_attributes


@pytest.mark.parametrize(
    ("words", "band"),
    [
        *(("0.5", "<1"), ("6 months", "<1"), ("011M", "<1"), ("1", "1-5"), ("5", "1-5"), ("6", "6-17")),
        *(("18", "18-64"), ("064Y", "18-64"), ("65", "65+"), ("120", "65+")),
        *(("411", "unknown"), ("", "unknown"), ("adult", "unknown"), ("-3", "unknown")),
    ],
)
def test_an_age_is_in_one_band(words: str, band: str) -> None:
    assert age_band(written_age(words)) == band


def test_words_for_sex_view_and_device_have_one_name_each() -> None:
    assert [sex_name(word) for word in ("M", "female", "W", "?", "")] == [
        *("male", "female", "female", "unknown", "unknown")
    ]
    views = ("PA", "ap", "AP Supine", "AP_PORTABLE", "Posteroanterior", "Lateral", "LL", "supine", "", "n/a")
    assert [view_name(view) for view in views] == [
        *("PA", "AP", "AP", "AP", "PA", "not frontal", "not frontal", "other", "unknown", "unknown")
    ]
    assert device_name(" Acme\n", "X <1>|`2`") == "ACME X 1 2"
    assert device_name("", "none") == "unknown"


def test_a_table_of_the_nih_has_age_sex_and_view(nih: Path) -> None:
    ((folder, listed),) = list_published([str(nih)])
    known = table_attributes(folder, listed)
    assert [known[film.path] for film in listed] == [Attributes("18-64", "unknown", "PA")] * 3


def test_a_table_may_lie_beside_the_films_and_name_them_alone(data: Path) -> None:
    (data / "metadata.csv").write_text("Filename,Gender\nIM-0001-0001.jpeg,F\nIM-0008-0001.jpeg,F\n")
    nearer = data / "train" / "PNEUMONIA"
    (nearer / "metadata.csv").write_text("file,age\nperson9_virus_1.jpeg,3\nperson9_virus_2,70\n")
    ((folder, listed),) = list_published([str(data)])
    known = table_attributes(folder, listed)
    by_name = {path.relative_to(data).as_posix(): said for path, said in known.items()}
    assert by_name["train/NORMAL/IM-0008-0001.jpeg"].sex == "female"
    assert by_name["train/NORMAL/IM-0001-0001.jpeg"].sex == "unknown", "the name is that of two films"
    assert by_name["train/PNEUMONIA/person9_virus_1.jpeg"].age == "1-5"
    assert by_name["train/PNEUMONIA/person9_virus_2.jpeg"].age == "65+"


def test_a_table_that_does_not_name_the_films_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "metadata.csv").write_text("patient,age\n1,3\n")
    assert main(["validate", "--data", str(data), "--out", str(data / "build" / "page.md")]) == 2
    assert "metadata.csv has no column that names the films" in capsys.readouterr().err
    assert not (data / "build").exists()


def test_a_small_subgroup_has_no_figures_and_unknown_is_a_row(
    write_site: WriteSite, tmp_path: Path, fake_model: None
) -> None:
    children = films(40, ill=False, wrong=8, said="3,F") + films(20, ill=True, said="4,M")
    others = films(20, ill=False, said="30,F") + films(35, ill=False, said=",F")
    page = tmp_path / "page.md"
    site = write_site(children + others, "age,sex")
    assert main(["validate", "--data", str(site), "--out", str(page)]) == 0
    lines = page.read_text().split("### All judged films")[1].splitlines()
    rows = {line.split(" | ")[0]: line for line in lines}
    assert rows["| Age in years: 1-5"].startswith("| Age in years: 1-5 | 60 | 20 | 0 | 0 | 0.9")
    assert rows["| Age in years: 18-64"].endswith(
        "| 20 | 0 | 0 | 0 | too few | too few | too few | too few |"
    )
    assert "| 35 | 0 | 0 | 0 | too few | too few | 1.000 (no interval)" in rows["| Age in years: unknown"]
    assert rows["| Device: unknown"].startswith("| Device: unknown | 115 | 20 |")


def test_a_device_of_few_patients_is_not_named() -> None:
    def film(patient: str, device: str) -> SiteFilm:
        return SiteFilm(patient, True, Attributes(device=device), logit=0.0)

    site = [film(str(n), "ACME") for n in range(5)] + [film("same", "DOE 0123")] * 40 + [film("7", "unknown")]
    assert {name: len(of) for name, of in subgroups(site)["device"].items()} == {
        "ACME": 5,
        "other": 40,
        "unknown": 1,
    }
