"""``python -m cxr``: judge films without AWS, write results for other systems, measure judged films."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from cxr.cli.batch import Row, Unopened, WorkerDied, classify_files
from cxr.cli.film_files import film_files
from cxr.cli.report_command import add_report_command
from cxr.cli.results_table import COLUMNS
from cxr.cli.validate import validate
from cxr.cli.whole_numbers import add_whole_number
from cxr.errors import InvalidResults, ModelUnusable
from cxr.inference.classifier import load_classifier
from cxr.sandbox.reader import SandboxedReader, SandboxGone

_INTERRUPTED = 130
"""What a shell sees of a program that Ctrl-C ended."""


def main(arguments: list[str] | None = None) -> int:
    """Return 0 if every file was judged, refused or measured, 1 if one could not be opened, 2 for misuse."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ModelUnusable as e:
        print(f"cxr: {e}", file=sys.stderr)
        return 2
    except WorkerDied as e:
        print(f"cxr: {e}; try fewer --jobs", file=sys.stderr)
        return 1
    except SandboxGone as e:
        print(f"cxr: {e}, perhaps for want of memory", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _validate(options: argparse.Namespace) -> int:
    try:
        print(validate(options.results, as_json=options.json))
    except OSError as e:
        print(f"cxr: {options.results}: {e.strerror}", file=sys.stderr)
        return 1
    except InvalidResults as e:
        print(f"cxr: {e}", file=sys.stderr)
        return 2
    return 0


def _classify(options: argparse.Namespace) -> int:
    files = list(film_files(options.paths))
    with SandboxedReader() as reader:  # before the model and its threads, since it forks
        rows = classify_files(load_classifier(), files, options.jobs, reader.read)
        return _print(_with_progress(rows, len(files)), as_json=options.json)


def _print(rows: Iterator[Row | Unopened], *, as_json: bool) -> int:
    opened = True
    for row in rows:
        if isinstance(row, Unopened):
            tqdm.write(f"cxr: {row.file}: {row.cause}", file=sys.stderr)
            opened = False
        else:
            # tqdm puts the line above its bar where both go to one terminal.
            tqdm.write(json.dumps(asdict(row)) if as_json else _line(row), file=sys.stdout)
            sys.stdout.flush()
    return 0 if opened else 1


def _with_progress(rows: Iterator[Row | Unopened], total: int) -> Iterator[Row | Unopened]:
    """Return the same rows, and show a bar on a terminal. A log file gets no bar."""
    visible = sys.stderr.isatty() and total > 1
    return iter(tqdm(rows, total=total, unit="film", file=sys.stderr, disable=not visible, leave=False))


def _line(row: Row) -> str:
    if row.reason:
        return f"{row.file}: refused ({row.reason}): {row.reason.sentence}"
    label = row.label or "no label, outside the validated population"
    # No film makes it certain, and rounding must not say so.
    number = f"{row.probability:.3f}"
    probability = {"1.000": "> 0.999", "0.000": "< 0.001"}.get(number, number)
    return f"{row.file}: {label}, probability {probability} ({row.milliseconds:.0f} ms)"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cxr", description="Chest X-rays in, findings out. Decision support, not a diagnosis."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    classify = commands.add_parser("classify", help="judge films, one line each, in the order given")
    classify.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a film, or a folder of films")
    classify.add_argument(
        "--json", action="store_true", help="print JSON Lines instead of text (default: text)"
    )
    add_whole_number(classify, "--jobs", "films judged at once", lowest=1, default=1)
    classify.set_defaults(run=_classify)
    add_report_command(commands)
    validation = commands.add_parser(
        "validate",
        help="measure judged films whose truth is known",
        description="Measure judged films whose truth is known. If the column patient names a patient more "
        "than once, intervals are over patients (bootstrap with a fixed seed), else Wilson's.",
    )
    columns = f"a table with the columns {', '.join(COLUMNS)}; group, study_id and patient are optional"
    validation.add_argument("results", type=Path, metavar="CSV", help=columns)
    validation.add_argument(
        "--json", action="store_true", help="print JSON with every threshold instead of text (default: text)"
    )
    validation.set_defaults(run=_validate)
    return parser


if __name__ == "__main__":
    sys.exit(main())
