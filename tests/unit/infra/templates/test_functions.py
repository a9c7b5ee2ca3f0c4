"""The functions as Lambda gets them."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from infra.local.settings import ROOT
from webapp import drift_worker
from webapp.auth import password_reset
from webapp.auth import views as auth
from webapp.auth.steps import views as log_in_steps
from webapp.aws.account_tasks import LIFETIME_SECONDS

Template = Callable[[str], dict[str, Any]]
FUNCTIONS = (
    "WebLambdaFunction",
    "ReportLambdaFunction",
    "ClassifyLambdaFunction",
    "AccountsLambdaFunction",
    "DriftLambdaFunction",
)


@pytest.fixture
def app() -> Flask:
    """An app with the account pages alone."""
    app = Flask("account pages")
    for view in (auth, log_in_steps, password_reset):
        app.register_blueprint(view.blueprint)
    return app


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


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_readme_names_each_variable_of_a_function(guarded: dict[str, Any], function: str) -> None:
    variables = guarded["Resources"][function]["Properties"]["Environment"]["Variables"]
    set_for_libraries = re.compile(r"AWS_ENDPOINT_URL|POWERTOOLS_.*|STRIP_STAGE_PATH")
    own = {name for name in variables if not set_for_libraries.fullmatch(name)}
    name = function.removesuffix("LambdaFunction").lower().replace("report", "web")
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \| ([a-z, ]+) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert own == {
        variable
        for names, functions in rows
        if {"all", name} & set(functions.split(", "))
        for variable in re.findall(r"[A-Z_]+", names)
    }


@pytest.mark.parametrize(
    "group",
    [
        "WebLogGroup",
        "ReportLogGroup",
        "ClassifyLogGroup",
        "AccountsLogGroup",
        "DriftLogGroup",
        "TokensLogGroup",
    ],
)
def test_logs_are_not_kept_for_ever(template: Template, group: str) -> None:
    assert template("prod")["Resources"][group]["Properties"]["RetentionInDays"] == 365


def test_every_address_leads_to_the_web_function(template: Template) -> None:
    route = template("prod")["Resources"]["HttpApiRouteDefault"]["Properties"]
    assert route["RouteKey"] == "$default"


def test_reports_alone_lead_to_the_report_function(template: Template) -> None:
    resources = template("prod")["Resources"]
    routes = {
        it["Properties"]["RouteKey"]
        for it in resources.values()
        if it["Type"] == "AWS::ApiGatewayV2::Route" and "Report" in json.dumps(it["Properties"]["Target"])
    }
    assert routes == {"GET /studies/{study_id}/report.pdf"}


def test_the_report_function_has_the_settings_of_the_pages(template: Template) -> None:
    web, report = (
        template("prod")["Resources"][name]["Properties"]["Environment"]["Variables"]
        for name in ("WebLambdaFunction", "ReportLambdaFunction")
    )
    assert {name for name in web if web[name] != report.get(name)} == {"POWERTOOLS_SERVICE_NAME"}


def test_scripts_find_everything_in_the_outputs(template: Template) -> None:
    assert template("prod")["Outputs"].keys() >= {
        *("Url", "ApiId", "UserPoolId", "WebClientId", "ApiClientId", "AlarmTopicArn"),
        *("UploadsBucketName", "ResultsBucketName", "StudiesTableName", "MembersTableName"),
        *("SessionsTableName", "UploadsQueueUrl", "InboxQueueUrl", "DeadLetterQueueUrl"),
        *("ClassifyRoleName", "WebRoleName"),
    }


def test_a_flood_of_requests_is_bounded(template: Template) -> None:
    settings = template("prod")["Resources"]["HttpApiStage"]["Properties"]["DefaultRouteSettings"]
    assert settings == {"ThrottlingRateLimit": 50, "ThrottlingBurstLimit": 50}


def test_each_form_of_the_account_pages_has_a_limit_of_its_own(template: Template, app: Flask) -> None:
    forms = {
        f"POST {rule.rule}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("auth.", "log_in_steps.", "password."))
        and "POST" in (rule.methods or ())
    }
    # These two need a session.
    forms -= {"POST /log-out", "POST /log-out/everywhere"}
    resources = template("prod")["Resources"]
    limits = resources["HttpApiStage"]["Properties"]["RouteSettings"]
    assert limits.keys() == forms
    assert all(limit["ThrottlingRateLimit"] <= 5 for limit in limits.values())
    routes = {
        name: it["Properties"]["RouteKey"]
        for name, it in resources.items()
        if it["Type"] == "AWS::ApiGatewayV2::Route"
    }
    assert forms <= set(routes.values())
    waited_for = resources["HttpApiStage"]["DependsOn"]
    assert {name for name, key in routes.items() if key in forms} <= set(waited_for)


def test_a_flood_of_sign_ups_takes_two_workers_at_most(template: Template) -> None:
    source = template("prod")["Resources"]["AccountsEventSourceMappingSQSAccountsQueue"]["Properties"]
    assert source["ScalingConfig"]["MaximumConcurrency"] == 2
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_task_of_the_account_pages_is_forgotten_when_it_is_too_old(template: Template) -> None:
    queue = template("prod")["Resources"]["AccountsQueue"]["Properties"]
    assert queue["MessageRetentionPeriod"] == LIFETIME_SECONDS
    assert "RedrivePolicy" not in queue
    timeout = template("prod")["Resources"]["AccountsLambdaFunction"]["Properties"]["Timeout"]
    assert queue["VisibilityTimeout"] == 6 * timeout


def test_pages_hand_account_tasks_over_on_every_stage_but_the_laptop(template: Template) -> None:
    def tasks(stage: str) -> str:
        variables = template(stage)["Resources"]["WebLambdaFunction"]["Properties"]["Environment"][
            "Variables"
        ]
        return str(variables["ACCOUNT_TASKS"])

    assert [tasks(stage) for stage in ("prod", "dev", "local")] == ["queued", "queued", "immediate"]


def test_changed_films_are_looked_for_as_often_as_an_alarm_is_new(template: Template) -> None:
    rules = [it for it in template("prod")["Resources"].values() if it["Type"] == "AWS::Events::Rule"]
    of_drift = [it for it in rules if "DriftLambdaFunction" in json.dumps(it["Properties"]["Targets"])]
    assert [it["Properties"]["ScheduleExpression"] for it in of_drift] == ["rate(1 day)"]
    assert timedelta(days=1) == drift_worker.EVERY


def test_the_issuer_of_tokens_has_the_suffix_of_the_partition(template: Template) -> None:
    variables = template("prod")["Resources"]["WebLambdaFunction"]["Properties"]["Environment"]["Variables"]
    assert variables["TOKEN_ISSUER"] == {
        "Fn::Sub": "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${UserPool}"
    }


def test_the_access_log_joins_ours_and_contains_no_address(template: Template) -> None:
    resources = template("prod")["Resources"]
    entry = json.loads(resources["HttpApiStage"]["Properties"]["AccessLogSettings"]["Format"])
    assert {"requestId", "routeKey", "status", "integrationError"} <= entry.keys()
    assert not [value for value in entry.values() if "path" in value.lower() or "identity" in value]
    assert resources["HttpApiLogGroup"]["Properties"]["RetentionInDays"] == 365
