"""`python -m infra.smoke --stage STAGE` has one synthetic film read, as a person would, and removes it again.

It makes an account and a site of its own, and logs in at the pages. It uploads the film, waits for the
finding, loads the pictures, and deletes the study. Run it after each deployment, or at intervals.
"""

import argparse
import sys
import time
from typing import Any

from cxr.cli.whole_numbers import add_whole_number
from cxr.study import Status
from infra.local.settings import SAMPLES
from infra.smoke.guest import Guest, guest
from infra.smoke.visitor import SmokeFailed, Visitor
from infra.stage import Stage, StageUnreachableError, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command

_FILM = SAMPLES / "pneumonia-1.jpg"
_BETWEEN_LOOKS_SECONDS = 0.5
_MISUSE = 2


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when all of it works, 1 when something does not, 2 when there is no such stage."""
    options = _parser().parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        print(f"smoke: {e}", file=sys.stderr)
        return _MISUSE
    try:
        with guest(stage) as made:
            _try(stage, made, options)
    except SmokeFailed as e:
        print(f"smoke: {e}", file=sys.stderr)
        return 1
    print("The account, its site, the study and its film are gone.")
    return 0


def _try(stage: Stage, made: Guest, options: argparse.Namespace) -> None:
    visitor = Visitor((options.url or stage.outputs["Url"]).rstrip("/"))
    visitor.log_in(made.email, made.password)
    print("Logged in.", flush=True)
    film = _FILM.read_bytes()
    opened = visitor.call(
        "POST", "/studies", expected=201, body={"content_type": "image/jpeg", "size": len(film)}
    )
    begun = time.monotonic()
    visitor.send(opened["upload"], film)
    study = _ended(visitor, opened["study_id"], begun + options.within)
    print(f"{study['label']} by model {study['model_version']} after {time.monotonic() - begun:.1f} s.")
    for picture in ("preview", "heatmap"):
        visitor.fetch(study["links"][picture], picture)
    visitor.call("DELETE", f"/studies/{opened['study_id']}", expected=204)
    visitor.call("GET", f"/studies/{opened['study_id']}", expected=404)
    visitor.log_out()


def _ended(visitor: Visitor, study_id: str, deadline: float) -> dict[str, Any]:
    """Return the study with its finding. Raise SmokeFailed."""
    while time.monotonic() < deadline:
        study: dict[str, Any] = visitor.call("GET", f"/studies/{study_id}", expected=200)
        if study["status"] == Status.COMPLETE:
            return study
        if study["status"] in (Status.REFUSED, Status.FAILED):
            raise SmokeFailed(f"the film was not judged: its study is {study['status']}.")
        time.sleep(_BETWEEN_LOOKS_SECONDS)
    raise SmokeFailed("the film has no finding in time: see the log of classify, and both queues.")


def _address(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise argparse.ArgumentTypeError(f"{text} is no address such as https://films.hospital.example")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.smoke", description=__doc__)
    add_stage_arguments(parser)
    parser.add_argument("--url", type=_address, help="address of the pages (default: the stage's output Url)")
    within = "seconds that the finding may take"
    add_whole_number(parser, "--within", within, lowest=1, default=60)
    return parser


if __name__ == "__main__":
    sys.exit(run_command("smoke", main))
