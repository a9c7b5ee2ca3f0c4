"""The log-in by a hospital's identity provider, from the button to the worklist and out again."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Thread

import boto3
import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from cxr.storage.sites.site_members import SiteMembers
from infra.local.settings import CREDENTIALS, REGION, free_port
from infra.local.stack import LocalStack
from tests.unit.webapp.support.hospital_log_in import (
    CLIENT_ID,
    CLIENT_SECRET,
    NAME,
    HospitalLogIn,
    Somebody,
)
from tests.unit.webapp.support.pool_keys import ISSUER
from webapp.app import create_app
from webapp.aws.identity_provider import IdentityProvider, IdTokens, ProviderClient, Vouching
from webapp.services import aws_services
from webapp.settings import Settings

LABEL = "St. Mary's"


@dataclass
class Stage:
    """Our pages with the provider, on the tables of the laptop stack, which has no provider itself."""

    origin: str
    hospital: HospitalLogIn


@pytest.fixture
def stage(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": stack.outputs["aws_endpoint"]}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", boto3.Session(region_name=REGION))
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    hospital = HospitalLogIn(f"{origin}/log-in/provider/callback", f"{origin}/log-in/provider/authorize")
    deployed = boto3.client("lambda").get_function_configuration(FunctionName="pneumoscope-local-web")
    variables = {**deployed["Environment"]["Variables"], "APP_ORIGIN": origin, "INVITATION_ONLY": "true"}
    settings = Settings.from_environment(variables)
    provider = IdentityProvider(
        LABEL,
        ProviderClient(NAME, hospital.url, CLIENT_ID, origin),
        lambda: CLIENT_SECRET,
        Vouching(frozenset({"hospital.example"}), says_verified=True),
        IdTokens(hospital.keys, ISSUER, CLIENT_ID),
    )
    app = create_app(settings, replace(aws_services(settings), identity_provider=provider))
    server = make_server("127.0.0.1", port, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Stage(origin, hospital)
    server.shutdown()
    server.server_close()
    hospital.close()


def invite(stack: LocalStack, email: str) -> None:
    """Make the account that an administrator's invitation makes, with a temporary password."""
    made = stack.clients.cognito.admin_create_user(
        UserPoolId=stack.outputs["user_pool_id"],
        Username=email,
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
    )
    sub = next(item["Value"] for item in made["User"]["Attributes"] if item["Name"] == "sub")
    members = SiteMembers(stack.clients.dynamodb.Table(stack.outputs["members_table"]))
    members.add(sub, f"site-{secrets.token_hex(3)}", "clinician")


def test_an_invited_clinician_comes_in_without_a_password(
    page: Page, stack: LocalStack, stage: Stage
) -> None:
    email = f"{secrets.token_hex(4)}@hospital.example"
    invite(stack, email)
    stage.hospital.person = Somebody(f"sub-{secrets.token_hex(4)}", email)

    page.goto(f"{stage.origin}/log-in?next=/account/")
    page.get_by_role("link", name=f"Continue with {LABEL}").click()
    expect(page.get_by_role("heading", name="Join a site")).to_be_visible()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()
    expect(page.get_by_text(LABEL, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Change password")).to_have_count(0)
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_text(f"Your log-in at {LABEL} may go on")).to_be_visible()

    page.get_by_role("link", name=f"Continue with {LABEL}").click()
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    page.get_by_role("button", name="Log out", exact=True).click()

    stage.hospital.refusal = "access_denied"
    page.get_by_role("link", name=f"Continue with {LABEL}").click()
    expect(page.get_by_text("The log-in of your hospital did not let you in.")).to_be_visible()
    expect(page.get_by_role("heading", name="Log in", exact=True)).to_be_visible()
