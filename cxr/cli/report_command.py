"""``python -m cxr report``: results as files for archives and records, beside what is printed of them."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from tqdm import tqdm

from cxr.cli.batch import Unopened
from cxr.cli.film_files import film_files
from cxr.cli.report_files import FHIR, Reported, Reporter
from cxr.errors import InvalidPrevalence
from cxr.figures.prevalence import checked_prevalence
from cxr.inference import meaning_words
from cxr.inference.classifier import load_classifier
from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import DEFAULT_KINDS
from cxr.sandbox.reader import SandboxedReader

_KINDS = (*ObjectKind, FHIR)


def add_report_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command. Its options carry the function that runs it, as ``run``."""
    report = commands.add_parser("report", help="judge DICOM films and write results to file beside them")
    report.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a DICOM film, or a folder of films"
    )
    report.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder of the results, with one below it for each film (required)",
    )
    report.add_argument(
        "--objects",
        type=_kinds,
        default=DEFAULT_KINDS,
        metavar="LIST",
        help=f"which of {', '.join(_KINDS)} to write, with commas between them"
        f" (default: {','.join(DEFAULT_KINDS)})",
    )
    report.add_argument(
        "--prevalence",
        type=_prevalence,
        metavar="SHARE",
        help="share of films with pneumonia among those that your place sends"
        " (number, 0.001 to 0.999; default: none)",
    )
    report.add_argument(
        "--json", action="store_true", help="print JSON Lines instead of text (default: text)"
    )
    report.set_defaults(run=report_films)


def report_films(options: argparse.Namespace) -> int:
    """Return 0 if every film was reported or refused, 1 if one could not be opened, reported or written.

    Raise ModelUnusable or SandboxGone.
    """
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        sys.stderr.write(f"cxr: --out {options.out}: {e.strerror}; give another folder\n")
        return 2
    files = list(film_files(options.paths))
    with SandboxedReader() as reader:  # before the model and its threads, since it forks
        reporter = Reporter(
            load_classifier(), reader.read, options.out, options.objects, options.prevalence, _now
        )
        return _print(_with_progress(reporter.report_files(files), len(files)), as_json=options.json)


def _print(rows: Iterable[Reported | Unopened], *, as_json: bool) -> int:
    code = 0
    for row in rows:
        if isinstance(row, Unopened):
            tqdm.write(f"cxr: {row.file}: {row.cause}", file=sys.stderr)
            code = 1
        else:
            tqdm.write(json.dumps(asdict(row)) if as_json else _line(row), file=sys.stdout)
            sys.stdout.flush()
    return code


def _with_progress(rows: Iterator[Reported | Unopened], total: int) -> Iterable[Reported | Unopened]:
    visible = sys.stderr.isatty() and total > 1
    return tqdm(rows, total=total, unit="film", file=sys.stderr, disable=not visible, leave=False)


def _line(row: Reported) -> str:
    if row.reason:
        return f"{row.file}: refused ({row.reason}): {row.reason.sentence}"
    return f"{row.file}: {_finding(row)}; wrote {', '.join(row.written)}"


def _finding(row: Reported) -> str:
    if row.label is None or row.probability is None:
        return "no label, outside the validated population"
    if row.probability_at_site is not None:
        return f"{row.label}, probability here {meaning_words.percent(row.probability_at_site)}"
    return f"{row.label}, probability {meaning_words.percent(row.probability)}"


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
    if unknown := [kind for kind in kinds if kind not in _KINDS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(_KINDS)}")
    return kinds


def _prevalence(text: str) -> float:
    try:
        return checked_prevalence(text)
    except InvalidPrevalence as e:
        raise argparse.ArgumentTypeError(str(e)) from e


def _now() -> datetime:
    return datetime.now().astimezone()
