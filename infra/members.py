"""`python -m infra.members ACTION ADDRESS --stage STAGE` ends the access of an account at its next request.

`sites` shows which sites it belongs to, and `remove --site SITE` ends its access to one of them.

Cognito alone cannot: an account that is disabled there keeps its sessions for hours. So each action also
marks the account in the members table, which every request reads.
"""

import argparse
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from cxr.errors import LastAdministrator, MemberNotFound
from cxr.storage.sites.members import MemberStore
from cxr.storage.sites.roles import CLINICIAN, SITE_ADMIN
from cxr.storage.sites.site_members import SiteMembers
from infra.operator_events import record
from infra.stage import Stage, StageUnreachableError, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb.service_resource import Table

_MISUSE = 2
ACTIONS = {
    "sign-out": "end every session and token; the person may log in again",
    "reset-second-factor": "as sign-out, and take the second factor away: for a phone lost with its codes",
    "disable": "as sign-out, and let the account log in no more; it keeps its site",
    "delete": "take the account out of its sites and delete it; its studies stay with the sites",
    "remove": "take the account out of one site, as its administrators can; from its last one, as disable",
    "sites": "show the sites of the account, with its role at each; nothing ends",
}


def end_access(
    cognito: "CognitoIdentityProviderClient", members: MemberStore, pool: str, address: str, action: str
) -> tuple[str, list[str]]:
    """Carry out an action on the whole account, and return it with the sites that it had.

    Raise Cognito's UserNotFoundException if there is no such account.
    Log-in is barred first: a session that began between the two steps would outlive both.
    """
    sub = _sub(cognito, pool, address)
    sites = [member.site for member in members.of_account(sub)]
    if action in ("disable", "delete"):
        cognito.admin_disable_user(UserPoolId=pool, Username=address)
    now = _time_of(cognito.admin_user_global_sign_out(UserPoolId=pool, Username=address))
    if action == "delete":
        members.remove(sub, now)
        # Last: once the account is gone, a repetition could not find it.
        cognito.admin_delete_user(UserPoolId=pool, Username=address)
    elif action == "reset-second-factor":
        members.remove_second_factor(sub, now)
    else:
        members.end_access(sub, now)
    return sub, sites


def remove_from_site(  # noqa: PLR0913, PLR0917
    cognito: "CognitoIdentityProviderClient",
    table: "Table",
    pool: str,
    address: str,
    site: str,
    now: datetime,
) -> str:
    """Take an account out of one site, and return it. Without another site, it can log in no more.

    Raise MemberNotFound, LastAdministrator or Cognito's UserNotFoundException.
    """
    sub, members = _sub(cognito, pool, address), SiteMembers(table)
    memberships = {member.site: member for member in MemberStore(table).of_account(sub)}
    if site not in memberships:
        raise MemberNotFound(sub)
    if memberships[site].role == SITE_ADMIN:
        members.change_role(site, sub, CLINICIAN)
    if len(memberships) == 1:
        cognito.admin_disable_user(UserPoolId=pool, Username=address)
        now = _time_of(cognito.admin_user_global_sign_out(UserPoolId=pool, Username=address))
    members.remove(site, sub, now)
    return sub


def _sub(cognito: "CognitoIdentityProviderClient", pool: str, address: str) -> str:
    user = cognito.admin_get_user(UserPoolId=pool, Username=address)
    return next(item["Value"] for item in user["UserAttributes"] if item["Name"] == "sub")


def _time_of(answer: Mapping[str, Any]) -> datetime:
    """Return AWS's time of an answer, rounded up to the second: an operator's clock may be minutes off."""
    date = answer["ResponseMetadata"]["HTTPHeaders"]["date"]
    return parsedate_to_datetime(date) + timedelta(seconds=1)


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when that is done, 1 if it cannot be, 2 when there is no such stack."""
    options = _parser().parse_args(arguments)
    if (options.action == "remove") is (options.site is None):
        print("members: give --site for the action remove, and for no other.", file=sys.stderr)
        return _MISUSE
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        print(f"members: {e}", file=sys.stderr)
        return _MISUSE
    cognito = stage.session.client("cognito-idp", endpoint_url=stage.endpoint)
    try:
        print(_carry_out(cognito, stage, options))
    except cognito.exceptions.UserNotFoundException:
        print(f"members: the stage {options.stage} has no account of this address.", file=sys.stderr)
        return 1
    except MemberNotFound:
        print(f"members: the account does not belong to the site {options.site}.", file=sys.stderr)
        return 1
    except LastAdministrator as e:
        print(f"members: the site {e.site} needs an administrator; make somebody else one.", file=sys.stderr)
        return 1
    return 0


def _carry_out(cognito: "CognitoIdentityProviderClient", stage: Stage, options: argparse.Namespace) -> str:
    """Carry out the action, record it at each site that it concerns, and return what is so now."""
    tables, pool = (
        stage.session.resource("dynamodb", endpoint_url=stage.endpoint),
        stage.outputs["UserPoolId"],
    )
    table = tables.Table(stage.outputs["MembersTableName"])
    if options.action == "sites":
        memberships = MemberStore(table).of_account(_sub(cognito, pool, options.address))
        return "\n".join(f"{member.site}  {member.role}" for member in memberships) or "It has no site."
    if options.action == "remove":
        sub = remove_from_site(cognito, table, pool, options.address, options.site, datetime.now(UTC))
        record(stage, options.site, options.action, sub)
        return f"The account has no access to {options.site} from its next request on."
    sub, sites = end_access(cognito, MemberStore(table), pool, options.address, options.action)
    for site in sites or (None,):
        record(stage, site, options.action, sub)
    return "Every session and token of the account ends at its next request."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.members", description=__doc__)
    choices = "; ".join(f"{name}: {what}" for name, what in ACTIONS.items())
    parser.add_argument("action", choices=ACTIONS, help=choices)
    parser.add_argument("address", help="the e-mail address of the account")
    parser.add_argument("--site", help="for the action remove")
    add_stage_arguments(parser)
    return parser


if __name__ == "__main__":
    sys.exit(run_command("members", main))
