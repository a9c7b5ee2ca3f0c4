"""A function deployed with a wrong environment says so at once, and names what is wrong."""

import pytest

from cxr.errors import InvalidEnvironment
from functions.classify.settings import Settings

RIGHT = {
    "UPLOADS_BUCKET": "uploads",
    "RESULTS_BUCKET": "results",
    "STUDIES_TABLE": "studies",
    "MEMBERS_TABLE": "members",
    "MAX_RECEIVE_COUNT": "5",
    "ORIGINALS_EXPIRE_DAYS": "30",
    "PSEUDONYM_SECRET": "salt",
    "VERDICTS_TABLE": "verdicts",
    "STAGE": "test",
    "LOG_LEVEL": "INFO",
}


def test_a_right_environment_is_read() -> None:
    settings = Settings.from_environment({**RIGHT, "PATH": "/usr/bin"})

    assert settings.uploads_bucket == "uploads"
    assert settings.max_receive_count == 5


@pytest.mark.parametrize("name", RIGHT)
def test_no_variable_has_a_default(name: str) -> None:
    with pytest.raises(InvalidEnvironment, match=name):
        Settings.from_environment({key: value for key, value in RIGHT.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UPLOADS_BUCKET", ""),
        ("STUDIES_TABLE", ""),
        ("MAX_RECEIVE_COUNT", "0"),
        ("MAX_RECEIVE_COUNT", "many"),
        ("ORIGINALS_EXPIRE_DAYS", "31"),
        ("LOG_LEVEL", "CHATTY"),
    ],
)
def test_a_malformed_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(InvalidEnvironment, match=name):
        Settings.from_environment({**RIGHT, name: value})


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(InvalidEnvironment) as raised:
        Settings.from_environment({})

    assert all(name in str(raised.value) for name in RIGHT)
