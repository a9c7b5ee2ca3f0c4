"""Somebody's program that speaks to the JSON API of the running stack."""

import secrets
from functools import cached_property
from typing import Any

import jwt
import requests

from infra.local.stack import LocalStack
from tests.integration.pipeline import PATIENCE, until

SECONDS = 30


class Program:
    """Somebody's program, with an access token of an account of its own."""

    def __init__(self, stack: LocalStack) -> None:
        email, password = f"{secrets.token_hex(6)}@example.org", f"{secrets.token_urlsafe(12)}-aA1"
        pool = stack.outputs["user_pool_id"]
        cognito = stack.clients.cognito
        cognito.admin_create_user(UserPoolId=pool, Username=email, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
        answer = cognito.initiate_auth(
            ClientId=stack.outputs["api_client_id"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        self.token = answer["AuthenticationResult"]["AccessToken"]
        self._headers = {"Authorization": f"Bearer {self.token}"}
        self._members = stack.clients.dynamodb.Table(stack.outputs["members_table"])
        self._url = f"{stack.outputs['url']}/api/v1"

    @cached_property
    def site(self) -> str:
        """The site of the account, which its first call makes."""
        self.call("GET", "/studies")
        sub = jwt.decode(self.token, options={"verify_signature": False})["sub"]
        return str(self._members.get_item(Key={"sub": sub}, ConsistentRead=True)["Item"]["site"])

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        return requests.request(method, self._url + path, json=body, headers=self._headers, timeout=SECONDS)

    def open_study(self, size: int = 1000) -> dict[str, Any]:
        answer = self.call("POST", "/studies", {"content_type": "image/jpeg", "size": size})
        assert answer.status_code == 201
        opened: dict[str, Any] = answer.json()
        return opened

    def wait_for_the_end(self, study_id: str) -> dict[str, Any]:
        def ended() -> dict[str, Any] | None:
            study: dict[str, Any] = self.call("GET", f"/studies/{study_id}").json()
            return study if study["status"] in ("complete", "refused", "failed") else None

        study = until(ended, PATIENCE, f"the end of {study_id}")
        assert study
        return study

    def worklist(self) -> list[dict[str, Any]]:
        """Every study of the site, newest first, page after page."""
        studies: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.call("GET", f"/studies?cursor={cursor}").json()
            studies += page["studies"]
            cursor = page["cursor"]
            if cursor is None:
                return studies
