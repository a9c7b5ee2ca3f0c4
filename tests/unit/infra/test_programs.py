"""An operator lets another system use the API for one site, and ends that again."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from cxr.errors import AccessEnded
from cxr.storage.sites.members import MemberStore
from infra.programs import Programs, main

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Template = Callable[[str], dict[str, Any]]
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def members(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("MembersTable")


class Pool:
    """A user pool that knows clients alone."""

    class exceptions:  # noqa: N801 (boto3's name)
        ResourceNotFoundException = KeyError

    def __init__(self) -> None:
        self.clients: dict[str, dict[str, Any]] = {}

    def create_user_pool_client(self, **call: Any) -> dict[str, Any]:
        client = f"client-{len(self.clients)}"
        self.clients[client] = {**call, "ClientId": client, "ClientSecret": "secret"}
        return {"UserPoolClient": self.clients[client]}

    def describe_user_pool_client(self, ClientId: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        return {"UserPoolClient": self.clients[ClientId]}

    def delete_user_pool_client(self, ClientId: str, **_: Any) -> None:  # noqa: N803
        del self.clients[ClientId]


@pytest.fixture
def pool() -> Pool:
    return Pool()


@pytest.fixture
def programs(pool: Pool, members: "Table") -> Programs:
    return Programs(pool, "pool", members)  # type: ignore[arg-type]


def test_a_program_belongs_to_its_site_until_it_is_removed(programs: Programs, members: "Table") -> None:
    client, secret = programs.add("PACS of ward 3", "site-a", ["read"])
    assert secret
    assert programs.of_site("site-a") == {client: "PACS of ward 3"}
    assert programs.of_site("site-b") == {}
    member = MemberStore(members).find(client, NOON)
    assert member
    assert (member.site, member.role) == ("site-a", "program")
    assert programs.remove(client, NOON) == "site-a"
    assert programs.of_site("site-a") == {}
    assert not programs.remove(client, NOON)
    with pytest.raises(AccessEnded):
        MemberStore(members).get_or_create(client, datetime(2026, 11, 28, 11, tzinfo=UTC))


def test_a_person_is_not_removed_as_a_program(programs: Programs, members: "Table") -> None:
    members.put_item(Item={"sub": "person", "site": "site-a", "role": "clinician"})
    assert not programs.remove("person", NOON)
    assert "site" in members.get_item(Key={"sub": "person"})["Item"]


def test_a_program_gets_tokens_for_its_scopes_by_its_credentials_alone(
    programs: Programs, pool: Pool
) -> None:
    client, _ = programs.add("PACS", "site-a", ["read"])
    made = pool.clients[client]
    assert made["AllowedOAuthFlows"] == ["client_credentials"]
    assert made["AllowedOAuthScopes"] == ["pneumoscope/studies:read"]
    assert made["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]


def test_the_help_says_what_a_program_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "cannot log in at the pages" in " ".join(capsys.readouterr().out.split())


def test_tokens_have_two_scopes_and_no_one_logs_in_at_the_token_address(template: Template) -> None:
    resources = template("prod")["Resources"]
    scopes = [scope["ScopeName"] for scope in resources["ApiScopes"]["Properties"]["Scopes"]]
    assert scopes == ["studies:read", "studies:write"]
    for client in ("WebClient", "ApiClient"):
        assert "AllowedOAuthFlows" not in resources[client]["Properties"]
