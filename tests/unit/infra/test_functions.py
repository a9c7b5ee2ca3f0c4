"""The functions as Lambda gets them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[[str], dict[str, Any]]
FUNCTIONS = ("WebLambdaFunction", "ClassifyLambdaFunction")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_stage_runs_the_same_function(template: Template, function: str) -> None:
    def without_addresses(stage: str) -> dict[str, Any]:
        properties = dict(template(stage)["Resources"][function]["Properties"])
        return {name: properties[name] for name in ("Handler", "Runtime", "Architectures", "MemorySize")}

    assert without_addresses("local") == without_addresses("dev") == without_addresses("prod")
    assert without_addresses("prod")["Runtime"] == "python3.13"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_of_prod_is_led_to_another_aws(template: Template, function: str) -> None:
    variables = template("prod")["Resources"][function]["Properties"]["Environment"]["Variables"]
    assert variables["AWS_ENDPOINT_URL"] == {"Ref": "AWS::NoValue"}


@pytest.mark.parametrize("group", ["WebLogGroup", "ClassifyLogGroup"])
def test_logs_are_not_kept_for_ever(template: Template, group: str) -> None:
    assert template("prod")["Resources"][group]["Properties"]["RetentionInDays"] == 90


def test_every_address_leads_to_the_web_function(template: Template) -> None:
    route = template("prod")["Resources"]["HttpApiRouteDefault"]["Properties"]
    assert route["RouteKey"] == "$default"


def test_scripts_find_everything_in_the_outputs(template: Template) -> None:
    assert template("prod")["Outputs"].keys() >= {
        *("Url", "ApiId", "UserPoolId", "WebClientId", "ApiClientId", "AlarmTopicArn"),
        *("UploadsBucketName", "ResultsBucketName", "StudiesTableName", "MembersTableName"),
        *("SessionsTableName", "UploadsQueueUrl", "DeadLetterQueueUrl", "ClassifyRoleName", "WebRoleName"),
    }


def test_a_flood_of_requests_is_bounded(template: Template) -> None:
    settings = template("prod")["Resources"]["HttpApiStage"]["Properties"]["DefaultRouteSettings"]
    assert settings == {"ThrottlingRateLimit": 50, "ThrottlingBurstLimit": 50}


def test_the_access_log_can_be_joined_with_ours_and_holds_nothing_of_the_address(template: Template) -> None:
    resources = template("prod")["Resources"]
    entry = json.loads(resources["HttpApiStage"]["Properties"]["AccessLogSettings"]["Format"])
    assert {"requestId", "routeKey", "status", "integrationError"} <= entry.keys()
    assert not [value for value in entry.values() if "path" in value.lower() or "identity" in value]
    assert resources["HttpApiLogGroup"]["Properties"]["RetentionInDays"] == 90
