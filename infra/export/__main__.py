"""`python -m infra.export --site SITE --patient-hash HASH --out DIR --stage STAGE` copies a patient's data.

It copies everything that the stage keeps of the patient, and changes nothing.
"""

import argparse
import sys
from pathlib import Path

from infra.export.folder import write_folder
from infra.patient.selection import NothingSelected, add_selection_arguments, selected_traces
from infra.patient.stores import Stores
from infra.stage import StageUnreachableError, open_stage
from infra.tools.aws_refusals import run_command

_MISUSE = 2


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when everything is in the folder, 1 when there is nothing, 2 for misuse."""
    options = _parser().parse_args(arguments)
    try:
        stores = Stores.of(open_stage(options.stage, options.region))
        traces = selected_traces(stores, options)
        written = write_folder(stores, traces, options.out)
    except StageUnreachableError as e:
        return _say(str(e), _MISUSE)
    except FileExistsError:
        return _say(f"{options.out} is there already; name a folder that is not.", _MISUSE)
    except NothingSelected as e:
        return _say(str(e), 1)
    print(f"{len(written)} files of {len(traces)} studies are in {options.out}. They identify the patient.")
    return 0


def _say(sentence: str, code: int) -> int:
    print(f"export: {sentence}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.export", description=__doc__)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a folder that is not there yet"
    )
    add_selection_arguments(parser)
    return parser


if __name__ == "__main__":
    sys.exit(run_command("export", main))
