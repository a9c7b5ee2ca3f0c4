"""`python -m infra.members ACTION ADDRESS --stage STAGE` ends the access of an account at its next request.

`sites` shows which sites it belongs to, and `remove --site SITE` ends its access to one of them.
An address may have an account with a password and one of an identity provider. Each action is about both.

Cognito alone cannot: an account that is disabled there keeps its sessions for hours. So each action also
marks the account in the members table, which every request reads.
"""

import argparse
import json
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
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef
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
) -> dict[str, list[str]]:
    """Carry out an action on each account of an address. Return the sites that each had, by account.

    Raise Cognito's UserNotFoundException if there is no such account.
    Log-in is barred first: a session that began between the two steps would outlive both.
    """
    sites = {}
    for name, sub in _accounts(cognito, pool, address):
        sites[sub] = [member.site for member in members.of_account(sub)]
        if action in ("disable", "delete"):
            cognito.admin_disable_user(UserPoolId=pool, Username=name)
        now = _time_of(cognito.admin_user_global_sign_out(UserPoolId=pool, Username=name))
        if action == "delete":
            members.remove(sub, now)
            # Last: once the account is gone, a repetition could not find it.
            cognito.admin_delete_user(UserPoolId=pool, Username=name)
        elif action == "reset-second-factor":
            members.remove_second_factor(sub, now)
        else:
            members.end_access(sub, now)
    return sites


def remove_from_site(  # noqa: PLR0913, PLR0917
    cognito: "CognitoIdentityProviderClient",
    table: "Table",
    pool: str,
    address: str,
    site: str,
    now: datetime,
) -> list[str]:
    """Take each account of an address out of one site, and return them.

    Without another site, it can log in no more. Raise MemberNotFound, LastAdministrator or Cognito's
    UserNotFoundException.
    """
    members, removed = SiteMembers(table), []
    for name, sub in _accounts(cognito, pool, address):
        memberships = {member.site: member for member in MemberStore(table).of_account(sub)}
        if site not in memberships:
            continue
        if memberships[site].role == SITE_ADMIN:
            members.change_role(site, sub, CLINICIAN)
        ended_at = now
        if len(memberships) == 1:
            cognito.admin_disable_user(UserPoolId=pool, Username=name)
            ended_at = _time_of(cognito.admin_user_global_sign_out(UserPoolId=pool, Username=name))
        members.remove(site, sub, ended_at)
        removed.append(sub)
    if not removed:
        raise MemberNotFound(site)
    return removed


def _accounts(cognito: "CognitoIdentityProviderClient", pool: str, address: str) -> list[tuple[str, str]]:
    """Return user name and ``sub`` of each account of an address: one with a password, those of a provider.

    Raise Cognito's UserNotFoundException if there is none.
    """
    # The user name of somebody who logs in by an identity provider is the provider's.
    listed = cognito.list_users(UserPoolId=pool, Filter=f"email = {json.dumps(address)}")["Users"]
    found = [
        (it["Username"], _sub(it["Attributes"])) for it in listed if it["UserStatus"] == "EXTERNAL_PROVIDER"
    ]
    try:
        user = cognito.admin_get_user(UserPoolId=pool, Username=address)
    except cognito.exceptions.UserNotFoundException:
        if not found:
            raise
        return found
    return [(address, _sub(user["UserAttributes"])), *found]


def _sub(attributes: "list[AttributeTypeTypeDef]") -> str:
    return next(item["Value"] for item in attributes if item["Name"] == "sub")


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
        memberships = [
            member
            for _, sub in _accounts(cognito, pool, options.address)
            for member in MemberStore(table).of_account(sub)
        ]
        return "\n".join(f"{member.site}  {member.role}" for member in memberships) or "It has no site."
    if options.action == "remove":
        now = datetime.now(UTC)
        for sub in remove_from_site(cognito, table, pool, options.address, options.site, now):
            record(stage, options.site, options.action, sub)
        return f"The account has no access to {options.site} from its next request on."
    ended = end_access(cognito, MemberStore(table), pool, options.address, options.action)
    for sub, sites in ended.items():
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
