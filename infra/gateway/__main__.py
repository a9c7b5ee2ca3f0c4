"""`python -m infra.gateway COMMAND --config gateway.toml`: films of a hospital out, results back in."""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from cxr.errors import CxrError
from cxr.inference.model_card import load_model_card
from cxr.sandbox.reader import SandboxedReader
from infra.gateway.archive import open_archive
from infra.gateway.cloud import open_cloud
from infra.gateway.gateway import Gateway
from infra.gateway.pseudonyms import load_pseudonyms
from infra.gateway.results import ResultMaker
from infra.gateway.settings import InvalidSettings, Settings, read_settings
from infra.gateway.spool.ledger import Ledger
from infra.gateway.spool.spool import Spool

_HOUR = 3600.0
_MISUSE = 2


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when that is done, 1 if the gateway cannot go on, 2 for settings that cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        settings = read_settings(options.config)
    except InvalidSettings as e:
        print(f"gateway: {e}", file=sys.stderr)
        return _MISUSE
    try:
        return int(options.run(settings))
    except (CxrError, OSError) as e:
        print(f"gateway: {e}", file=sys.stderr)
        return 1


def serve(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM. Raise SpoolInUse, ModelUnusable, and OSError for an address in use."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    with SandboxedReader() as reader:  # before the threads, since it forks
        spool = Spool(settings.spool, settings.spool_gigabytes * 10**9, keep=settings.keep_hours * _HOUR)
        gateway = Gateway(
            spool,
            load_pseudonyms(settings.spool / "key"),
            open_cloud(settings),
            ResultMaker(reader.read, load_model_card(), settings.objects, settings.prevalence, settings.site),
            open_archive(settings),
            give_up_seconds=settings.give_up_hours * _HOUR,
        )
        try:
            return 0 if gateway.run(settings.listen, over) else 1
        finally:
            spool.close()


def show_status(settings: Settings) -> int:
    """Print how many films are in each state."""
    ledger = Ledger(settings.spool / "ledger.sqlite3")
    for state, count in ledger.counts().items():
        print(f"{state:<10} {count}")
    ledger.close()
    return 0


def retry(settings: Settings) -> int:
    """Let the films that were given up begin again."""
    ledger = Ledger(settings.spool / "ledger.sqlite3")
    print(f"{ledger.restart_given_up()} films begin again")
    ledger.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.gateway", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run, what in (
        ("run", serve, "serve until Ctrl-C or SIGTERM"),
        ("status", show_status, "print how many films are in each state"),
        ("retry", retry, "let films that were given up begin again"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("--config", type=Path, required=True, metavar="FILE", help="the settings, TOML")
        command.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
