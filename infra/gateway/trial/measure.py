"""`python -m infra.gateway.trial.measure` measures modality to archive, and kills the gateway, on a laptop.

It starts all that it needs on loopback: a laptop stack of its own, a gateway and an archive. The archive is
Orthanc where Debian's package is installed, otherwise one of the project's own.
"""

import argparse
import shutil
import sys
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from string import Template

from cxr.cli.whole_numbers import add_whole_number
from cxr.inference.model_card import load_model_card
from infra.bench.machine import conditions
from infra.gateway.trial.archive import ResultArchive, TrialArchive
from infra.gateway.trial.hospital import TrialHospital
from infra.gateway.trial.kills import Survival, outlast
from infra.gateway.trial.latency import Latency, MeasurementError, films, seconds_to_archive
from infra.gateway.trial.orthanc import OrthancArchive, missing
from infra.gateway.trial.outage import Outage, outlive
from infra.local.settings import ROOT, LocalStackError, Settings, free_port
from infra.local.stack import LocalStack

PAGE = ROOT / "docs" / "integration" / "gateway_measured.md"
AIM_SECONDS, ACKNOWLEDGED_SECONDS = 5.0, 1.0
_FILMS_OF_THE_OUTAGE = 10
_TEMPLATE = Path(__file__).with_name("page.md")
_STATE = ROOT / "build" / "gateway"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured. ``archive`` is the name of the archive."""

    archive: str
    cold: Latency
    warm: Latency
    survival: Survival
    outage: Outage

    @property
    def are_met(self) -> bool:
        """Return whether the aims are met."""
        is_quick = self.warm.p95 <= AIM_SECONDS and self.outage.longest <= ACKNOWLEDGED_SECONDS
        return is_quick and self.survival.surplus == 0


def main(arguments: list[str] | None = None) -> int:
    """Return 0 if the aims are met, 1 if one is missed or results lack, 2 if something cannot start."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.kills > options.killed_films:
        parser.error("argument --kills: no more than --killed-films")
    shutil.rmtree(_STATE, ignore_errors=True)
    about = conditions(load_model_card())
    settings = Settings(state=_STATE / "stack", port=free_port(), aws_port=free_port())
    try:
        with LocalStack(settings) as stack:
            figures = _measure(stack, options)
    except (LocalStackError, OSError, TimeoutError) as e:
        print(f"gateway: {e}", file=sys.stderr)
        return 2
    except MeasurementError as e:
        print(f"gateway: {e}", file=sys.stderr)
        return 1
    page = render(about, figures)
    print(page)
    if options.write and figures.are_met:
        PAGE.write_text(page)
    return 0 if figures.are_met else 1


def render(about: str, figures: Figures) -> str:
    """Return the page; ``about`` names the machine."""
    outage = {f"outage_{name}": f"{value:.3g}" for name, value in asdict(figures.outage).items()}
    return Template(_TEMPLATE.read_text()).substitute(
        asdict(figures.survival) | outage,
        conditions=about,
        archive=figures.archive,
        cold=figures.cold.row(),
        warm=figures.warm.row(),
        aim=f"{AIM_SECONDS:g}",
        ack=f"{ACKNOWLEDGED_SECONDS:g}",
    )


def trial_archive(folder: Path) -> ResultArchive:
    """Return Orthanc, or an archive of the project's own where Orthanc cannot run."""
    kind = TrialArchive if missing() else OrthancArchive
    return kind(folder, free_port())


def _measure(stack: LocalStack, options: argparse.Namespace) -> Figures:
    site = stack.outputs["demo"]["site"]
    archive = trial_archive(_STATE / "archive")
    with TrialHospital(stack.outputs, _STATE / "hospital", site, free_port(), archive) as hospital:
        seconds_to_archive(hospital, next(films()), _STATE)  # behind the samples that a new stack loads
        cold = Latency([_seconds_when_cold(stack, hospital) for _ in range(options.cold)])
        sent = islice(films(), options.films)
        warm = Latency([seconds_to_archive(hospital, film, _STATE) for film in sent])
        survival = outlast(hospital, options.killed_films, options.kills, options.seed)
        outage = outlive(stack, hospital, options.outage, _FILMS_OF_THE_OUTAGE)
        return Figures(archive.name, cold, warm, survival, outage)


def _seconds_when_cold(stack: LocalStack, hospital: TrialHospital) -> float:
    stack.stop()
    stack.start()
    return seconds_to_archive(hospital, next(films()), _STATE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.gateway.trial.measure", description=__doc__)
    for name, what, lowest, default in (
        ("--films", "films on a warm stack", 2, 50),
        ("--cold", "films that are each the first of a stack that has just started", 1, 5),
        ("--killed-films", "films that go through while the gateway is killed", 1, 100),
        ("--kills", "how often it is killed, no more often than films go through", 0, 10),
        ("--seed", "seed of the moments", 0, 25),
        ("--outage", "seconds without stack and archive", 1, 60),
    ):
        add_whole_number(parser, name, what, lowest=lowest, default=default)
    parser.add_argument("--write", action="store_true", help="write the page if the aims are met")
    return parser


if __name__ == "__main__":
    sys.exit(main())
