"""Train the model offline: ``python -m training run --data DIR --version VERSION``, or step by step."""

import argparse
import sys
from pathlib import Path

from cxr.errors import CxrError, ModelUnusable
from training.errors import TrainingError
from training.model_card.page import PAGE, REPORTS

SHIPPED = Path("cxr/model")

STEPS = {
    "run": "train, then export: all of training in one command",
    "train": "fit the network; goes on where it was stopped",
    "average": "make a run of the mean of several runs' weights",
    "export": "quantize, calibrate, measure and ship a finished run",
    "calibrate": "choose calibration, thresholds and limits of the shipped file anew",
    "evaluate": "measure the shipped model anew",
    "compare": "train each architecture on the same split and print one table",
    "framing": "tell how much of what films show their framing gives away",
    "samples": "draw synthetic sample films",
}

TRAINING = {"run", "train", "compare"}
"""Steps that fit networks: only they take choices, and only they go on where they were stopped."""

SHIPPING = {"run", "export", "calibrate", "evaluate"}
"""Steps that write a model, its figures and its page."""


def main(arguments: list[str] | None = None) -> int:
    """Run one step. 0 when done, 2 for what its user can put right."""
    options = parser().parse_args(arguments)
    try:
        # TensorFlow takes seconds to import: not before a misspelt option was told.
        from training import commands

        getattr(commands, options.step)(options)
    except (TrainingError, CxrError, OSError, KeyboardInterrupt) as e:
        print(f"training: {_told(e, options)}", file=sys.stderr)
        return 2
    return 0


def _told(error: BaseException, options: argparse.Namespace) -> str:
    """What went wrong and what to do about it, as a sentence."""
    match error:
        case KeyboardInterrupt() if options.step in TRAINING:
            return f"stopped; finished epochs are in {options.run}, and the same command goes on from there"
        case KeyboardInterrupt():
            return "stopped; the same command begins anew"
        case ModelUnusable() if options.step in {"calibrate", "evaluate"}:
            return f"--out {options.out} holds no usable model ({error}); give the folder of an exported one"
        case OSError():
            return f"{error}; see to the file or the disk, then give the same command again"
        case _:
            return str(error)


def parser() -> argparse.ArgumentParser:
    """The command line: each step offers the options that it heeds."""
    every = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    steps = every.add_subparsers(dest="step", required=True)
    offered = {
        _films: TRAINING | SHIPPING | {"framing"},
        _run: {"run", "train", "export"},
        _made: {"average"},
        _averaged: {"average"},
        _comparison: {"compare"},
        _limits: {"run", "train"} | SHIPPING,
        _architecture: {"run", "train"},
        _others: {"run", "train"},
        _choices: TRAINING,
        _split_seed: TRAINING | {"framing"},
        _version: {"run", "export"},
        _measured: SHIPPING,
        _places: SHIPPING,
        _samples: {"samples"},
    }
    for name, what in STEPS.items():
        step = steps.add_parser(name, help=what)
        for add, names in offered.items():
            if name in names:
                add(step)
    return every


def _films(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--data",
        action="append",
        required=True,
        metavar="[NAME=]DIR",
        help="films in the layout of Kaggle, NIH, the RSNA, or NORMAL/ and PNEUMONIA/; may be repeated",
    )


def _run(step: argparse.ArgumentParser) -> None:
    step.add_argument("--run", type=Path, default=Path("runs", "latest"), help="folder of the run")


def _made(step: argparse.ArgumentParser) -> None:
    step.add_argument("--run", type=Path, required=True, help="folder of the run to be made")


def _averaged(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--of",
        type=Path,
        action="append",
        required=True,
        metavar="RUN",
        help="folder of a finished run or of a release's report; all but the weights is as in the last",
    )


def _comparison(step: argparse.ArgumentParser) -> None:
    step.add_argument("--run", type=Path, default=Path("runs", "compare"), help="folder of the runs")
    step.add_argument("--report", type=Path, help="of a release, to be compared too")
    step.set_defaults(architecture=None, others_share=None)  # it trains each, and no limits


def _limits(step: argparse.ArgumentParser) -> None:
    step.add_argument("--foreign", type=Path, metavar="DIR", help="pictures that are no chest film")
    step.add_argument("--adults", metavar="[NAME=]DIR", help="chest films of another population")


def _measured(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--measure",
        action="append",
        default=[],
        metavar="[NAME=]DIR",
        help="films that are only measured; may be repeated",
    )


def _architecture(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--architecture", help="efficientnetb3, inceptionv3, densenet121, cnn or efficientnetlite2"
    )


def _others(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--others-share",
        type=float,
        help="of a batch: adults' films, spoilt films and pictures of --foreign, each",
    )


def _split_seed(step: argparse.ArgumentParser) -> None:
    step.add_argument("--split-seed", type=int, help="of who is fitted on, chosen by, reported and measured")


def _choices(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="config.json of an earlier run, for every choice that no other option makes",
    )
    step.add_argument(
        "--stage",
        nargs=2,
        type=int,
        action="append",
        metavar=("EPOCHS", "SIZE"),
        help="epochs at pixels a side; may be repeated, smallest first",
    )
    step.add_argument("--learning-rate", type=float, help="peak of the schedule")
    step.add_argument("--weights", help="imagenet, none, or weights.npz of an earlier run to start from")
    step.add_argument("--precision", help="dtype policy of Keras, such as mixed_bfloat16")
    step.add_argument("--own-framing", type=float, help="share of films that are not framed anew")
    step.add_argument("--lung-guidance", type=float, help="weight of activation outside the lungs")
    step.add_argument("--seed", type=int, help="of all that is drawn by chance, but for the split")


def _version(step: argparse.ArgumentParser) -> None:
    step.add_argument("--version", required=True, help="of the model, as findings will show it")


def _places(step: argparse.ArgumentParser) -> None:
    step.add_argument("--out", type=Path, default=SHIPPED, help="folder of the shipped model")
    step.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    step.add_argument("--page", type=Path, default=PAGE, help="the model card for readers")


def _samples(step: argparse.ArgumentParser) -> None:
    step.add_argument("--data", type=Path, required=True, help="folder with train/")
    step.add_argument("--out", type=Path, default=Path("infra/local/samples"))


if __name__ == "__main__":
    sys.exit(main())
