"""`python -m infra.first_week` lives through an operator's first week, and writes docs/first_week.md.

It clones what is committed here into build/first_week/, runs a stack of its own there, and removes both.
"""

import argparse
import shutil
import subprocess
import sys
from datetime import UTC, datetime

from infra.first_week.laptop import Laptop, NothingHappened, fresh
from infra.first_week.transcript import CommandFailed, Transcript
from infra.first_week.week import friday, monday, thursday, tuesday, wednesday
from infra.local.settings import ROOT

PAGE = ROOT / "docs" / "first_week.md"
_ABOUT = """# The first week

`python -m infra.first_week` lived through this week on the laptop stack, and wrote this page on {date}.
[Operations](operations.md) explains each command. Long output is cut.
"""


def main() -> int:
    """Return 0 when the week went as it must and the page is written, else 1."""
    argparse.ArgumentParser(prog="python -m infra.first_week", description=__doc__).parse_args()
    folder = fresh(ROOT / "build" / "first_week") / "pneumoscope"
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    laptop = Laptop(folder)
    laptop.install()
    hidden = {str(folder): "~/pneumoscope", str(ROOT): "~/pneumoscope"}
    seen = Transcript(folder, laptop.environment, hidden)
    try:
        for day in (monday, tuesday, wednesday, thursday, friday):
            day(laptop, seen)
    except (CommandFailed, NothingHappened) as e:
        print(f"first_week: {e}", file=sys.stderr)
        return 1
    finally:
        laptop.stop()
    PAGE.write_text(_ABOUT.format(date=f"{datetime.now(UTC):%Y-%m-%d}") + seen.text())
    shutil.rmtree(folder.parent)
    return 0


if __name__ == "__main__":
    sys.exit(main())
