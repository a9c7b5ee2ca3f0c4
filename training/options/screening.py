"""The options of the screening network."""

import argparse
from pathlib import Path

from training.config import Config
from training.options.films import add_films
from training.options.numbers import add_number, add_split_seed


def add_options(step: argparse.ArgumentParser) -> None:
    """Add options for films, masks and other pictures, and for the run."""
    films, run = step.add_argument_group("films"), step.add_argument_group("run")
    add_films(films, "screening")
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
    add_number(run, "--seed", Config(seed=3), "seed of everything but the split")
    add_split_seed(run, Config())
