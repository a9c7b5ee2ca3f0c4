"""`python -m infra.openapi` writes the description of the JSON API, which the pages serve."""

import argparse
import json
import sys
from pathlib import Path

from infra.openapi.document import document

FILE = Path(__file__).parents[2] / "webapp" / "openapi.json"


def text() -> str:
    """Return the content of the file."""
    return json.dumps(document(), indent=1) + "\n"


def main() -> int:
    """Write the file."""
    argparse.ArgumentParser(prog="python -m infra.openapi", description=__doc__).parse_args()
    FILE.write_text(text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
