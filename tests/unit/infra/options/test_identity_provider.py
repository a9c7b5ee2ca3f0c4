"""Log-in by a hospital's identity provider is in the template where a stage asks for it, and nowhere else."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.tools.serverless_cli import serverless
from tests.unit.infra.conftest import OIDC_PROVIDER

Template = Callable[..., dict[str, Any]]

SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hospital-client-AbCdEf"
METADATA = "https://login.hospital.example/metadata.xml"
SAML = (
    "identityProviderType=SAML",
    f"identityProviderMetadataUrl={METADATA}",
    "identityProviderLabel=Hospital log-in",
    "identityProviderDomains=hospital.example, clinic.example",
)


def properties(template: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def test_without_a_provider_the_template_knows_none(template: Template) -> None:
    text = json.dumps(template("prod"))
    for word in (
        "UserPoolIdentityProvider",
        "IDENTITY_PROVIDER",
        "ProviderClient",
        "ListUsers",
        "/log-in/provider",
    ):
        assert word not in text, word


def test_a_saml_provider_is_known_by_its_metadata(template: Template) -> None:
    provider = properties(template("prod", *SAML), "IdentityProvider")
    assert (provider["ProviderType"], provider["ProviderDetails"]) == ("SAML", {"MetadataURL": METADATA})
    assert provider["AttributeMapping"] == {
        "email": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
    }


def test_the_secret_of_an_oidc_client_is_in_no_template(guarded: dict[str, Any]) -> None:
    provider = properties(guarded, "IdentityProvider")
    assert provider["ProviderType"] == "OIDC"
    assert provider["ProviderDetails"]["oidc_issuer"] == "https://login.hospital.example"
    reference = f"{{{{resolve:secretsmanager:{SECRET}:SecretString}}}}"
    assert provider["ProviderDetails"]["client_secret"] == reference
    assert provider["AttributeMapping"] == {"email": "email", "email_verified": "email_verified"}


def test_the_client_takes_codes_for_our_own_addresses_alone(guarded: dict[str, Any]) -> None:
    client = properties(guarded, "ProviderClient")
    origin = "https://films.hospital.example"
    urls = {name: client[name] for name in ("CallbackURLs", "LogoutURLs")}
    assert urls == {
        "CallbackURLs": [{"Fn::Join": ["", [origin, "/log-in/provider/callback"]]}],
        "LogoutURLs": [{"Fn::Join": ["", [origin, "/log-in/provider/authorize"]]}],
    }
    assert (client["AllowedOAuthFlows"], client["AllowedOAuthScopes"]) == (["code"], ["openid", "email"])
    assert client["SupportedIdentityProviders"] == [{"Ref": "IdentityProvider"}]
    # Not one of them is a password's.
    assert (client["ExplicitAuthFlows"], client["GenerateSecret"]) == (["ALLOW_REFRESH_TOKEN_AUTH"], True)


def test_the_client_of_passwords_stays_as_it_was(template: Template) -> None:
    assert properties(template("prod", *SAML), "WebClient") == properties(template("prod"), "WebClient")


def test_the_pages_learn_what_they_need_and_no_secret(template: Template) -> None:
    made = template("prod", *SAML)
    found = properties(made, "WebLambdaFunction")["Environment"]["Variables"].items()
    assert {name: value for name, value in found if name.startswith("IDENTITY_PROVIDER_")} == {
        "IDENTITY_PROVIDER_LABEL": "Hospital log-in",
        "IDENTITY_PROVIDER_NAME": {"Ref": "IdentityProvider"},
        "IDENTITY_PROVIDER_URL": {"Fn::Sub": "https://${TokenDomain}.auth.${AWS::Region}.amazoncognito.com"},
        "IDENTITY_PROVIDER_CLIENT_ID": {"Ref": "ProviderClient"},
        "IDENTITY_PROVIDER_CLIENT_SECRET": {"Fn::GetAtt": ["ProviderClientSecret", "Id"]},
        "IDENTITY_PROVIDER_DOMAINS": "hospital.example,clinic.example",
        "IDENTITY_PROVIDER_VERIFIES": "false",
    }
    statements = properties(made, "WebRole")["Policies"][0]["PolicyDocument"]["Statement"]
    by_sid = {it["Sid"]: (it["Action"], it["Resource"]) for it in statements}
    assert by_sid["ReadTheProviderClientsSecret"] == (
        "secretsmanager:GetSecretValue",
        {"Fn::GetAtt": ["ProviderClientSecret", "Id"]},
    )
    assert by_sid["FindPeopleOfTheProvider"] == (
        "cognito-idp:ListUsers",
        {"Fn::GetAtt": ["UserPool", "Arn"]},
    )


def test_a_flood_of_its_addresses_is_throttled_like_a_form(template: Template) -> None:
    made = template("prod", *SAML)
    stage = made["Resources"]["HttpApiStage"]
    settings = stage["Properties"]["RouteSettings"]
    by_key = {
        it["Properties"]["RouteKey"]: (name, it["Properties"]["Target"])
        for name, it in made["Resources"].items()
        if it["Type"] == "AWS::ApiGatewayV2::Route"
    }
    for end in ("", "/authorize", "/callback"):
        key = f"GET /log-in/provider{end}"
        name, target = by_key[key]
        assert target == by_key["POST /log-in"][1]
        assert settings[key] == settings["POST /log-in"]
        # API Gateway refuses settings of a route that is not there yet.
        assert name in stage["DependsOn"]


def test_an_invitation_says_that_no_password_is_needed(template: Template) -> None:
    def mail(made: dict[str, Any]) -> str:
        pool = properties(made, "UserPool")
        return json.dumps(pool["AdminCreateUserConfig"]["InviteMessageTemplate"]["EmailMessage"])

    assert "Hospital log-in" in mail(template("prod", *SAML))
    assert "no password" not in mail(template("prod"))


def test_cfn_lint_accepts_both_kinds_of_providers(
    template: Template, guarded: dict[str, Any], tmp_path: Path
) -> None:
    cfn_lint = Path(sys.executable).with_name("cfn-lint")
    for name, made in {"saml": template("prod", *SAML), "oidc": guarded}.items():
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(made))
        command = [str(cfn_lint), str(file), "--ignore-checks", "W3005"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def without(name: str, lines: tuple[str, ...]) -> list[str]:
    return [line for line in lines if not line.startswith(f"identityProvider{name}=")]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["identityProviderLabel=Hospital"], "identityProviderType is not given, and must be SAML or OIDC"),
        (without("Domains", SAML), "type SAML also needs identityProviderDomains"),
        (without("ClientSecretArn", OIDC_PROVIDER), "type OIDC also needs identityProviderClientSecretArn"),
        (
            [*SAML, "identityProviderIssuer=https://a.example"],
            "identityProviderIssuer: only for a provider of type OIDC",
        ),
        (
            [*without("ClientSecretArn", OIDC_PROVIDER), "identityProviderClientSecretArn=hunter2-secret"],
            "identityProviderClientSecretArn is not shown, and must be the ARN of a secret",
        ),
    ],
)
@pytest.mark.xdist_group("packaging")
def test_a_provider_that_is_set_by_halves_is_refused(
    lines: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prod.yml").write_text("\n".join(": ".join(line.split("=", 1)) for line in lines))
    monkeypatch.setenv("PNEUMOSCOPE_STAGES", str(tmp_path))
    arguments = ("package", "--stage", "prod", "--package", str(tmp_path / "made"))
    finished = serverless(*arguments, capture_output=True, text=True)
    assert finished.returncode != 0
    printed = " ".join(f"{finished.stdout}{finished.stderr}".split())
    assert sentence in printed
    assert "hunter2" not in printed
