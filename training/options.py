"""The options of ``python -m training``: each step has those that it uses, with type, range and default."""

import argparse
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import TypeAlias

from cxr.inference.model_card import STRIDE
from training.calibration.fewest_films import FEWEST_FILMS
from training.config import PRECISIONS, RANGES, Config
from training.recipes import RECIPES, network_comparison
from training.robustness import options as robustness
from training.shortcuts import options as shortcuts
from training.validation import options as validation

ARCHITECTURES = ("efficientnetb3", "densenet121", "cnn", "efficientnetlite2")

SHIPPED, REPORTS = Path("cxr/model"), Path("training/reports")
MODEL_PAGE, COMPARISON_PAGE = Path("docs/model_card.md"), Path("docs/network_comparison.md")

STEPS = {
    "screening": "train the network that finds the lungs and decides what may be judged",
    "run": "train, then export: everything in one command",
    "train": "train the network, or resume a run that was stopped",
    "average": "make a run from the mean of the weights of several runs",
    "export": "quantize, calibrate, measure and ship a finished run",
    "calibrate": "choose calibration and thresholds of the shipped file again, and measure it",
    "evaluate": "measure the shipped model again",
    "validate": "measure the shipped model on the labelled films of a site",
    "compare": "train each architecture on the same split, and write one table",
    "shortcuts": "measure how well the label is told without the lungs, by trees and by the shipped model",
    "robustness": "measure the shipped model on films that were turned, cut, blurred or photographed",
    "samples": "make synthetic sample films",
}

TRAINING = {"run", "train", "compare"}
"""Steps that train the finding network. Only they have its settings."""

RESUMABLE = {*TRAINING, "screening"}
"""Steps that the same command resumes after the last complete epoch."""

RELEASING = {"run", "export", "calibrate", "evaluate"}
"""Steps that write a model, its figures and its page."""

Group: TypeAlias = argparse._ArgumentGroup

