"""A function that is taken over can do no more than its work."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

Template = Callable[[str], dict[str, Any]]
ROLES = ("ClassifyRole", "WebRole", "ReportRole", "AccountsRole", "DriftRole", "TokensRole")


def statements(template: Template, role: str) -> Iterator[dict[str, Any]]:
    for policy in template("prod")["Resources"][role]["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def actions(template: Template, role: str) -> set[str]:
    return {action for statement in statements(template, role) for action in as_list(statement["Action"])}


def actions_on(template: Template, resource: str) -> set[tuple[str, str]]:
    """Return the roles that have an action on a resource, with the action."""
    return {
        (role, action)
        for role in ROLES
        for statement in statements(template, role)
        if resource in json.dumps(statement["Resource"])
        for action in as_list(statement["Action"])
    }


@pytest.mark.parametrize("role", ROLES)
def test_no_action_is_a_pattern(template: Template, role: str) -> None:
    assert not [action for action in actions(template, role) if "*" in action]


@pytest.mark.parametrize("role", ROLES)
def test_every_resource_belongs_to_the_stack(template: Template, role: str) -> None:
    """A `*` stands only for keys under a prefix of our own bucket, or for streams of the own log group."""
    for statement in statements(template, role):
        for resource in as_list(statement["Resource"]):
            if "Fn::GetAtt" in resource:
                continue
            arn = resource["Fn::Sub"]
            own = arn.startswith("${") or f"/aws/lambda/pneumoscope-prod-{role[:-4].lower()}:" in arn
            assert own, json.dumps(resource)
            assert "*" not in arn[:-1], json.dumps(resource)


def test_each_function_has_a_role_of_its_own(template: Template) -> None:
    resources = template("prod")["Resources"]
    for function, role in (
        ("WebLambdaFunction", "WebRole"),
        ("ReportLambdaFunction", "ReportRole"),
        ("ClassifyLambdaFunction", "ClassifyRole"),
        ("AccountsLambdaFunction", "AccountsRole"),
        ("DriftLambdaFunction", "DriftRole"),
        ("TokensFunction", "TokensRole"),
    ):
        assert resources[function]["Properties"]["Role"] == {"Fn::GetAtt": [role, "Arn"]}
    assert [name for name, it in resources.items() if it["Type"] == "AWS::IAM::Role"] == list(ROLES)


def test_web_can_let_films_in_but_not_read_them(template: Template) -> None:
    of_s3 = {
        (action, resource["Fn::Sub"])
        for statement in statements(template, "WebRole")
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
        if action.startswith("s3:")
    }
    assert of_s3 == {
        ("s3:PutObject", "${UploadsBucket.Arn}/uploads/*"),
        ("s3:GetObject", "${ResultsBucket.Arn}/results/*"),
        ("s3:DeleteObject", "${UploadsBucket.Arn}/uploads/*"),
        ("s3:DeleteObject", "${ResultsBucket.Arn}/results/*"),
    }


def test_web_can_open_show_and_delete_studies_but_change_no_finding(template: Template) -> None:
    (statement,) = [s for s in statements(template, "WebRole") if s["Sid"] == "KeepStudies"]
    assert statement["Resource"] == {"Fn::GetAtt": ["StudiesTable", "Arn"]}
    # A deletion leaves a tombstone.
    assert set(statement["Action"]) == {
        *("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"),
        "dynamodb:Query",
    }


def test_report_changes_nothing_but_sessions_and_adds_events(template: Template) -> None:
    written = {
        (action, str(statement["Resource"]))
        for statement in statements(template, "ReportRole")
        for action in as_list(statement["Action"])
        if not action.startswith(("logs:", "s3:List", "s3:Get", "dynamodb:Get", "dynamodb:Query"))
        if action != "secretsmanager:GetSecretValue"
    }
    sessions = str({"Fn::GetAtt": ["SessionsTable", "Arn"]})
    assert written == {
        ("dynamodb:UpdateItem", sessions),
        ("dynamodb:DeleteItem", sessions),
        ("dynamodb:PutItem", str({"Fn::GetAtt": ["AuditTable", "Arn"]})),
    }


def test_web_edits_nothing_of_a_study_but_reference_and_mark(template: Template) -> None:
    (statement,) = [s for s in statements(template, "WebRole") if s["Sid"] == "EditStudies"]
    assert statement["Action"] == "dynamodb:UpdateItem"
    allowed = statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]
    assert not {"finding", "reason", "object_etag"} & set(allowed)
    assert {"patient_ref", "urgency"} <= set(allowed)


def test_classify_can_tell_a_film_that_is_gone_from_a_forbidden_one(template: Template) -> None:
    (statement,) = [s for s in statements(template, "ClassifyRole") if s["Sid"] == "TellGoneFromForbidden"]
    assert statement["Action"] == ["s3:ListBucket", "s3:ListBucketVersions"]
    assert statement["Resource"] == {"Fn::GetAtt": ["UploadsBucket", "Arn"]}


def test_classify_can_destroy_no_film_and_sign_no_one_in(template: Template) -> None:
    allowed = actions(template, "ClassifyRole")
    assert not {action for action in allowed if action.startswith("cognito-idp:")}
    # Without s3:DeleteObjectVersion a deleted film can be brought back until it expires.
    assert {action for action in allowed if "Delete" in action} == {
        *("sqs:DeleteMessage", "s3:DeleteObject", "dynamodb:DeleteItem")
    }
    deletable = {
        resource["Fn::Sub"]
        for statement in statements(template, "ClassifyRole")
        if "s3:DeleteObject" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }
    assert deletable == {
        *(
            "${ResultsBucket.Arn}/results/*",
            "${ResultsBucket.Arn}/reports/*",
            "${UploadsBucket.Arn}/uploads/*",
        )
    }


def test_classify_may_see_the_results_that_it_may_delete(template: Template) -> None:
    (found,) = [s for s in statements(template, "ClassifyRole") if s["Sid"] == "FindResults"]
    assert found["Resource"] == {"Fn::GetAtt": ["ResultsBucket", "Arn"]}
    deletable = {
        resource["Fn::Sub"].removeprefix("${ResultsBucket.Arn}/")
        for statement in statements(template, "ClassifyRole")
        if "s3:DeleteObject" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
        if "ResultsBucket" in resource["Fn::Sub"]
    }
    assert set(found["Condition"]["StringLike"]["s3:prefix"]) == deletable


def test_classify_alone_writes_and_removes_result_objects_and_reads_none(template: Template) -> None:
    of_objects = actions_on(template, "reports")
    assert of_objects == {("ClassifyRole", "s3:PutObject"), ("ClassifyRole", "s3:DeleteObject")}
    whole_bucket = [
        (role, action)
        for role in ROLES
        for statement in statements(template, role)
        if {"Fn::Sub": "${ResultsBucket.Arn}/*"} in as_list(statement["Resource"])
        for action in as_list(statement["Action"])
    ]
    assert whole_bucket == []


def test_classify_reads_the_settings_of_sites_and_no_member(template: Template) -> None:
    (statement,) = [s for s in statements(template, "ClassifyRole") if s["Sid"] == "ReadSettingsOfSites"]
    assert statement["Action"] == "dynamodb:GetItem"
    assert statement["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["settings#*"]}}


def test_every_role_has_the_boundary_that_is_given(packaged: Callable[..., Any]) -> None:
    boundary = "arn:aws:iam::123456789012:policy/boundary"
    made = packaged("prod", f"permissionsBoundary={boundary}").template["Resources"].values()
    bounds = [it["Properties"]["PermissionsBoundary"] for it in made if it["Type"] == "AWS::IAM::Role"]
    assert bounds == [boundary] * len(ROLES)


def test_web_can_add_and_read_events_but_neither_change_nor_delete_one(template: Template) -> None:
    of_the_trail = actions_on(template, "AuditTable")
    web = {("WebRole", "dynamodb:PutItem"), ("WebRole", "dynamodb:Query")}
    assert of_the_trail == web | {("ReportRole", "dynamodb:PutItem")}


def test_web_can_add_and_read_verdicts_but_neither_change_nor_delete_one(template: Template) -> None:
    of_verdicts = {
        (role, action)
        for role in ROLES
        for statement in statements(template, role)
        if {"Fn::GetAtt": ["VerdictsTable", "Arn"]} in as_list(statement["Resource"])
        for action in as_list(statement["Action"])
    }
    web = {("WebRole", "dynamodb:PutItem"), ("WebRole", "dynamodb:Query")}
    assert of_verdicts == web | {("ReportRole", "dynamodb:Query"), ("ClassifyRole", "dynamodb:Query")}


def test_classify_reads_the_thresholds_of_sites_and_no_verdict(template: Template) -> None:
    (statement,) = [s for s in statements(template, "ClassifyRole") if s["Sid"] == "ReadThresholdsOfSites"]
    assert statement["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["thresholds#*"]}}
