"""`python -m infra.prevalence SITE SHARE --stage STAGE` sets which share of a site's films shows pneumonia.

Pages and API then say what each finding means there. A member's own choice on the result page overrides it.
"""

import sys

from cxr.figures.prevalence import checked_prevalence
from cxr.storage.sites.site_settings import SiteSettings
from infra.site_command import change_site
from infra.tools.aws_refusals import run_command

_UNSET = "none"
_SHARE = {"metavar": "SHARE", "help": f"0.10 for 10 in 100 films; {_UNSET} unsets it"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command as ``change_site`` describes it."""
    return change_site("prevalence", __doc__, _SHARE, _set, arguments)


def _set(settings: SiteSettings, site: str, text: str) -> str:
    share = None if text == _UNSET else checked_prevalence(text)
    settings.set_prevalence(site, share)
    return f"The prevalence of {site} {'is no longer set' if share is None else f'is {share:g}'}."


if __name__ == "__main__":
    sys.exit(run_command("prevalence", main))
