"""A parameter with a value that cannot be meant is refused by its own name, before anything is changed."""

import json
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
OWN = (
    *("apiAuthFlows", "awsEndpoint", "deploymentBucket", "laneTransport", "packageExpiry"),
    *("ratioAlarms", "stackPolicy", "transport"),
)
"""Parameters that no operator may give (infra/stage_parameters.js)."""
PROGRAM = """
const { refusedValue } = require("./infra/parameter_values.js");
console.log(JSON.stringify(JSON.parse(process.argv[1]).map(refusedValue)));
"""


def refusals(*given: dict[str, object]) -> list[str | None]:
    command = ["node", "-e", PROGRAM, json.dumps(given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: list[str | None] = json.loads(done.stdout)
    return found


def test_what_cannot_be_meant_is_refused_with_what_can() -> None:
    wrong = {
        "accountConcurrency": ("many", "a whole number from 1 to 1000000"),
        "accountTasks": ("quick", "queued or immediate"),
        "alarmMail": ("on-call", "a mail address of 254 characters at most, or empty"),
        "auditRetentionDays": (0, "a whole number from 1 to 36500"),
        # What YAML makes of twelve digits without quotes that begin with a zero.
        "awsAccount": (12345678901, "12 digits in quotes, or empty"),
        "awsRegion": ("Frankfurt", "a region such as eu-central-1, or empty"),
        "backupCopyVault": ("pneumoscope-prod", "the ARN of a vault, or empty"),
        "backupDays": (36, "a whole number from 0 to 35"),
        "canary": ("slowly", "a name such as Canary10Percent5Minutes or"),
        "certificateArn": ("films.hospital.example", "the ARN of a certificate, or empty"),
        "deletionPolicy": ("Keep", "RetainExceptOnCreate, Retain or Delete"),
        "deletionProtection": ("yes", "ACTIVE or INACTIVE"),
        "domainName": ("https://films.hospital.example", "a name such as films.hospital.example, or empty"),
        "filmsPerDay": ("none", "a whole number from 1"),
        "filmsPerSiteHour": (-1, "a whole number from 1"),
        "gigabytesPerDay": (1.5, "a whole number from 1"),
        "guardMinutes": (181, "a whole number from 0 to 180"),
        "idleMinutes": ("soon", "a whole number from 5 to 720"),
        "identityProviderClientId": ("a client", "an identifier without spaces, or empty"),
        "identityProviderClientSecretArn": ("hunter2", "the ARN of a secret in Secrets Manager, never"),
        "identityProviderDomains": (
            "hospital",
            "domains in small letters with commas between them, or empty",
        ),
        "identityProviderEmail": ("mail address", "an attribute without spaces, or empty"),
        "identityProviderEmailVerified": ("is verified", "an attribute without spaces, or empty"),
        "identityProviderIssuer": (
            "login.hospital.example",
            "an address that begins with https://, or empty",
        ),
        "identityProviderLabel": ("<b>Hospital</b>", "up to 40 letters, digits and spaces, or empty"),
        "identityProviderMetadataUrl": ("http://a.example", "an address that begins with https://, or empty"),
        "identityProviderType": ("LDAP", "SAML, OIDC or empty"),
        "inboxConcurrency": (1, "a whole number from 2 to 1000"),
        "invitationOnly": ("no", "true or false"),
        "kmsKeyArn": ("alias/films", "the ARN of a key, not of an alias, or empty"),
        "logLevel": ("debug", "DEBUG, INFO, WARNING, ERROR or CRITICAL"),
        "logRetentionDays": (366, "1, 3, 5, 7, 14, 30, 60,"),
        "mail": ("SES", "COGNITO_DEFAULT or DEVELOPER"),
        "mailFrom": ("Pneumoscope", "a mail address"),
        "mailIdentityArn": ("films@hospital.example", "the ARN of an identity of SES"),
        "maximumConcurrency": ("", "a whole number from 2 to 1000"),
        "monthlyBudget": ("50 dollars", "a number of dollars, or 0"),
        "origin": ("http://films.hospital.example", "an address such as https://films.hospital.example"),
        "originalsExpireDays": (31, "a whole number from 1 to 30"),
        "permissionsBoundary": ("boundary", "the ARN of a policy"),
        "recordReads": (True, "governance, compliance or empty"),
        "reservedForFilms": ("half", "a whole number from 1"),
        "secondFactor": ("on", "optional or required"),
        "silenceHours": (169, "a whole number from 0 to 168"),
        "tracing": ("perhaps", "true or false"),
        "visibilityTimeout": (29, "a whole number from 30 to 43200"),
        "webAclArn": (
            "arn:aws:wafv2:eu-central-1:123456789012:global/webacl/films/1234",
            "the ARN of a firewall for CloudFront, in us-east-1, or empty",
        ),
    }
    defaults = yaml.safe_load((ROOT / "serverless.yml").read_text())["params"]["default"]
    assert wrong.keys() == defaults.keys() - set(OWN)

    found = refusals(*({name: value} for name, (value, _) in wrong.items()))
    for (name, (value, what)), sentence in zip(wrong.items(), found, strict=True):
        shown = "empty" if value == "" else json.dumps(value).strip('"')
        if name == "identityProviderClientSecretArn":
            # Somebody may have written the secret itself, which must not end in a log.
            shown = "not shown"
        assert sentence is not None, name
        assert sentence.startswith(f"{name} is {shown}, and must be {what}"), sentence


def test_an_address_that_receives_no_mail_is_refused() -> None:
    longest, longer = (f"{'a' * length}@hospital.example" for length in (237, 238))
    assert refusals({"alarmMail": longest}) == [None]
    (refusal,) = refusals({"alarmMail": longer})
    assert "254 characters at most" in str(refusal)


def test_every_default_that_is_a_value_may_also_be_given() -> None:
    params = yaml.safe_load((ROOT / "serverless.yml").read_text())["params"]
    given = [
        {name: value}
        for stage in ("default", "dev")
        for name, value in params[stage].items()
        if name not in OWN and not isinstance(value, dict)
    ]
    assert refusals(*given) == [None] * len(given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("awsAccount", 123456789012),
        ("identityProviderDomains", "hospital.example, clinic.hospital.example,klinik.example"),
        ("identityProviderLabel", "St. Mary's"),
        ("invitationOnly", False),
        ("logRetentionDays", 731),
        ("mailFrom", "Pneumoscope <films@hospital.example>"),
        ("monthlyBudget", 49.5),
        ("origin", "https://films.hospital.example:8443"),
        ("permissionsBoundary", "arn:aws:iam::aws:policy/PowerUserAccess"),
        ("kmsKeyArn", "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-1234abcd"),
    ],
)
def test_what_an_operator_writes_is_taken(name: str, value: object) -> None:
    assert refusals({name: value}) == [None]
