"""A shipped release that each test may change."""

import shutil
from pathlib import Path

import pytest

from tests.support.training.released import Released, count_instead_of_measuring, write_films, write_run


@pytest.fixture(autouse=True)
def without_evaluation(monkeypatch: pytest.MonkeyPatch) -> None:
    count_instead_of_measuring(monkeypatch)


@pytest.fixture(scope="module")
def shipped_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release, of a network that is better than chance."""
    folder = tmp_path_factory.mktemp("release")
    release = Released.below(folder)
    write_films(release.films)
    write_run(release.run, release.films)
    with pytest.MonkeyPatch.context() as patch:
        count_instead_of_measuring(patch)
        release.ship()
    return folder


@pytest.fixture
def release(shipped_once: Path, tmp_path: Path) -> Released:
    return Released.below(shutil.copytree(shipped_once, tmp_path / "release"))
