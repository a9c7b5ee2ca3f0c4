"""`python -m infra.materials` writes docs/licences.md: every library in the packages, with its licence."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from string import Template

from infra.materials.libraries import Library, libraries_in
from infra.packaging.build import build_all
from infra.packaging.errors import PackagingError
from infra.packaging.functions import FUNCTIONS, ROOT
from infra.packaging.targets import LAMBDA

PAGE = ROOT / "docs" / "licences.md"
_TEMPLATE = Path(__file__).with_name("page.md")


def licence_page(packages: Mapping[str, Path]) -> str:
    """Return the page for these packages. Raise PackagingError for a library without a clear licence."""
    used: dict[Library, list[str]] = defaultdict(list)
    for function in FUNCTIONS:
        for library in libraries_in(packages[function.name]):
            used[library].append(function.name)
    rows = [
        f"| {library.name} | {library.version} | {library.licence} | {', '.join(functions)} |"
        for library, functions in sorted(used.items(), key=lambda it: it[0].name.lower())
    ]
    return Template(_TEMPLATE.read_text()).substitute(rows="\n".join(rows))


def main() -> int:
    """Return 0 when the page is written, 1 when a package cannot be built or a licence is unclear."""
    argparse.ArgumentParser(prog="python -m infra.materials", description=__doc__).parse_args()
    try:
        PAGE.write_text(licence_page(build_all(LAMBDA)))
    except PackagingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
