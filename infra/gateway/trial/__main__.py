"""`python -m infra.gateway.trial` runs a gateway and an archive beside the laptop stack, until Ctrl-C."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from infra.gateway.trial.archive import TITLE, TrialArchive
from infra.gateway.trial.hospital import TrialHospital
from infra.gateway.trial.modality import MODALITY
from infra.local.settings import Settings, port_number


def main() -> int:
    """Return 0 after Ctrl-C, 1 if something cannot be started."""
    options = _parser().parse_args()
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    try:
        outputs = json.loads((options.state / "outputs.json").read_text())
    except FileNotFoundError:
        print("gateway: the laptop stack has never run here; start it with `make run`.", file=sys.stderr)
        return 1
    folder = options.state / "gateway"
    archive = TrialArchive(folder / "archive", options.archive_port)
    try:
        with TrialHospital(outputs, folder, outputs["demo"]["site"], options.port, archive) as trial:
            print(
                f"The gateway takes films at 127.0.0.1:{trial.port}, called PNEUMOSCOPE, from {MODALITY}:\n"
                f"    storescu -aet {MODALITY} -aec PNEUMOSCOPE 127.0.0.1 {trial.port} FILM.dcm\n"
                f"Results go to {TITLE}, which keeps them in {folder / 'archive'}\n"
                f"Settings            {trial.settings}\n"
                f"Log                 {trial.log}\n"
                "Stop with Ctrl-C.",
                flush=True,
            )
            over.wait()
    except (OSError, TimeoutError) as e:
        print(f"gateway: {e}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.gateway.trial", description=__doc__)
    parser.add_argument(
        "--port", type=port_number, default=11112, metavar="PORT", help="of the gateway (%(default)s)"
    )
    parser.add_argument(
        "--archive-port", type=port_number, default=11113, metavar="PORT", help="of the archive (%(default)s)"
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=Settings().state,
        metavar="FOLDER",
        help="folder of the laptop stack's state (%(default)s)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