MEASURING: dict[str, Callable[[Group], None]] = {
    "validate": validation.add_options,
    "shortcuts": shortcuts.add_options,
    "robustness": robustness.add_options,
}
"""Steps that measure a model and change nothing, each with the function that adds its own options."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    every = argparse.ArgumentParser(
        prog="python -m training",
        description="Train the model offline, in one command or step by step. Start with a recipe: "
        "python -m training run --recipe quick_cpu --data DIR --version NAME",
    )
    steps = every.add_subparsers(dest="step", required=True, metavar="STEP")
    for name, text in STEPS.items():
        step = steps.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if name in _SPECIAL:
            _SPECIAL[name](step)
        else:
            _add_options(step, name)
    return every


def _add_options(step: argparse.ArgumentParser, name: str) -> None:
    _films(step.add_argument_group("films"), name)
    if name in MEASURING:
        MEASURING[name](step.add_argument_group(name))
    else:
        _run(step.add_argument_group("run"), name)
    if name in TRAINING:
        _settings(step.add_argument_group("settings"), name)
    if name in RELEASING:
        _results(step.add_argument_group("results"))


def _films(group: Group, step: str) -> None:
    use = "to measure" if step in MEASURING else "to train on"
    group.add_argument(
        "--data",
        action="append",
        required=True,
        metavar="[NAME=]DIR",
        help=f"films {use}, in the layout of Kaggle, NIH, the RSNA, or NORMAL/ and PNEUMONIA/ with "
        "metadata.csv (required; may be repeated)",
    )
    if step in TRAINING | {"export"}:
        group.add_argument(
            "--screening",
            type=Path,
            default=SHIPPED,
            metavar="DIR",
            help="folder of the screening network: a run of 'screening', or a model (default: %(default)s)",
        )
    if step in RELEASING:
        group.add_argument(
            "--measure",
            action="append",
            default=[],
            metavar="[NAME=]DIR",
            help="films that are only measured (default: none; may be repeated)",
        )
    if step == "shortcuts":
        _split_seed(group, Config())


def _run(group: Group, step: str) -> None:
    if step == "compare":
        group.add_argument(
            "--run",
            type=Path,
            default=Path("runs", "compare"),
            metavar="DIR",
            help="folder of the runs, one for each architecture (default: %(default)s)",
        )
        group.add_argument(
            "--report", type=Path, metavar="DIR", help="report of a release to compare, too (default: none)"
        )
        group.add_argument(
            "--release-only",
            action="store_true",
            help="replace the rows of the release in the stored figures, and train nothing; needs --report",
        )
    elif step in {"run", "train", "export"}:
        group.add_argument(
            "--run",
            type=Path,
            default=Path("runs", "latest"),
            metavar="DIR",
            help="folder of the run (default: %(default)s)",
        )
    if step in {"run", "export"}:
        group.add_argument(
            "--version",
            required=True,
            metavar="NAME",
            help="version of the model, shown with every result (required)",
        )
        group.add_argument(
            "--allow-few-films",
            action="store_true",
            help=f"ship a model of fewer than {FEWEST_FILMS} validation films of a class; its card says "
            "that it is not for use",
        )


def _settings(group: Group, step: str) -> None:
    base = network_comparison.RECIPE if step == "compare" else Config()
    if step != "compare":
        group.add_argument(
            "--recipe",
            choices=RECIPES,
            metavar="NAME",
            help=f"settings of a recipe: {', '.join(RECIPES)} (default: none)",
        )
        group.add_argument(
            "--architecture",
            metavar="NAME",
            help=f"{', '.join(ARCHITECTURES)} (default: {base.architecture})",
        )
    group.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="settings from the config.json of an earlier run; other options change them (default: none)",
    )
    group.add_argument(
        "--stage",
        nargs=2,
        type=int,
        action="append",
        metavar=("EPOCHS", "SIZE"),
        help=f"epochs (1 or more) at pixels a side (a multiple of {STRIDE}); may be repeated, smallest first "
        f"(default: {base.schedule})",
    )
    _number(group, "--learning-rate", base, "peak of the learning rate")
    group.add_argument(
        "--weights",
        metavar="START",
        help="start: imagenet, none (random), or the weights.npz of an earlier run (default: none)",
    )
    group.add_argument(
        "--precision",
        metavar="POLICY",
        help=f"dtype policy of Keras: {', '.join(PRECISIONS)} (default: {base.precision})",
    )
    _number(group, "--clear-weight", base, "weight of the loss on evidence in pasted healthy lung")
    _number(group, "--grey-share", base, "share of the films with grey patches, of those without pasted lung")
    _number(group, "--superposed-share", base, "share of the films mixed with others of their class")
    _number(group, "--seed", base, "seed of everything but the split")
    _split_seed(group, base)


def _split_seed(group: Group, base: Config) -> None:
    _number(group, "--split-seed", base, "seed of the patient split")


def _number(group: Group, option: str, base: Config, text: str) -> None:
    """Add an option for a numeric setting, with the range and default of ``Config``."""
    name = option.removeprefix("--").replace("-", "_")
    default = getattr(base, name)
    low, high = RANGES[name]
    kind = "integer" if isinstance(default, int) else "number"
    bounds = f"{low:g} or more" if high == inf else f"{low:g} to {high:.10g}"
    group.add_argument(
        option,
        dest=name,
        type=type(default),
        metavar="N" if isinstance(default, int) else "X",
        help=f"{text} ({kind}, {bounds}; default: {default:.4g})",
    )


def _results(group: Group) -> None:
    for option, default, text in (
        ("--out", SHIPPED, "folder of the shipped model"),
        ("--reports", REPORTS, "folder of the reports"),
        ("--page", MODEL_PAGE, "page of the model card"),
    ):
        group.add_argument(
            option, type=Path, default=default, metavar="PATH", help=f"{text} (default: %(default)s)"
        )


def _average(step: argparse.ArgumentParser) -> None:
    group = step.add_argument_group("runs")
    group.add_argument(
        "--of",
        type=Path,
        action="append",
        required=True,
        metavar="RUN",
        help="finished run, or report of a release (required, twice or more); the last gives the settings",
    )
    group.add_argument(
        "--run", type=Path, required=True, metavar="DIR", help="folder of the new run (required)"
    )


def _samples(step: argparse.ArgumentParser) -> None:
    group = step.add_argument_group("files")
    group.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="folder with train/ (required)"
    )
    group.add_argument(
        "--out",
        type=Path,
        default=Path("infra/local/samples"),
        metavar="DIR",
        help="folder of the samples (default: %(default)s)",
    )


def _screening(step: argparse.ArgumentParser) -> None:
    films, run = step.add_argument_group("films"), step.add_argument_group("run")
    _films(films, "screening")
    films.add_argument(
        "--lungs",
        type=Path,
        required=True,
        metavar="DIR",
        help="masks of the lungs, one PNG a film, in NORMAL/ and PNEUMONIA/ (required)",
    )
    films.add_argument(
        "--non-chest",
        type=Path,
        required=True,
        metavar="DIR",
        help="pictures that are not chest films, to be refused (required)",
    )
    films.add_argument(
        "--other-population",
        action="append",
        required=True,
        metavar="[NAME=]DIR",
        help="chest films outside the validated population, to be flagged: any folder of films "
        "(required; may be repeated)",
    )
    films.add_argument(
        "--leave-out",
        metavar="NAME",
        help="measure this other population without training on it (default: none)",
    )
    films.add_argument(
        "--measure-lungs",
        type=Path,
        nargs=2,
        metavar=("FILMS", "MASKS"),
        help="folders of films and of their masks that are only measured (default: none)",
    )
    run.add_argument(
        "--run",
        type=Path,
        default=Path("runs", "screening"),
        metavar="DIR",
        help="folder of the run (default: %(default)s)",
    )
    run.add_argument(
        "--epochs",
        type=int,
        default=18,
        metavar="N",
        help="epochs (integer, 1 or more; default: %(default)s)",
    )
    _number(run, "--seed", Config(seed=3), "seed of everything but the split")
    _split_seed(run, Config())


_SPECIAL = {"samples": _samples, "average": _average, "screening": _screening}
"""Steps with options of their own."""
