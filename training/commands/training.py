"""Steps that train, and write no release."""

import argparse
import json
from dataclasses import replace

from training.commands.backend import require_tensorflow
from training.commands.settings import settings
from training.config import Config
from training.data.catalog import list_populations
from training.data.screening_file import load_screening
from training.data.split.parts import split
from training.fitting.train import train as train_run
from training.runs.average import average as average_runs


def screening(options: argparse.Namespace) -> None:
    """Train the screening network, and measure it."""
    require_tensorflow(options)
    from training.screening.run import Plan, train_screening

    given = {name: value for name in ("seed", "split_seed") if (value := getattr(options, name)) is not None}
    seeds = replace(Config(seed=3), **given)
    plan = Plan(
        lungs=options.lungs,
        non_chest=options.non_chest,
        other_populations=tuple(options.other_population),
        left_out=options.leave_out,
        measured_lungs=tuple(options.measure_lungs or ()),
        epochs=options.epochs,
        seed=seeds.seed,
        split_seed=seeds.split_seed,
    )
    parts = split(list_populations(options.data), plan.split_seed)
    record = train_screening(parts, options.run, plan)
    print(json.dumps(record["figures"], indent=1))


def train(options: argparse.Namespace) -> None:
    """Train the network."""
    config = settings(options)
    screening_file = load_screening(options.screening)
    parts = split(list_populations(options.data), config.split_seed)
    train_run(parts, options.run, config, screening_file.finder(), options.devices)


def average(options: argparse.Namespace) -> None:
    """Make a run from the mean of the weights of several runs."""
    average_runs(options.of, options.run)
    print(
        f"the mean of {len(options.of)} runs is in {options.run}; "
        f"its settings and history are those of {options.of[-1]}"
    )
