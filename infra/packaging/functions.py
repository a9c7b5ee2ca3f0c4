"""Which files go into which function's package."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Function:
    """A function of serverless.yml, its pinned requirements, and its share of the sources.

    `sources` are folders of the repository; files and folders in `left_out` do not go with them.
    `aws_services` are those that botocore can speak to from inside the function. `also_runs` names further
    functions of serverless.yml that run from the same package. `draws_letters`: whether it draws pictures
    with letters in them.
    """

    name: str
    lock: str
    sources: tuple[str, ...]
    aws_services: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    also_runs: tuple[str, ...] = ()
    draws_letters: bool = False

    def source_files(self, root: Path = ROOT) -> Iterator[Path]:
        """Yield every file of the sources, relative to `root`, in a fixed order."""
        for source in self.sources:
            for path in sorted((root / source).rglob("*")):
                relative = path.relative_to(root)
                if path.is_file() and not self._is_left_out(relative):
                    yield relative

    def _is_left_out(self, relative: Path) -> bool:
        compiled = "__pycache__" in relative.parts
        return compiled or any(relative.is_relative_to(path) for path in self.left_out)


FUNCTIONS = (
    Function(
        name="web",
        lock="requirements/web.txt",
        sources=("cxr", "webapp"),
        aws_services=("cognito-idp", "dynamodb", "s3", "secretsmanager", "sqs", "sts"),
        # It shows the model card; reading films and drawing reports are not its work.
        left_out=("cxr/model/pneumonia.tflite", "cxr/model/screening.tflite", "cxr/report"),
        also_runs=("accounts", "drift"),
    ),
    Function(
        name="report",
        lock="requirements/report.txt",
        sources=("cxr", "webapp"),
        aws_services=("cognito-idp", "dynamodb", "s3", "secretsmanager", "sqs", "sts"),
        left_out=("cxr/model/pneumonia.tflite", "cxr/model/screening.tflite"),
    ),
    Function(
        name="classify",
        lock="requirements/classify.txt",
        sources=("cxr", "functions/classify"),
        aws_services=("dynamodb", "s3", "secretsmanager", "sts"),
        left_out=("cxr/report",),
        draws_letters=True,
    ),
)
