"""``python -m training``: every step from films to a shipped model."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from training.errors import TrainingError

SHIPPED, REPORTS = Path("cxr/model"), Path("training/reports")


def main(arguments: list[str] | None = None) -> int:
    """Run one step, or all of them; 2 where its user can put right what is wrong."""
    options = _parser().parse_args(arguments)
    try:
        if options.step in ("train", "run"):
            _train(options)
        if options.step in ("export", "run"):
            _export(options)
        if options.step == "samples":
            _samples(options)
    except TrainingError as e:
        print(f"training: {e}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    for name, what in (
        ("run", "train, then export: all of training in one command"),
        ("train", "fit the network; goes on where it was stopped"),
        ("export", "quantize, calibrate, measure and ship a finished run"),
    ):
        step = steps.add_parser(name, help=what)
        step.add_argument("--run", type=Path, default=Path("runs/latest"), help="folder of the run")
        step.add_argument("--data", type=Path, required=True, help="folder with train/ and test/")
        if name != "export":
            step.add_argument(
                "--stage",
                nargs=2,
                type=int,
                action="append",
                metavar=("EPOCHS", "SIZE"),
                help="epochs at pixels a side; may be repeated, smallest first",
            )
            step.add_argument("--learning-rate", type=float, help="peak of the schedule")
            step.add_argument("--weights", type=Path, help="weights.npz of an earlier run to start from")
        if name != "train":
            step.add_argument("--version", required=True, help="of the model, as findings will show it")
            step.add_argument("--foreign", type=Path, help="folder of pictures that are no chest film")
            step.add_argument("--adults", type=Path, help="folder of chest films of another population")
            step.add_argument("--out", type=Path, default=SHIPPED, help="folder of the shipped model")
            step.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    samples = steps.add_parser("samples", help="draw synthetic sample films")
    samples.add_argument("--data", type=Path, required=True, help="folder with train/")
    samples.add_argument("--out", type=Path, default=Path("infra/local/samples"))
    return parser


def _train(options: argparse.Namespace) -> None:
    # TensorFlow takes seconds to import: not before a misspelt option was told.
    from training.config import Config, Stage
    from training.train import train

    chosen = {
        "stages": tuple(Stage(*stage) for stage in options.stage) if options.stage else None,
        "learning_rate": options.learning_rate,
        "weights": str(options.weights) if options.weights else None,
    }
    config = replace(Config(), **{name: value for name, value in chosen.items() if value is not None})
    train(options.data, options.run, config)


def _export(options: argparse.Namespace) -> None:
    from training.export import Sources, export

    if (options.foreign is None) != (options.adults is None):
        raise TrainingError("--foreign and --adults are needed together: each is told from the other")
    sources = Sources(options.data, options.foreign, options.adults)
    card = export(sources, options.run, options.version, options.out, options.reports)
    print(f"shipped {card.version} to {options.out}; figures in {options.reports / card.version}")


def _samples(options: argparse.Namespace) -> None:
    from training.samples import write_samples

    for path in write_samples(options.data, options.out):
        print(path)


if __name__ == "__main__":
    sys.exit(main())
