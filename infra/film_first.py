"""`python -m infra.film_first SITE on --stage STAGE` has a site's members see films before findings.

Pages and API then hide the model's opinion on a film until its reader has given a verdict, or asks for the
opinion. A member's own choice on the result page overrides it.
"""

import argparse
import sys
from datetime import UTC, datetime

from cxr.storage.site_settings import SiteSettings
from functions.classify.sites import Sites
from infra.stage import StageUnreachableError, add_stage_arguments, open_stage

_MISUSE = 2


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when that is done, 1 when no one belongs to the site, 2 when there is no such stack."""
    options = _parser().parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        print(f"film_first: {e}", file=sys.stderr)
        return _MISUSE
    tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
    members = tables.Table(stage.outputs["MembersTableName"])
    if not Sites(members).exists(options.site):
        print(
            f"film_first: the stage {options.stage} has no site {options.site}; the worklist shows its name.",
            file=sys.stderr,
        )
        return 1
    SiteSettings(members).set_film_first(options.site, on=options.switch == "on", now=datetime.now(UTC))
    print(f"Film first is {options.switch} for {options.site}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.film_first", description=__doc__)
    parser.add_argument("site", help="the name of the site, as its worklist shows it")
    parser.add_argument("switch", choices=("on", "off"), help="whether films come before findings")
    add_stage_arguments(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
