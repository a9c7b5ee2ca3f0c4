"""`python -m infra.film_first SITE on --stage STAGE` has a site's members see films before findings.

Pages and API then hide the model's opinion on a film until its reader has given a verdict, or asks for the
opinion. A member's own choice on the result page overrides it.
"""

import sys
from datetime import UTC, datetime

from cxr.storage.sites.site_settings import SiteSettings
from infra.site_command import change_site
from infra.tools.aws_refusals import run_command

_SWITCH = {"metavar": "on|off", "choices": ("on", "off"), "help": "whether films come before findings"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command as ``change_site`` describes it."""
    return change_site("film_first", __doc__, _SWITCH, _set, arguments)


def _set(settings: SiteSettings, site: str, switch: str) -> str:
    settings.set_film_first(site, on=switch == "on", now=datetime.now(UTC))
    return f"Film first is {switch} for {site}."


if __name__ == "__main__":
    sys.exit(run_command("film_first", main))
