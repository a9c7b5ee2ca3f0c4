"""`python -m infra.erase --site SITE --patient-hash HASH --stage STAGE` erases what is kept of a patient.

Without `--confirm` it erases nothing, and prints what there is and how to confirm.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from infra.erase.erasure import NotErased, erase
from infra.erase.remains import remains
from infra.patient.selection import NothingSelected, add_selection_arguments, selected_traces
from infra.patient.stores import Stores
from infra.patient.traces import Traces
from infra.stage import Stage, StageUnreachableError, open_stage
from infra.tools.aws_refusals import run_command

_MISUSE = 2


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when that is done, 1 when there is nothing or something stays, 2 for misuse."""
    options = _parser().parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        return _say(str(e), _MISUSE)
    stores, now = Stores.of(stage), datetime.now(UTC)
    try:
        traces = _found(stores, options)
        expected = _confirmation(traces, options.site)
        if options.confirm is None:
            _list(traces, f"Nothing was erased. To erase this, add --confirm '{expected}'.")
            return 0
        if options.confirm != expected:
            return _say(f"nothing was erased: the confirmation is '{expected}'.", _MISUSE)
        erased = erase(stores, traces, now, _operator(stage))
    except (NothingSelected, NotErased) as e:
        return _say(str(e), 1)
    print("Erased: " + ", ".join(f"{number} {kind}" for kind, number in erased.items() if number) + ".")
    # An output of stages that make backups (infra/options/backup/).
    kept = remains(stores, now, int(stage.outputs.get("BackupDays", 0)))
    print("What stays:\n" + "\n".join(f"- {line}" for line in kept))
    return 0


def _found(stores: Stores, options: argparse.Namespace) -> list[Traces]:
    """Return what there is. Raise NothingSelected, or NotErased while a film is being read."""
    traces = selected_traces(stores, options)
    if reading := sum(study.is_being_read for study in traces):
        raise NotErased(f"nothing was erased: {reading} of the films are being read; try again in a minute.")
    return traces


def _confirmation(traces: Sequence[Traces], site: str) -> str:
    return f"erase {len(traces)} {'study' if len(traces) == 1 else 'studies'} of {site}"


def _list(traces: Sequence[Traces], last: str) -> None:
    for study in traces:
        kinds = ", ".join(f"{number} {kind}" for kind, number in study.counts().items() if number)
        print(f"{study.study_id}  {kinds}")
    total = sum((Counter(study.counts()) for study in traces), Counter[str]())
    print("In all: " + ", ".join(f"{number} {kind}" for kind, number in total.items() if number) + ".")
    print(last)


def _operator(stage: Stage) -> str:
    """Return who erases, as AWS names them."""
    return str(stage.session.client("sts", endpoint_url=stage.endpoint).get_caller_identity()["Arn"])


def _say(sentence: str, code: int) -> int:
    print(f"erase: {sentence}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.erase", description=__doc__)
    parser.add_argument("--confirm", metavar="WORDS", help="the words that the command prints without it")
    add_selection_arguments(parser)
    return parser


if __name__ == "__main__":
    sys.exit(run_command("erase", main))
