"""Command line of training: ``python -m training run --data DIR --version NAME``, or step by step."""

import argparse
import os
import sys
from importlib.util import find_spec

from cxr.errors import CxrError, ModelUnusable
from training.errors import TrainingError
from training.options.parser import parser
from training.options.steps import RESUMABLE


def main(arguments: list[str] | None = None) -> int:
    """Run one step. Return 0 when done, 2 for an error that the user can correct."""
    options = parser().parse_args(arguments)
    _choose_backend()
    try:
        # TensorFlow takes seconds to import. An error in the options is reported before that.
        from training.commands.steps import COMMANDS

        COMMANDS[options.step](options)
    except (TrainingError, CxrError, OSError, KeyboardInterrupt) as e:
        print(f"training: {_sentence(e, options)}", file=sys.stderr)
        return 2
    return 0


def _choose_backend() -> None:
    """Let Keras use JAX where TensorFlow is not installed, unless the user has chosen a backend."""
    if find_spec("tensorflow") is None:
        os.environ.setdefault("KERAS_BACKEND", "jax")


def _sentence(error: BaseException, options: argparse.Namespace) -> str:
    """Return what went wrong and what to do about it."""
    match error:
        case KeyboardInterrupt() if options.step in RESUMABLE:
            return f"stopped; finished epochs are in {options.run}, and the same command resumes them"
        case KeyboardInterrupt():
            return "stopped; the same command starts again"
        case ModelUnusable() if options.step in {"calibrate", "evaluate"}:
            return (
                f"--out {options.out} contains no usable model ({error}); give the folder of an exported one"
            )
        case ModelUnusable() if options.step in {"shortcuts", "robustness"}:
            return f"--model {options.model} contains no usable model ({error}); give the folder of one"
        case OSError():
            return f"{error}; check the file or the disk, then give the same command again"
        case _:
            return str(error)


if __name__ == "__main__":
    sys.exit(main())
