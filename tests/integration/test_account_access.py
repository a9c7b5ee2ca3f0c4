"""Access ends when it must, a token opens films and nothing else, and no page reveals who has an account."""

import operator
import statistics
from typing import TYPE_CHECKING

import boto3
import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from cxr.storage.sites.members import MemberStore
from infra import members
from infra.local.stack import LocalStack
from tests.integration.person import Person
from tests.integration.pipeline import PATIENCE, until
from webapp.aws.account_tasks import AccountTask, QueuedTasks, TaskCipher
from webapp.aws.user_pool import Accounts

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

TRIES = 15


@pytest.fixture
def person(stack: LocalStack) -> Person:
    person = Person(stack)
    person.sign_up()
    person.log_in()
    return person


def _token(stack: LocalStack, person: Person) -> str:
    answer = stack.clients.cognito.initiate_auth(
        ClientId=stack.outputs["api_client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": person.email, "PASSWORD": person.password},
    )
    return answer["AuthenticationResult"]["AccessToken"]


def _status(stack: LocalStack, token: str) -> int:
    header = {"Authorization": f"Bearer {token}"}
    url = f"{stack.outputs['url']}/api/v1/studies"
    return requests.get(url, headers=header, timeout=30).status_code


def _end(stack: LocalStack, person: Person, action: str) -> None:
    table = stack.clients.dynamodb.Table(stack.outputs["members_table"])
    members.end_access(
        stack.clients.cognito,
        MemberStore(table),
        stack.outputs["user_pool_id"],
        person.email,
        action,
    )


@pytest.mark.parametrize("ending", ["reset", "change", "everywhere", "sign-out", "disable", "delete"])
def test_sessions_and_tokens_stop_at_the_next_request(stack: LocalStack, person: Person, ending: str) -> None:
    elsewhere, token = Person(stack, person.email, person.password), _token(stack, person)
    elsewhere.log_in()
    assert (elsewhere.is_logged_in(), _status(stack, token)) == (True, 200)
    if ending == "reset":
        Person(stack, person.email).reset_password()
    elif ending == "change":
        third = Person(stack, person.email, person.password)
        third.log_in()
        third.change_password()
        assert third.is_logged_in(), "the session that made the change goes on"
    elif ending == "everywhere":
        person.submit("/log-out/everywhere", form_at="/studies/")
    else:
        _end(stack, person, ending)
    assert (person.is_logged_in(), elsewhere.is_logged_in()) == (False, False)
    assert _status(stack, token) == 401


@pytest.fixture
def anybody(stack: LocalStack) -> "CognitoIdentityProviderClient":
    """Cognito, as somebody without credentials reaches it."""
    return boto3.client(
        "cognito-idp",
        endpoint_url=stack.settings.aws_endpoint,
        region_name="eu-central-1",
        config=Config(signature_version=UNSIGNED),
    )


def test_a_token_can_neither_move_nor_delete_its_account(
    stack: LocalStack, person: Person, anybody: "CognitoIdentityProviderClient"
) -> None:
    token = _token(stack, person)
    with pytest.raises(ClientError, match="NotAuthorizedException"):
        anybody.update_user_attributes(
            AccessToken=token, UserAttributes=[{"Name": "email", "Value": "thief@example.org"}]
        )
    with pytest.raises(ClientError, match="NotAuthorizedException"):
        anybody.delete_user(AccessToken=token)
    assert _status(stack, token) == 200
    again = Person(stack, person.email, person.password)
    again.log_in()


@pytest.mark.parametrize("path", ["/log-in", "/sign-up", "/password/forgotten"])
def test_the_time_of_an_answer_does_not_reveal_an_account(
    stack: LocalStack, person: Person, path: str
) -> None:
    fields = {"password": "three wrong coats"} if path == "/log-in" else {}
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for _ in range(TRIES):
        for who, email in (("known", person.email), ("unknown", Person(stack).email)):
            answer = Person(stack).submit(path, email=email, **fields)
            times[who].append(answer.elapsed.total_seconds())
    # Of two answers in turn, so that whatever else this machine does meets both.
    known = statistics.median(times["known"])
    more = statistics.median(map(operator.sub, times["known"], times["unknown"]))
    assert abs(more) < 0.1 * max(known, 1)
    assert min(times["unknown"]) < 1, "no answer is held back"


def test_a_task_in_the_queue_signs_somebody_up(stack: LocalStack) -> None:
    cognito, pool = stack.clients.cognito, stack.outputs["user_pool_id"]
    client = stack.outputs["web_client_id"]
    described = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    accounts = Accounts(cognito, pool, client, described["ClientSecret"])
    sqs = stack.clients.session.client("sqs", endpoint_url=stack.settings.aws_endpoint)
    (queue,) = sqs.list_queues(QueueNamePrefix="pneumoscope-local-AccountsQueue")["QueueUrls"]
    person = Person(stack)
    QueuedTasks(sqs, queue, TaskCipher(accounts)).submit(AccountTask.signing_up(person.email))

    def is_there() -> bool:
        found = cognito.list_users(UserPoolId=pool, Filter=f'email = "{person.email}"')["Users"]
        return bool(found)

    until(is_there, PATIENCE, "an account")
    person.confirm()
    person.log_in()
