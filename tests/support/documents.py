"""The documents of the repository, and the commands in them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES]


def commands() -> list[str]:
    """Return each command of the documents, once."""
    blocks = [
        block for path in DOCUMENTS for block in re.findall(r"```sh\n(.*?)```", path.read_text(), re.DOTALL)
    ]
    return sorted({line.strip() for block in blocks for line in block.splitlines() if line.strip()})
