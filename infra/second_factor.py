"""`python -m infra.second_factor SITE required|optional --stage STAGE` sets what the members of a site need.

Where it is required, each member sets up an authenticator app at their next log-in. Sessions that are open go
on until they end. The stage's parameter secondFactor overrides `optional`.
"""

import sys

from cxr.storage.sites.site_settings import SiteSettings
from infra.site_command import change_site
from infra.tools.aws_refusals import run_command

_REQUIRED, _OPTIONAL = "required", "optional"
_NEED = {
    "metavar": f"{_REQUIRED}|{_OPTIONAL}",
    "choices": (_REQUIRED, _OPTIONAL),
    "help": "whether each member needs a second factor, or may have one",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command as ``change_site`` describes it."""
    return change_site("second_factor", __doc__, _NEED, _set, arguments)


def _set(settings: SiteSettings, site: str, need: str) -> str:
    settings.require_second_factor(site, need == _REQUIRED)
    return f"A second factor is {need} at {site}."


if __name__ == "__main__":
    sys.exit(run_command("second_factor", main))
