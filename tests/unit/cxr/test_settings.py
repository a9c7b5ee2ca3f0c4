"""A wrong environment is reported by name; the log contains none of its values."""

import traceback

import pytest

from cxr.errors import InvalidEnvironment
from cxr.settings import FunctionSettings

RIGHT = {
    "STAGE": "test",
    "UPLOADS_BUCKET": "the-uploads",
    "RESULTS_BUCKET": "the-results",
    "STUDIES_TABLE": "studies",
    "MEMBERS_TABLE": "members",
    "LOG_LEVEL": "INFO",
    "AWS_SECRET_ACCESS_KEY": "not-for-the-log",
}


def test_the_sentence_names_each_variable_as_it_is_written() -> None:
    environment = {**RIGHT, "LOG_LEVEL": "LOUD"}
    del environment["STUDIES_TABLE"]
    with pytest.raises(InvalidEnvironment) as raised:
        FunctionSettings.from_environment(environment)
    assert "STUDIES_TABLE is missing; LOG_LEVEL is wrong (" in str(raised.value)


@pytest.mark.parametrize("wrong", [{"LOG_LEVEL": "not-for-the-log"}, {"STAGE": ""}])
def test_what_lambda_logs_of_it_holds_no_value(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidEnvironment) as raised:
        FunctionSettings.from_environment({**RIGHT, **wrong})
    logged = "".join(traceback.format_exception(raised.value))
    assert "not-for-the-log" not in logged
    assert "ValidationError" not in logged


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
def test_every_level_of_the_log_may_be_chosen(level: str) -> None:
    assert FunctionSettings.from_environment({**RIGHT, "LOG_LEVEL": level}).log_level == level
