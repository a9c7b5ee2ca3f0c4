"""`python -m infra.second_factor SITE required|optional --stage STAGE` sets what the members of a site need.

Where it is required, each member sets up an authenticator app at their next log-in. Sessions that are open go
on until they end. The stage's parameter secondFactor overrides `optional`.
"""

import argparse
import sys

from cxr.storage.site_settings import SiteSettings
from functions.classify.sites import Sites
from infra.stage import StageUnreachableError, add_stage_arguments, open_stage

_MISUSE = 2
_REQUIRED = "required"


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when that is done, 1 when no one belongs to the site, 2 when there is no such stack."""
    options = _parser().parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        print(f"second_factor: {e}", file=sys.stderr)
        return _MISUSE
    tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
    members = tables.Table(stage.outputs["MembersTableName"])
    if not Sites(members).exists(options.site):
        print(
            f"second_factor: the stage {options.stage} has no site {options.site}; "
            "the account page shows its name.",
            file=sys.stderr,
        )
        return 1
    SiteSettings(members).require_second_factor(options.site, options.need == _REQUIRED)
    print(f"A second factor is {options.need} at {options.site}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.second_factor", description=__doc__)
    parser.add_argument("site", help="the name of the site, as the account page shows it")
    parser.add_argument("need", choices=(_REQUIRED, "optional"))
    add_stage_arguments(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
