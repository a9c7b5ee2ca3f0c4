"""Train the model offline: ``python -m training run --data DIR --version VERSION``, or step by step."""

import argparse
import sys
from pathlib import Path

from training.errors import TrainingError

SHIPPED = Path("cxr/model")
REPORTS = Path("training/reports")
PAGE = Path("docs/model_card.md")

STEPS = {
    "run": "train, then export: all of training in one command",
    "train": "fit the network; goes on where it was stopped",
    "export": "quantize, calibrate, measure and ship a finished run",
    "calibrate": "choose calibration, thresholds and limits of the shipped file anew",
    "evaluate": "measure the shipped model anew",
    "compare": "train each architecture on the same split and print one table",
    "samples": "draw synthetic sample films",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one step. 0 when done, 2 for what its user can put right."""
    options = parser().parse_args(arguments)
    # TensorFlow takes seconds to import: not before a misspelt option was told.
    from training import steps

    try:
        getattr(steps, options.step)(options)
    except TrainingError as e:
        print(f"training: {e}", file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    every = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    steps = every.add_subparsers(dest="step", required=True)
    for name, what in STEPS.items():
        step = steps.add_parser(name, help=what)
        if name == "samples":
            step.add_argument("--data", type=Path, required=True, help="folder with train/")
            step.add_argument("--out", type=Path, default=Path("infra/local/samples"))
            continue
        _films(step)
        if name in {"run", "train", "export", "compare"}:
            folder = Path("runs", "compare" if name == "compare" else "latest")
            step.add_argument("--run", type=Path, default=folder, help="folder of the run")
        if name == "compare":
            step.add_argument("--report", type=Path, help="of a release, to be compared too")
        if name in {"run", "train", "compare"}:
            _choices(step)
        if name in {"run", "export"}:
            step.add_argument("--version", required=True, help="of the model, as findings will show it")
        if name in {"run", "export", "calibrate", "evaluate"}:
            _places(step)
    return every


def _films(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--data",
        action="append",
        required=True,
        metavar="[NAME=]DIR",
        help="films in the layout of Kaggle, NIH, the RSNA, or NORMAL/ and PNEUMONIA/; may be repeated",
    )
    step.add_argument("--foreign", type=Path, metavar="DIR", help="pictures that are no chest film")
    step.add_argument("--adults", metavar="[NAME=]DIR", help="chest films of another population")
    step.add_argument(
        "--measure",
        action="append",
        default=[],
        metavar="[NAME=]DIR",
        help="films that are only measured; may be repeated",
    )


def _choices(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--stage",
        nargs=2,
        type=int,
        action="append",
        metavar=("EPOCHS", "SIZE"),
        help="epochs at pixels a side; may be repeated, smallest first",
    )
    step.add_argument("--architecture", help="efficientnetb3, inceptionv3, densenet121 or cnn")
    step.add_argument("--learning-rate", type=float, help="peak of the schedule")
    step.add_argument("--weights", help="imagenet, none, or weights.npz of an earlier run to start from")
    step.add_argument("--head-epochs", type=int, help="epochs for the heads alone, before all else moves")
    step.add_argument("--precision", help="dtype policy of Keras, such as mixed_bfloat16")
    step.add_argument("--lung-guidance", type=float, help="weight of activation outside the lungs")
    step.add_argument("--label-smoothing", type=float, help="how far from 0 and 1 the answers are drawn")
    step.add_argument("--seed", type=int)


def _places(step: argparse.ArgumentParser) -> None:
    step.add_argument("--out", type=Path, default=SHIPPED, help="folder of the shipped model")
    step.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    step.add_argument("--page", type=Path, default=PAGE, help="the model card for readers")


if __name__ == "__main__":
    sys.exit(main())
