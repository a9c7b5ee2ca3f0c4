"""The account that `make run` prints can log in, also if it was changed since the last time."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from infra.local.clients import Clients
from infra.local.demo.demo_account import EMAIL, DemoAccount, get_or_create_account
from infra.local.ministack import MiniStack
from infra.local.settings import Settings, free_port

Ensure = Callable[[DemoAccount | None], DemoAccount]


@pytest.fixture
def clients(tmp_path: Path) -> Iterator[Clients]:
    """Those of a MiniStack with nothing in it."""
    settings = Settings(state=tmp_path, port=free_port(), aws_port=free_port())
    ministack = MiniStack(settings)
    ministack.start()
    yield Clients(settings)
    ministack.stop()


@pytest.fixture
def pool(clients: Clients) -> str:
    return clients.cognito.create_user_pool(PoolName="pool", UsernameAttributes=["email"])["UserPool"]["Id"]


@pytest.fixture
def api_client(clients: Clients, pool: str) -> str:
    made = clients.cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="api", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )
    return made["UserPoolClient"]["ClientId"]


@pytest.fixture
def ensure(clients: Clients, pool: str, api_client: str) -> Ensure:
    """What a start does about the account, given what an earlier start wrote down."""
    clients.dynamodb.create_table(
        TableName="members",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "sub", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "sub", "KeyType": "HASH"}],
    )
    return partial(get_or_create_account, clients, pool, api_client, "members")


def test_the_account_of_an_earlier_start_is_kept_while_it_signs_in(ensure: Ensure) -> None:
    first = ensure(None)
    assert ensure(first) == first


def test_an_account_with_a_changed_password_gets_one_that_works(
    ensure: Ensure, clients: Clients, pool: str
) -> None:
    first = ensure(None)
    clients.cognito.admin_set_user_password(
        UserPoolId=pool, Username=EMAIL, Password="Chosen-by-a-visitor-1", Permanent=True
    )
    second = ensure(first)
    assert second["password"] != first["password"]
    assert ensure(second) == second


def test_an_account_that_was_deleted_is_made_again(ensure: Ensure, clients: Clients, pool: str) -> None:
    first = ensure(None)
    clients.cognito.admin_delete_user(UserPoolId=pool, Username=EMAIL)
    second = ensure(first)
    assert ensure(second) == second
