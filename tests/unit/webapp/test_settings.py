"""An invalid environment prevents the start."""

import pytest

from cxr.errors import InvalidEnvironment
from webapp.settings import Settings

ENVIRONMENT = {
    "STAGE": "dev",
    "UPLOADS_BUCKET": "the-uploads",
    "RESULTS_BUCKET": "the-results",
    "STUDIES_TABLE": "studies",
    "MEMBERS_TABLE": "members",
    "SESSIONS_TABLE": "sessions",
    "VERDICTS_TABLE": "verdicts",
    "AUDIT_TABLE": "audit",
    "AUDIT_RETENTION_DAYS": "2190",
    "USER_POOL_ID": "eu-central-1_AbC123",
    "WEB_CLIENT_ID": "web",
    "WEB_CLIENT_SECRET": "arn:web-client-secret",
    "API_CLIENT_ID": "api",
    "TOKEN_ISSUER": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC123",
    "ACCOUNTS_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/123456789012/accounts",
    "ACCOUNT_TASKS": "queued",
    "INVITATION_ONLY": "true",
    "FILMS_PER_DAY": "2000",
    "GIGABYTES_PER_DAY": "20",
    "FILMS_PER_SITE_HOUR": "2000",
    "IDLE_MINUTES": "15",
    "SECOND_FACTOR": "optional",
    "SECOND_FACTOR_SECRET": "arn:factor-key",
    "APP_ORIGIN": "https://abc.execute-api.eu-central-1.amazonaws.com",
    "LOG_LEVEL": "INFO",
    "PATH": "/usr/bin",
}


def test_a_complete_environment_is_accepted() -> None:
    settings = Settings.from_environment(ENVIRONMENT)
    assert settings.region == "eu-central-1"
    assert settings.is_https


@pytest.mark.parametrize("name", [name for name in ENVIRONMENT if name != "PATH"])
def test_every_variable_is_required(name: str) -> None:
    environment = {key: value for key, value in ENVIRONMENT.items() if key != name}
    with pytest.raises(InvalidEnvironment, match=name):
        Settings.from_environment(environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_ORIGIN", "https://host/path"),
        ("APP_ORIGIN", "host"),
        ("USER_POOL_ID", "pool"),
        ("LOG_LEVEL", "LOUD"),
        ("FILMS_PER_DAY", "0"),
    ],
)
def test_a_wrong_value_is_refused(name: str, value: str) -> None:
    with pytest.raises(InvalidEnvironment, match=name):
        Settings.from_environment({**ENVIRONMENT, name: value})
