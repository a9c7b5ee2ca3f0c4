"""The account that a visitor of the laptop stack signs in with."""

import secrets
from typing import TypedDict

from infra.local.clients import Clients

EMAIL = "demo@pneumoscope.example"
SITE = "demo"


class Account(TypedDict):
    """What it takes to sign in, and the site it leads to."""

    email: str
    password: str
    site: str


def ensure_account(
    clients: Clients, pool: str, api_client: str, members_table: str, known: Account | None
) -> Account:
    """The demo account of this pool: the `known` one where it still signs in, a new password otherwise."""
    if known and _signs_in(clients, api_client, known):
        return known
    account = Account(email=EMAIL, password=_password(), site=SITE)
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
    member = {"sub": _sub(clients, pool), "site": SITE, "role": "clinician", "email": EMAIL}
    clients.dynamodb.Table(members_table).put_item(Item=member)
    return account


def _signs_in(clients: Clients, api_client: str, account: Account) -> bool:
    """Tried, since a visitor may choose another password. Only a laptop's pool allows this way."""
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
    """Random, with one character of each kind that the pool's policy asks for."""
    return f"{secrets.token_urlsafe(12)}-aA1"
