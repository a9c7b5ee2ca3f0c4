"""The scripts and styles of each page: files as they are in a checkout, one bundle each in a package.

`infra/packaging` bundles what webapp/pages.json lists.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WEBAPP = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class PageAssets:
    """Paths below ``static/`` in the order in which they load."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]


@cache
def page_assets(page: str, webapp: Path = _WEBAPP) -> PageAssets:
    """Return the assets of a page of pages.json. Raise KeyError for any other."""
    listed = json.loads((webapp / "pages.json").read_text())[page]
    if (webapp / "static" / "pages").is_dir():
        return PageAssets((f"pages/{page}.css",), (f"pages/{page}.js",))
    return PageAssets(
        tuple(f"css/{name}.css" for name in listed["styles"]),
        tuple(f"js/{name}.js" for name in listed["scripts"]),
    )
