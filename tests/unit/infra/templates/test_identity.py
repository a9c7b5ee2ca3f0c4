"""Accounts are hard to guess and hard to take over, and strangers make none unless they may."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cxr.storage.sites import site_invitations
from functions.tokens import handler as tokens
from webapp.aws.sessions_table import LIFETIME
from webapp.passwords.common_passwords import MIN_LENGTH

Template = Callable[[str], dict[str, Any]]


def test_passwords_are_long_and_of_any_characters(template: Template) -> None:
    policy = template("prod")["Resources"]["UserPool"]["Properties"]["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] == MIN_LENGTH >= 12
    # Said, and not left out: an older stack has them on.
    assert {policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols")} == {False}


def test_every_invitation_ends_with_the_temporary_password(template: Template) -> None:
    policy = template("prod")["Resources"]["UserPool"]["Properties"]["Policies"]["PasswordPolicy"]
    assert timedelta(days=policy["TemporaryPasswordValidityDays"]) == site_invitations.LIFETIME


def test_no_one_can_enrol_a_second_factor_in_cognito(template: Template) -> None:
    # The pages ask for their own, and do not know that one.
    pool = template("prod")["Resources"]["UserPool"]["Properties"]
    assert pool["MfaConfiguration"] == "OFF"
    assert "EnabledMfas" not in pool


@pytest.mark.parametrize("client", ["WebClient", "ApiClient"])
def test_a_stranger_does_not_learn_who_has_an_account(template: Template, client: str) -> None:
    properties = template("prod")["Resources"][client]["Properties"]
    assert properties["PreventUserExistenceErrors"] == "ENABLED"
    assert properties["EnableTokenRevocation"] is True


def test_a_token_of_the_api_cannot_change_its_account(template: Template) -> None:
    resources = template("prod")["Resources"]
    assert "email" not in resources["ApiClient"]["Properties"]["WriteAttributes"]
    assert resources["ApiClient"]["Properties"]["WriteAttributes"], "none would mean every attribute"
    pool = resources["UserPool"]["Properties"]
    assert pool["LambdaConfig"]["PreTokenGenerationConfig"] == {
        "LambdaArn": {"Fn::GetAtt": ["TokensFunction", "Arn"]},
        "LambdaVersion": "V2_0",
    }
    assert pool["UserPoolTier"] == "ESSENTIALS"
    permission = resources["TokensPermission"]["Properties"]
    assert permission["SourceArn"] == {"Fn::GetAtt": ["UserPool", "Arn"]}


def test_the_trigger_of_the_pool_is_the_file_that_is_tested(template: Template) -> None:
    function = template("prod")["Resources"]["TokensFunction"]["Properties"]
    assert function["Code"]["ZipFile"].strip() == Path(tokens.__file__).read_text().strip()
    assert function["Handler"] == "index.handler"
    assert function["Timeout"] <= 5, "Cognito waits no longer"


@pytest.mark.parametrize(
    ("stage", "client", "secret", "flows"),
    [
        ("prod", "WebClient", True, {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}),
        # Cognito takes no ALLOW_REFRESH_TOKEN_AUTH where refresh tokens rotate.
        ("prod", "ApiClient", False, {"ALLOW_USER_SRP_AUTH"}),
        ("local", "ApiClient", False, {"ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"}),
    ],
)
def test_each_client_signs_in_its_own_way_only(
    template: Template, stage: str, client: str, secret: bool, flows: set[str]
) -> None:
    properties = template(stage)["Resources"][client]["Properties"]
    assert properties["GenerateSecret"] is secret
    assert set(properties["ExplicitAuthFlows"]) == flows


def test_a_script_of_a_person_logs_in_again_when_a_session_would_end(template: Template) -> None:
    properties = template("prod")["Resources"]["ApiClient"]["Properties"]
    assert properties["TokenValidityUnits"] == {"RefreshToken": "hours"}
    assert timedelta(hours=properties["RefreshTokenValidity"]) == LIFETIME


def test_a_refresh_token_works_once(template: Template) -> None:
    rotation = template("prod")["Resources"]["ApiClient"]["Properties"]["RefreshTokenRotation"]
    assert rotation == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}


def test_mail_goes_out_without_any_preparation(template: Template) -> None:
    mail = template("prod")["Resources"]["UserPool"]["Properties"]["EmailConfiguration"]
    nothing = {"Ref": "AWS::NoValue"}
    assert mail == {"EmailSendingAccount": "COGNITO_DEFAULT", "SourceArn": nothing, "From": nothing}


def test_a_deployment_may_send_through_ses(template: Callable[..., dict[str, Any]]) -> None:
    identity, sender = "arn:aws:ses:eu-central-1:111122223333:identity/example.org", "films@example.org"
    params = ("mail=DEVELOPER", f"mailIdentityArn={identity}", f"mailFrom={sender}")
    pool = template("prod", *params)["Resources"]["UserPool"]["Properties"]
    mail = {"EmailSendingAccount": "DEVELOPER", "SourceArn": identity, "From": sender}
    assert pool["EmailConfiguration"] == mail


def is_open(template: Callable[..., dict[str, Any]], stage: str, *params: str) -> bool:
    """Whether strangers may make accounts."""
    pool = template(stage, *params)["Resources"]["UserPool"]["Properties"]
    return str(pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]).lower() == "false"


@pytest.mark.parametrize(
    ("stage", "expected"), [("prod", False), ("staging", False), ("dev", True), ("local", True)]
)
def test_strangers_may_sign_up_at_trial_stages_alone(
    template: Callable[..., dict[str, Any]], stage: str, expected: bool
) -> None:
    assert is_open(template, stage) is expected


def test_a_redeployment_without_parameters_closes_sign_up(
    template: Callable[..., dict[str, Any]],
) -> None:
    assert is_open(template, "prod", "invitationOnly=false")
    assert not is_open(template, "prod")
