"""`python -m infra.local` runs Pneumoscope on this machine until Ctrl-C."""

import argparse
import signal
import sys
from pathlib import Path

from infra.local.settings import LocalStackError, Settings, port_number
from infra.local.stack import LocalStack


def main() -> int:
    """Start the stack, print its address and account, and serve until SIGINT or SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # SIGINT too: a process that a shell starts in the background ignores it by default.
        signal.signal(number, signal.default_int_handler)
    stack = LocalStack(_settings())
    try:
        stack.start()
        _announce(stack)
        signal.pause()
    except LocalStackError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopping; the state is kept ...", flush=True)
    finally:
        # A second Ctrl-C must not interrupt the writing of the state.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stack.stop()
    return 0


def _settings() -> Settings:
    defaults = Settings()
    parser = argparse.ArgumentParser(
        prog="python -m infra.local", description="Run Pneumoscope on this machine."
    )
    parser.add_argument(
        "--port",
        type=port_number,
        default=defaults.port,
        metavar="PORT",
        help="port of the application, 1-65535 (default: %(default)s)",
    )
    parser.add_argument(
        "--aws-port",
        type=port_number,
        default=defaults.aws_port,
        metavar="PORT",
        help="port of MiniStack, the local AWS emulator, 1-65535 (default: %(default)s)",
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=defaults.state,
        metavar="FOLDER",
        help="folder of the stack's state: films, studies, accounts, logs (default: %(default)s)",
    )
    options = parser.parse_args()
    return Settings(state=options.state.resolve(), port=options.port, aws_port=options.aws_port)


def _announce(stack: LocalStack) -> None:
    demo = stack.outputs["demo"]
    print(
        f"\nPneumoscope is at   {stack.outputs['url']}\n"
        f"Sign in with        {demo['email']}\n"
        f"Password            {demo['password']}\n"
        f"For scripts         {stack.settings.state / 'outputs.json'}\n"
        "Stop with Ctrl-C.",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
