"""`python -m infra.packaging --target lambda|host` prints the packages as JSON: function name to zip."""

import argparse
import json
import sys

from infra.packaging.build import build_all
from infra.packaging.bytecode import compiler_version
from infra.packaging.errors import PackagingError
from infra.packaging.targets import TARGETS


def main() -> int:
    """Build what is missing and print where it lies. Return 1 if a package cannot be built, else 0."""
    parser = argparse.ArgumentParser(prog="python -m infra.packaging", description=__doc__)
    parser.add_argument(
        "--target",
        choices=TARGETS,
        required=True,
        help="where the packages run: on AWS Lambda, or on this machine (required)",
    )
    target = TARGETS[parser.parse_args().target]
    if compiler_version(target) is None:
        print(
            f"Without {target.python} on the PATH the packages get no bytecode and cold starts take about"
            f" twice as long; `uv python install {target.python.removeprefix('python')}` installs it.",
            file=sys.stderr,
        )
    try:
        packages = build_all(target)
    except PackagingError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps({name: str(path) for name, path in packages.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
