"""Misuse of the step ends in one sentence, and nothing is written."""

from pathlib import Path

import pytest

from tests.unit.training.validation.conftest import WriteSite, films
from training.__main__ import main


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(films(2, ill=False) + films(2, ill=True))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--model", "."], "--model . contains no usable model (model_card.json is missing"),
        (["--out", "figures.json"], "--out figures.json is no page; give a file such as build/validation.md"),
        (["--out", "in_the_way/page.md"], "--out in_the_way cannot be written"),
        (["--data", "nowhere"], "--data nowhere: nowhere is no folder; give DIR or NAME=DIR"),
        (["--data", "."], "--data .: . has no known layout"),
    ],
)
def test_misuse_is_named_with_its_option_and_writes_nothing(
    more: list[str],
    message: str,
    site: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    if "in_the_way" in message:
        (empty / "in_the_way").touch()
    before = sorted(empty.iterdir())
    model = [] if "--model" in more else ["--model", str(Path(__file__).parents[4] / "cxr" / "model")]
    assert main(["validate", "--data", str(site), *model, *more]) == 2
    err = capsys.readouterr().err
    assert f"training: {message}" in err
    assert sorted(empty.iterdir()) == before


def test_a_site_without_labelled_films_is_refused(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in site.glob("*/*.png"):
        path.unlink()
    (site / "metadata.csv").write_text("file,patient\n")
    assert main(["validate", "--data", str(site), "--out", str(tmp_path / "page.md")]) == 2
    assert "contains no films" in capsys.readouterr().err


def test_a_film_that_cannot_be_opened_is_named(
    site: Path,
    tmp_path: Path,
    fake_model: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    film, read = site / "NORMAL" / "scan-000.png", Path.read_bytes

    def denied(path: Path) -> bytes:
        if path == film:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert main(["validate", "--data", str(site), "--out", str(tmp_path / "page.md")]) == 2
    assert f"{film} cannot be opened" in capsys.readouterr().err
    assert not (tmp_path / "page.md").exists()
