"""`python -m infra.site add|remove NAME --stage STAGE` lets the gateway of a hospital in, or keeps it out.

Each site has a role of its own, which reaches the site's folders of the two buckets and nothing else.
"""

import argparse
import sys

from cxr.storage.object_keys import is_site
from infra.operator_events import record_setting
from infra.site.role import SiteRole, SiteRoleFailed
from infra.stage import StageUnreachableError, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command

_MISUSE = 2


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when that is done, 1 if AWS refuses it, 2 for misuse."""
    options = _parser().parse_args(arguments)
    if not is_site(options.site):
        print("site: a name has small letters, digits and hyphens, 63 at most.", file=sys.stderr)
        return _MISUSE
    try:
        stage = open_stage(options.stage, options.region)
        role = SiteRole(stage, options.stage, options.site)
        if options.action == "remove":
            role.remove()
            record_setting(stage, options.site, "gateway-removed")
            print(f"The gateway of {options.site} has no access any more.")
            return 0
        arn = role.add(options.principal, options.trust_anchor, options.permissions_boundary)
        record_setting(stage, options.site, "gateway-added")
    except StageUnreachableError as e:
        print(f"site: {e}", file=sys.stderr)
        return _MISUSE
    except SiteRoleFailed as e:
        print(f"site: {e}", file=sys.stderr)
        return 1
    print(
        f"# The role of this gateway: {arn}\n"
        f'site = "{options.site}"\n'
        f'uploads_bucket = "{stage.outputs["UploadsBucketName"]}"\n'
        f'results_bucket = "{stage.outputs["ResultsBucketName"]}"\n'
        f'region = "{stage.session.region_name}"'
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.site", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="make the role, and print the first lines of the gateway's settings")
    remove = actions.add_parser("remove", help="remove the role; films and results stay")
    for action in (add, remove):
        action.add_argument("site", metavar="NAME", help="the name of the site, as the account page shows it")
        add_stage_arguments(action)
    who = add.add_mutually_exclusive_group(required=True)
    who.add_argument("--principal", default="", metavar="ARN", help="IAM user or role that takes the role on")
    who.add_argument(
        "--trust-anchor",
        default="",
        metavar="ARN",
        help="trust anchor of IAM Roles Anywhere; the certificate's common name is the site's",
    )
    add.add_argument("--permissions-boundary", default="", metavar="ARN", help="policy that bounds the role")
    return parser


if __name__ == "__main__":
    sys.exit(run_command("site", main))
