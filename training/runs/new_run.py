"""A run that is made of finished ones rather than trained."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from training.errors import TrainingError
from training.files import require_writable
from training.runs.run_folder import keep_run


def require_new(run: Path) -> None:
    """Raise TrainingError where ``run`` is there already, or cannot be written."""
    if run.exists():
        raise TrainingError(f"{run} exists; give --run another folder")
    require_writable(run.parent, "--run")


@contextmanager
def derived(run: Path, like: Path) -> Iterator[Path]:
    """A folder with what is kept of the run ``like``, to be changed; it becomes ``run`` if that succeeds."""
    with TemporaryDirectory(dir=run.parent) as folder:
        made = Path(folder, run.name)
        keep_run(like, made)
        yield made
        made.rename(run)
