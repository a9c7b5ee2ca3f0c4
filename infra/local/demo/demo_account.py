"""The demo account of the local stack."""

import secrets
from typing import TypedDict

from cxr.storage.sites.roles import SITE_ADMIN
from infra.local.clients import Clients

EMAIL = "demo@pneumoscope.example"
SITE = "demo"


class DemoAccount(TypedDict):
    """Email and password of the demo account, and the site whose studies it sees."""

    email: str
    password: str
    site: str


def get_or_create_account(
    clients: Clients, pool: str, api_client: str, members_table: str, recorded: DemoAccount | None
) -> DemoAccount:
    """Return the `recorded` account if it can still sign in, otherwise the account with a new password."""
    if recorded and _can_sign_in(clients, api_client, recorded):
        return recorded
    account = DemoAccount(email=EMAIL, password=_password(), site=SITE)
    if not _exists(clients, pool):
        clients.cognito.admin_create_user(
            UserPoolId=pool,
            Username=EMAIL,
            UserAttributes=[{"Name": "email", "Value": EMAIL}, {"Name": "email_verified", "Value": "true"}],
            MessageAction="SUPPRESS",
        )
    clients.cognito.admin_set_user_password(
        UserPoolId=pool, Username=EMAIL, Password=account["password"], Permanent=True
    )
    member = {"sub": _sub(clients, pool), "site": SITE, "role": SITE_ADMIN, "email": EMAIL}
    clients.dynamodb.Table(members_table).put_item(Item=member)
    return account


def _can_sign_in(clients: Clients, api_client: str, account: DemoAccount) -> bool:
    """Try to sign in: a visitor may have changed the password. Only the local pool allows this flow."""
    refusals = clients.cognito.exceptions
    try:
        answer = clients.cognito.initiate_auth(
            ClientId=api_client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": account["email"], "PASSWORD": account["password"]},
        )
    except (
        refusals.NotAuthorizedException,
        refusals.UserNotFoundException,
        refusals.PasswordResetRequiredException,
    ):
        return False
    return "AuthenticationResult" in answer


def _exists(clients: Clients, pool: str) -> bool:
    try:
        clients.cognito.admin_get_user(UserPoolId=pool, Username=EMAIL)
    except clients.cognito.exceptions.UserNotFoundException:
        return False
    return True


def _sub(clients: Clients, pool: str) -> str:
    user = clients.cognito.admin_get_user(UserPoolId=pool, Username=EMAIL)
    return next(attribute["Value"] for attribute in user["UserAttributes"] if attribute["Name"] == "sub")


def _password() -> str:
    """Return a random password with one character of each kind that the pool's policy requires."""
    return f"{secrets.token_urlsafe(12)}-aA1"
