"""``python -m cxr classify``: judge films on this machine, without AWS."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cxr.classifier import Classifier, load_classifier
from cxr.errors import FilmRefused, ModelUnusable
from cxr.radiograph import read
from cxr.study import MAX_UPLOAD_BYTES, Label, RefusalReason, Status

FILM_SUFFIXES = {".jpg", ".jpeg", ".png"}
"""What is looked for in a folder; a file that is named itself is read whatever it is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of one file; the field names are a contract."""

    file: str
    status: Status
    reason: RefusalReason | None
    probability: float | None
    label: Label | None
    in_population: bool | None
    model_version: str
    milliseconds: float


def main(arguments: list[str] | None = None) -> int:
    """0 when every file was judged or refused, 1 when one could not be opened, 2 for misuse."""
    options = _parser().parse_args(arguments)
    try:
        classifier = load_classifier()
    except ModelUnusable as e:
        print(f"cxr: {e}", file=sys.stderr)
        return 2
    opened = True
    for path in _files(options.paths):
        try:
            row = judge(classifier, path)
        except OSError as e:
            print(f"cxr: {path}: {e.strerror or e}", file=sys.stderr)
            opened = False
            continue
        print(json.dumps(asdict(row)) if options.json else _line(row), flush=True)
    return 0 if opened else 1


def judge(classifier: Classifier, path: Path) -> Row:
    """Read and judge one file. Raises OSError where it cannot be opened."""
    start = time.perf_counter()
    with path.open("rb") as file:
        data = file.read(MAX_UPLOAD_BYTES + 1)  # one more than is read: too_large without the rest
    finding, reason = None, None
    try:
        finding = classifier.classify(read(data)).finding
    except FilmRefused as e:
        reason = e.reason
    return Row(
        file=str(path),
        status=Status.COMPLETE if finding else Status.REFUSED,
        reason=reason,
        probability=finding.probability if finding else None,
        label=finding.label if finding else None,
        in_population=finding.in_population if finding else None,
        model_version=classifier.card.version,
        milliseconds=round((time.perf_counter() - start) * 1000, 1),
    )


def _files(paths: list[Path]) -> Iterator[Path]:
    """Files as named; a folder gives the films below it, sorted."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in FILM_SUFFIXES and p.is_file())
        else:
            yield path


def _line(row: Row) -> str:
    if row.reason:
        return f"{row.file}: refused ({row.reason}): {row.reason.sentence}"
    outside = "" if row.in_population in (None, True) else ", outside the validated population"
    return f"{row.file}: {row.label}, probability {row.probability:.3f}{outside} ({row.milliseconds:.0f} ms)"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cxr", description="Chest X-rays in, findings out. Decision support, not a diagnosis."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    classify = commands.add_parser("classify", help="judge films, one line each, in the order given")
    classify.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of films")
    classify.add_argument("--json", action="store_true", help="JSON Lines instead of text")
    return parser


if __name__ == "__main__":
    sys.exit(main())
