"""What the tests of the laptop stack rely on when several workers run them."""

import subprocess
import sys
from pathlib import Path

GROUPED_TESTS = """
import pytest

@pytest.mark.xdist_group("stack")
@pytest.mark.parametrize("film", range(8))
def test_film(film, worker_id):
    with open("workers.txt", "a") as workers:
        workers.write(worker_id + "\\n")
"""


def test_tests_of_one_group_run_on_one_worker(tmp_path: Path) -> None:
    (tmp_path / "test_films.py").write_text(GROUPED_TESTS)
    options = ["-q", "-p", "no:cacheprovider", "--numprocesses=2", "--dist=loadgroup", "test_films.py"]
    subprocess.run([sys.executable, "-m", "pytest", *options], cwd=tmp_path, check=True, capture_output=True)
    workers = (tmp_path / "workers.txt").read_text().split()
    assert len(workers) == 8
    assert len(set(workers)) == 1
