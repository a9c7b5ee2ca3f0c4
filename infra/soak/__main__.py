"""`python -m infra.soak --films N` shows on a laptop stack of its own that no film is lost or read twice.

After an interruption, run it again: it goes on with the state in build/soak/.
"""

import argparse
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from string import Template

from cxr.cli.whole_numbers import add_whole_number
from cxr.inference.model_card import load_model_card
from infra.bench.machine import conditions
from infra.local.settings import ROOT, LocalStackError, Settings
from infra.local.stack import LocalStack
from infra.soak.plan import films
from infra.soak.run import Figures, Soak
from infra.soak.workers import kill_workers
from infra.stage import Stage

PAGE = ROOT / "docs" / "soak.md"
SITE = "soak"
_TEMPLATE = Path(__file__).with_name("page.md")
_PORT, _AWS_PORT = 8090, 4690
_KILLS = 40
"""How often all workers are killed in a soak, at most."""
_PATIENCE_SECONDS = 60.0


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when every film ended once and rightly, 1 when one did not, 2 when the stack cannot run."""
    options = _parser().parse_args(arguments)
    state = ROOT / "build" / "soak" / str(options.films)
    about = conditions(load_model_card())
    try:
        with LocalStack(Settings(state=state, port=_PORT, aws_port=_AWS_PORT)) as stack:
            figures = soak(stack, SITE, options.films, restart=partial(_restart, stack)).run(
                options.minutes * 60, _PATIENCE_SECONDS, partial(print, flush=True)
            )
    except LocalStackError as e:
        print(f"soak: {e}", file=sys.stderr)
        return 2
    page = render(figures, about)
    print(page)
    for fault in figures.wrong:
        print(f"soak: {fault}", file=sys.stderr)
    if not figures.is_sound:
        return 1
    if options.write:
        PAGE.write_text(page)
    shutil.rmtree(state)
    return 0


def soak(stack: LocalStack, site: str, count: int, restart: Callable[[], None] | None = None) -> Soak:
    """Return a soak of a new site of a running stack."""
    members = stack.clients.dynamodb.Table(stack.outputs["members_table"])
    members.put_item(Item={"sub": site, "site": site, "role": "clinician"})
    found = stack.clients.cloudformation.describe_stacks(StackName="pneumoscope-local")["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}
    stage = Stage(stack.clients.session, stack.settings.aws_endpoint, outputs)
    kill_after = max(5, count // _KILLS)
    return Soak(
        stage, site, list(films(count)), lambda: kill_workers(stack.ministack.pid), kill_after, restart
    )


def render(figures: Figures, about: str) -> str:
    """Return the page of a soak; ``about`` names the machine."""
    counts = {name: getattr(figures, name) for name in figures.__dataclass_fields__}
    complete, refused = figures.ended["complete"], figures.ended["refused"]
    return Template(_TEMPLATE.read_text()).substitute(
        counts,
        conditions=about,
        right=figures.films - len(figures.wrong),
        complete=complete,
        refused=refused,
        other=figures.films - complete - refused,
        minutes=f"{figures.minutes:.1f}",
    )


def _restart(stack: LocalStack) -> None:
    print("Nothing moves: the stack is restarted, as after a failure of the machine.", flush=True)
    stack.stop()
    stack.start()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.soak", description=__doc__)
    add_whole_number(parser, "--films", "films to read", lowest=1, default=2000)
    add_whole_number(parser, "--minutes", "minutes that it may take", lowest=1, default=90)
    parser.add_argument("--write", action="store_true", help="write docs/soak.md if all is well")
    return parser


if __name__ == "__main__":
    sys.exit(main())
