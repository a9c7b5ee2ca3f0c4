"""`python -m infra.prevalence SITE SHARE --stage STAGE` sets which share of a site's films shows pneumonia.

Pages and API then say what each finding means there. A member's own choice on the result page overrides it.
"""

import argparse
import sys

from cxr.errors import InvalidPrevalence
from cxr.prevalence import checked_prevalence
from cxr.storage.site_settings import SiteSettings
from functions.classify.sites import Sites
from infra.stage import StageUnreachableError, add_stage_arguments, open_stage

_MISUSE = 2
_UNSET = "none"


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when that is done, 1 when no one belongs to the site, 2 for no such stack or prevalence."""
    options = _parser().parse_args(arguments)
    try:
        share = None if options.share == _UNSET else checked_prevalence(options.share)
        stage = open_stage(options.stage, options.region)
    except (InvalidPrevalence, StageUnreachableError) as e:
        print(f"prevalence: {e}", file=sys.stderr)
        return _MISUSE
    tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
    members = tables.Table(stage.outputs["MembersTableName"])
    if not Sites(members).exists(options.site):
        print(
            f"prevalence: the stage {options.stage} has no site {options.site}; the worklist shows its name.",
            file=sys.stderr,
        )
        return 1
    SiteSettings(members).set_prevalence(options.site, share)
    what = "is no longer set" if share is None else f"is {share:g}"
    print(f"The prevalence of {options.site} {what}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.prevalence", description=__doc__)
    parser.add_argument("site", help="the name of the site, as its worklist shows it")
    parser.add_argument("share", help=f"0.10 for 10 in 100 films; {_UNSET} unsets it")
    add_stage_arguments(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
