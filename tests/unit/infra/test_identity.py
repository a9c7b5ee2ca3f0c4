"""Accounts are hard to guess, hard to take over and hard to delete by mistake."""

from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[[str], dict[str, Any]]


def test_passwords_are_long_and_mixed(template: Template) -> None:
    policy = template("prod")["Resources"]["UserPool"]["Properties"]["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] >= 12
    assert all(policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols"))


def test_nobody_can_enrol_a_second_factor_that_the_pages_would_not_ask_for(template: Template) -> None:
    pool = template("prod")["Resources"]["UserPool"]["Properties"]
    assert pool["MfaConfiguration"] == "OFF"
    assert "EnabledMfas" not in pool


@pytest.mark.parametrize("stage", ["prod", "staging"])
def test_the_pool_of_prod_or_of_a_stage_of_another_name_cannot_be_deleted_by_mistake(
    template: Template, stage: str
) -> None:
    assert template(stage)["Resources"]["UserPool"]["Properties"]["DeletionProtection"] == "ACTIVE"


@pytest.mark.parametrize("client", ["WebClient", "ApiClient"])
def test_a_stranger_does_not_learn_who_has_an_account(template: Template, client: str) -> None:
    properties = template("prod")["Resources"][client]["Properties"]
    assert properties["PreventUserExistenceErrors"] == "ENABLED"
    assert properties["EnableTokenRevocation"] is True
    assert properties["WriteAttributes"] == ["email"]


@pytest.mark.parametrize(
    ("stage", "client", "secret", "flows"),
    [
        ("prod", "WebClient", True, {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}),
        ("prod", "ApiClient", False, {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}),
        (
            "local",
            "ApiClient",
            False,
            {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"},
        ),
    ],
)
def test_each_client_signs_in_its_own_way_only(
    template: Template, stage: str, client: str, secret: bool, flows: set[str]
) -> None:
    properties = template(stage)["Resources"][client]["Properties"]
    assert properties["GenerateSecret"] is secret
    assert set(properties["ExplicitAuthFlows"]) == flows


def test_mail_goes_out_without_any_preparation(template: Template) -> None:
    mail = template("prod")["Resources"]["UserPool"]["Properties"]["EmailConfiguration"]
    nothing = {"Ref": "AWS::NoValue"}
    assert mail == {"EmailSendingAccount": "COGNITO_DEFAULT", "SourceArn": nothing, "From": nothing}


def test_a_deployment_may_send_through_ses_and_admit_the_invited_only(
    template: Callable[..., dict[str, Any]],
) -> None:
    identity, sender = "arn:aws:ses:eu-central-1:111122223333:identity/example.org", "films@example.org"
    params = ("mail=DEVELOPER", f"mailIdentityArn={identity}", f"mailFrom={sender}", "invitationOnly=true")
    pool = template("prod", *params)["Resources"]["UserPool"]["Properties"]
    mail = {"EmailSendingAccount": "DEVELOPER", "SourceArn": identity, "From": sender}
    assert pool["EmailConfiguration"] == mail
    assert str(pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]).lower() == "true"
