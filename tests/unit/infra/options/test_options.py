"""What a stage may ask for beyond the rest is in its template then, and not before."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.tools.serverless_cli import serverless

Template = Callable[..., dict[str, Any]]

KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"
NAME = "films.hospital.example"
DOMAIN = (f"domainName={NAME}", f"certificateArn={CERTIFICATE}", f"origin=https://{NAME}")
BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"
ALL = (
    *(f"kmsKeyArn={KEY}", *DOMAIN, "tracing=true", "guardMinutes=15"),
    *("canary=Canary10Percent5Minutes", f"permissionsBoundary={BOUNDARY}"),
)
KEEPING = {
    "AWS::S3::Bucket": ("BucketEncryption",),
    "AWS::DynamoDB::Table": ("SSESpecification", "KMSMasterKeyId"),
    "AWS::SQS::Queue": ("KmsMasterKeyId",),
    "AWS::SNS::Topic": ("KmsMasterKeyId",),
    "AWS::SecretsManager::Secret": ("KmsKeyId",),
    "AWS::Logs::LogGroup": ("KmsKeyId",),
}
"""Where each kind of resource that keeps data names its key."""


def of_kind(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    found = template["Resources"].items()
    return {name: it.get("Properties", {}) for name, it in found if it["Type"] == kind}


def sids(role: dict[str, Any]) -> dict[str, Any]:
    return {it["Sid"]: it for it in role["Policies"][0]["PolicyDocument"]["Statement"]}


def test_everything_that_keeps_data_uses_the_customers_key(template: Template) -> None:
    made = template("prod", *ALL)
    for kind, (name, *inside) in KEEPING.items():
        resources = of_kind(made, kind)
        assert resources, kind
        for logical, properties in resources.items():
            value = properties[name]
            if kind == "AWS::S3::Bucket":
                (rule,) = value["ServerSideEncryptionConfiguration"]
                value = rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]
            assert (value[inside[0]] if inside else value) == KEY, logical
            # SQS takes its own key or another, not both.
            assert "SqsManagedSseEnabled" not in properties


def test_roles_may_use_that_key_and_no_other(template: Template) -> None:
    for name, role in of_kind(template("prod", *ALL), "AWS::IAM::Role").items():
        if name in ("TokensRole", "CodeDeployRole"):
            assert "UseTheKey" not in sids(role)
        else:
            statement = sids(role)["UseTheKey"]
            assert (statement["Action"], statement["Resource"]) == (
                ["kms:Decrypt", "kms:GenerateDataKey"],
                KEY,
            )


def test_without_options_the_template_knows_nothing_of_them(template: Template) -> None:
    text = json.dumps(template("prod"))
    for word in (
        "kms:",
        "KmsKeyId",
        "KmsMasterKeyId",
        "xray",
        "TracingConfig",
        "DomainName",
        "DisableExecuteApi",
        "CloudFront",
        "ORIGIN_SECRET",
    ):
        assert word not in text, word


def test_a_domain_is_the_only_way_to_the_pages(template: Template) -> None:
    made = template("prod", *ALL)
    (domain,) = of_kind(made, "AWS::ApiGatewayV2::DomainName").values()
    assert domain["DomainName"] == NAME
    assert domain["DomainNameConfigurations"][0]["SecurityPolicy"] == "TLS_1_2"
    assert of_kind(made, "AWS::ApiGatewayV2::Api")["HttpApi"]["DisableExecuteApiEndpoint"] is True
    web = made["Resources"]["WebLambdaFunction"]["Properties"]["Environment"]["Variables"]
    assert web["APP_ORIGIN"] == f"https://{NAME}"


def test_traces_are_recorded_where_they_are_wanted(template: Template) -> None:
    made = template("prod", *ALL)
    for function in of_kind(made, "AWS::Lambda::Function").values():
        assert function["TracingConfig"] == {"Mode": "Active"}
    roles = of_kind(made, "AWS::IAM::Role")
    del roles["CodeDeployRole"]
    for role in roles.values():
        assert sids(role)["Trace"]["Action"] == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


def test_a_release_reaches_a_share_first_and_alarms_take_it_back(template: Template) -> None:
    made = template("prod", *ALL)
    aliases = of_kind(made, "AWS::Lambda::Alias")
    assert aliases.keys() == {"WebAlias", "ReportAlias", "ClassifyAlias"}
    for name in aliases:
        policy = made["Resources"][name]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        group = made["Resources"][policy["DeploymentGroupName"]["Ref"]]["Properties"]
        assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        guards = [alarm["Name"]["Ref"] for alarm in group["AlarmConfiguration"]["Alarms"]]
        assert guards
        assert {made["Resources"][guard]["Type"] for guard in guards} == {"AWS::CloudWatch::Alarm"}


def test_requests_and_films_go_to_the_alias(template: Template) -> None:
    made = template("prod", *ALL)
    integrations = of_kind(made, "AWS::ApiGatewayV2::Integration").values()
    assert {it["IntegrationUri"]["Ref"] for it in integrations} == {"WebAlias", "ReportAlias"}
    mappings = of_kind(made, "AWS::Lambda::EventSourceMapping").items()
    films = [it["FunctionName"] for name, it in mappings if name.startswith("Classify")]
    assert films == [{"Ref": "ClassifyAlias"}] * 2
    permissions = of_kind(made, "AWS::Lambda::Permission")
    assert permissions["WebLambdaPermissionHttpApi"]["FunctionName"] == {"Ref": "WebAlias"}
    role = made["Resources"]["CodeDeployRole"]["Properties"]
    assert role["PermissionsBoundary"] == BOUNDARY


def test_a_version_has_another_name_only_with_other_code_or_settings(template: Template) -> None:
    def versions(*params: str) -> set[str]:
        return set(of_kind(template("prod", *params), "AWS::Lambda::Version"))

    canary = "canary=Canary10Percent5Minutes"
    assert versions(canary) == versions(canary, "")
    changed = versions(canary) ^ versions(canary, "filmsPerDay=7")
    assert sorted(name.partition("Version")[0] for name in changed) == ["Report", "Report", "Web", "Web"]


def test_cfn_lint_accepts_a_stage_with_every_option(template: Template, tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(json.dumps(template("prod", *ALL)))
    cfn_lint = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(
        [cfn_lint, file, "--ignore-checks", "W3005"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["canary: slowly"], "must be a name such as Canary10Percent5Minutes"),
        (["kmsKeyArn: alias/films"], "must be the ARN of a key, not of an alias"),
        ([f"domainName: {NAME}"], "domainName and certificateArn are given together or not at all"),
        ([f"domainName: {NAME}", f"certificateArn: {CERTIFICATE}"], f"so origin must be https://{NAME}"),
    ],
)
@pytest.mark.xdist_group("packaging")
def test_an_option_that_cannot_work_is_refused(
    lines: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prod.yml").write_text("\n".join(lines))
    monkeypatch.setenv("PNEUMOSCOPE_STAGES", str(tmp_path))
    arguments = ("package", "--stage", "prod", "--package", str(tmp_path / "made"))
    finished = serverless(*arguments, capture_output=True, text=True)
    assert finished.returncode != 0
    assert sentence in " ".join(f"{finished.stdout}{finished.stderr}".split())
