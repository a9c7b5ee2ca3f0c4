"""`python -m infra.members ACTION ADDRESS --stage STAGE` ends the access of an account at its next request.

Cognito alone cannot: an account that is disabled there keeps its sessions for hours. So each action also
marks the account in the members table, which every request reads.
"""

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from cxr.storage.sites.members import MemberStore
from infra.operator_events import record
from infra.stage import Stage, StageUnreachableError, add_stage_arguments, open_stage

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_MISUSE = 2
ACTIONS = {
    "sign-out": "end every session and token; the person may log in again",
    "reset-second-factor": "as sign-out, and take the second factor away: for a phone lost with its codes",
    "disable": "as sign-out, and let the account log in no more; it keeps its site",
    "delete": "take the account out of its site and delete it; its studies stay with the site",
}


def end_access(
    cognito: "CognitoIdentityProviderClient", members: MemberStore, pool: str, address: str, action: str
) -> tuple[str, str | None]:
    """Carry out one of ACTIONS, and return the account with the site that it had.

    Raise Cognito's UserNotFoundException if there is no such account.
    Log-in is barred first: a session that began between the two steps would outlive both.
    """
    user = cognito.admin_get_user(UserPoolId=pool, Username=address)
    sub = next(item["Value"] for item in user["UserAttributes"] if item["Name"] == "sub")
    site = members.site_of(sub)
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
    return sub, site


def _time_of(answer: Mapping[str, Any]) -> datetime:
    """Return AWS's time of an answer, rounded up to the second: an operator's clock may be minutes off."""
    date = answer["ResponseMetadata"]["HTTPHeaders"]["date"]
    return parsedate_to_datetime(date) + timedelta(seconds=1)


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when the access has ended, 1 when there is no such account, 2 when there is no such stack."""
    options = _parser().parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        print(f"members: {e}", file=sys.stderr)
        return _MISUSE
    cognito = stage.session.client("cognito-idp", endpoint_url=stage.endpoint)
    try:
        sub, site = end_access(
            cognito, _members(stage), stage.outputs["UserPoolId"], options.address, options.action
        )
    except cognito.exceptions.UserNotFoundException:
        print(f"members: the stage {options.stage} has no account of this address.", file=sys.stderr)
        return 1
    record(stage, site, options.action, sub)
    print("Every session and token of the account ends at its next request.")
    return 0


def _members(stage: Stage) -> MemberStore:
    tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
    return MemberStore(tables.Table(stage.outputs["MembersTableName"]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.members", description=__doc__)
    choices = "; ".join(f"{name}: {what}" for name, what in ACTIONS.items())
    parser.add_argument("action", choices=ACTIONS, help=choices)
    parser.add_argument("address", help="the e-mail address of the account")
    add_stage_arguments(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
