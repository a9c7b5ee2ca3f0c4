"""`python -m infra.local` runs Pneumoscope on this machine until Ctrl-C."""

import argparse
import signal
import sys
from pathlib import Path

from infra.local.settings import LocalStackError, Settings
from infra.local.stack import LocalStack


def main() -> int:
    """Starts the stack, says where it is, and serves until told to stop."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # SIGINT too: a shell that starts this in the background has it ignored.
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
        # A second Ctrl-C must not cut short the writing of the state.
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
        "--port", type=int, default=defaults.port, help="port of the application (%(default)s)"
    )
    parser.add_argument(
        "--aws-port", type=int, default=defaults.aws_port, help="port of MiniStack (%(default)s)"
    )
    parser.add_argument(
        "--state", type=Path, default=defaults.state, help="folder that keeps the state (%(default)s)"
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
