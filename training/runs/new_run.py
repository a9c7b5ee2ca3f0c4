"""Creates a run folder from an existing run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from training.errors import TrainingError
from training.files import require_writable
from training.runs.run_folder import keep_run


def require_absent(run: Path) -> None:
    """Raise TrainingError if ``run`` exists already, or cannot be written."""
    if run.exists():
        raise TrainingError(f"{run} exists; give --run another folder")
    require_writable(run.parent, "--run")


@contextmanager
def new_run_from(source: Path, run: Path) -> Iterator[Path]:
    """Yield a folder with the kept files of ``source``, to be changed. It becomes ``run`` on success."""
    with TemporaryDirectory(dir=run.parent) as folder:
        partial = Path(folder, run.name)
        keep_run(source, partial)
        yield partial
        partial.rename(run)
