"""`python -m infra.programs add NAME --site SITE --stage STAGE` lets another system use the JSON API.

A program has credentials of its own, which it exchanges for access tokens of an hour, and one site. It has no
password, cannot log in at the pages, and cannot change its site. `list` shows the programs of a site, and
`remove` ends the access of one at its next request.
"""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cxr.storage.sites.members import MemberStore
from cxr.storage.sites.roles import PROGRAM
from cxr.storage.sites.site_members import SiteMembers
from functions.classify.sites import Sites
from infra.operator_events import record
from infra.stage import Stage, StageUnreachableError, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb.service_resource import Table

_MISUSE = 2
_SCOPES = ("read", "write")


class Programs:
    """The programs of a stage: clients of the user pool that are members of a site."""

    def __init__(self, cognito: "CognitoIdentityProviderClient", pool: str, members: "Table") -> None:
        self._cognito = cognito
        self._pool = pool
        self._members = members

    def add(self, name: str, site: str, scopes: list[str]) -> tuple[str, str]:
        """Return the identifier and the secret of a new program. No one can read the secret here again."""
        client = self._cognito.create_user_pool_client(
            UserPoolId=self._pool,
            ClientName=f"program {name}",
            GenerateSecret=True,
            # Where none is named, Cognito allows people to log in through the client.
            ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"],
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["client_credentials"],
            AllowedOAuthScopes=[f"pneumoscope/studies:{scope}" for scope in scopes],
            EnableTokenRevocation=True,
        )["UserPoolClient"]
        SiteMembers(self._members).add(client["ClientId"], site, PROGRAM)
        return client["ClientId"], client["ClientSecret"]

    def of_site(self, site: str) -> dict[str, str]:
        """Return the names of a site's programs by their identifier."""
        members = SiteMembers(self._members).of_site(site)
        return {member.sub: self._name(member.sub) for member in members if member.role == PROGRAM}

    def remove(self, client: str, now: datetime) -> str | None:
        """End the access of a program, and return its site. Return None if there is no such program."""
        item = self._members.get_item(Key={"sub": client}, ConsistentRead=True).get("Item", {})
        if item.get("role") != PROGRAM:
            return None
        # First: from here on its tokens open nothing.
        MemberStore(self._members).remove(client, now)
        try:
            self._cognito.delete_user_pool_client(UserPoolId=self._pool, ClientId=client)
        except self._cognito.exceptions.ResourceNotFoundException:
            # An account of the pool that was made a program by hand.
            print(f"programs: {client} is no client of the pool; disable its account with infra.members.")
        return str(item["site"])

    def _name(self, client: str) -> str:
        try:
            found = self._cognito.describe_user_pool_client(UserPoolId=self._pool, ClientId=client)
        except self._cognito.exceptions.ResourceNotFoundException:
            return "an account of the pool"
        return found["UserPoolClient"]["ClientName"].removeprefix("program ")


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when that is done, 1 when there is no such site or program, 2 when there is no such stack."""
    options = _parser().parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        print(f"programs: {e}", file=sys.stderr)
        return _MISUSE
    cognito = stage.session.client("cognito-idp", endpoint_url=stage.endpoint)
    tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
    members = tables.Table(stage.outputs["MembersTableName"])
    programs = Programs(cognito, stage.outputs["UserPoolId"], members)
    if options.action == "remove":
        site = programs.remove(options.client, datetime.now(UTC))
        if site is None:
            print(f"programs: the stage {options.stage} has no program {options.client}.", file=sys.stderr)
            return 1
        record(stage, site, "program-removed", options.client)
        print("The program's access ends at its next request.")
        return 0
    if not Sites(members).exists(options.site):
        print(f"programs: the stage {options.stage} has no site {options.site}.", file=sys.stderr)
        return 1
    if options.action == "add":
        client, secret = programs.add(options.name, options.site, options.scopes)
        _show_new(stage, client, secret)
        record(stage, options.site, "program-added", client)
    else:
        for client, name in programs.of_site(options.site).items():
            print(f"{client}  {name}")
    return 0


def _show_new(stage: Stage, client: str, secret: str) -> None:
    url = f"{stage.endpoint}/oauth2/token" if stage.endpoint else stage.outputs["TokenUrl"]
    print(f"client_id      {client}")
    print(f"client_secret  {secret}")
    print(f"token_url      {url}")
    print("Store the secret now: nothing here shows it again.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.programs", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="let another system use the API for one site")
    add.add_argument("name", help="a name by which people recognize the system")
    add.add_argument(
        "--scopes",
        nargs="+",
        choices=_SCOPES,
        default=list(_SCOPES),
        help="what the program may do (default: both)",
    )
    listed = actions.add_parser("list", help="show the programs of a site")
    for parsed in (add, listed):
        parsed.add_argument(
            "--site", required=True, help="the name of the site, as the account page shows it (required)"
        )
    remove = actions.add_parser("remove", help="end the access of a program")
    remove.add_argument("client", help="the client_id of the program")
    for parsed in (add, listed, remove):
        add_stage_arguments(parsed)
    return parser


if __name__ == "__main__":
    sys.exit(run_command("programs", main))
