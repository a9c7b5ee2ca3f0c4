"""A stage with a firewall is reached through it alone, and nothing of a member stays in a cache."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from webapp.http.edge import VERIFY, VIEWER

ROOT = Path(__file__).parents[4]
FIREWALL = ROOT / "infra" / "firewall.yml"
WEB_ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/pneumoscope-prod/1234abcd"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd"
NAME = "films.hospital.example"

Template = dict[str, Any]


@pytest.fixture(scope="module")
def distribution(guarded: Template) -> dict[str, Any]:
    found: dict[str, Any] = guarded["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    return found


def node(program: str, *arguments: str) -> str:
    command = ["node", "-e", program, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_pages_are_reached_through_the_firewall_under_the_stages_name(
    guarded: Template, distribution: dict[str, Any]
) -> None:
    assert (distribution["Aliases"], distribution["WebACLId"]) == ([NAME], WEB_ACL)
    certificate = distribution["ViewerCertificate"]
    assert (certificate["AcmCertificateArn"], certificate["MinimumProtocolVersion"]) == (
        CERTIFICATE,
        "TLSv1.2_2021",
    )
    kinds = {it["Type"] for it in guarded["Resources"].values()}
    assert "AWS::ApiGatewayV2::DomainName" not in kinds
    assert guarded["Outputs"]["DomainTarget"]["Value"] == {"Fn::GetAtt": ["Distribution", "DomainName"]}
    rule = guarded["Resources"]["UploadsBucket"]["Properties"]["CorsConfiguration"]["CorsRules"][0]
    assert rule["AllowedOrigins"] == [f"https://{NAME}"], "uploads go to S3 as before"


def test_functions_know_the_secret_that_cloudfront_alone_says(
    guarded: Template, distribution: dict[str, Any]
) -> None:
    (origin,) = distribution["Origins"]
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    (header,) = origin["OriginCustomHeaders"]
    assert header["HeaderName"].lower() == VERIFY
    assert header["HeaderValue"] == {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}
    for name in ("Web", "Report"):
        variables = guarded["Resources"][f"{name}LambdaFunction"]["Properties"]["Environment"]["Variables"]
        assert variables["ORIGIN_SECRET"] == {"Fn::GetAtt": ["OriginSecret", "Id"]}
        statements = guarded["Resources"][f"{name}Role"]["Properties"]["Policies"][0]["PolicyDocument"]
        (allowed,) = (it for it in statements["Statement"] if it["Sid"] == "ReadTheOriginsSecret")
        assert allowed["Resource"] == {"Fn::GetAtt": ["OriginSecret", "Id"]}
    assert "KmsKeyId" in guarded["Resources"]["OriginSecret"]["Properties"], "encrypted as everything else"


def test_pages_and_answers_are_never_cached(distribution: dict[str, Any]) -> None:
    pages = distribution["DefaultCacheBehavior"]
    # CachingDisabled and AllViewerExceptHostHeader of AWS: cookies, queries and headers reach the app.
    assert pages["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert pages["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    assert {"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"} <= set(pages["AllowedMethods"])


def test_a_refusal_of_one_member_is_not_shown_to_another(distribution: dict[str, Any]) -> None:
    kept = {it["ErrorCode"]: it["ErrorCachingMinTTL"] for it in distribution["CustomErrorResponses"]}
    assert kept == dict.fromkeys([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504], 0)


def test_static_files_alone_are_cached_as_long_as_the_app_says(
    guarded: Template, distribution: dict[str, Any]
) -> None:
    (files,) = distribution["CacheBehaviors"]
    assert (files["PathPattern"], files["AllowedMethods"]) == ("/static/*", ["GET", "HEAD"])
    assert "OriginRequestPolicyId" not in files, "no cookie can make a difference"
    policy = guarded["Resources"][files["CachePolicyId"]["Ref"]]["Properties"]["CachePolicyConfig"]
    assert (policy["MinTTL"], policy["DefaultTTL"]) == (0, 0)
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}
    assert key["EnableAcceptEncodingBrotli"] is True


def test_security_headers_come_from_the_app_alone(distribution: dict[str, Any]) -> None:
    assert "ResponseHeadersPolicyId" not in json.dumps(distribution)


def test_the_address_of_the_viewer_replaces_what_a_client_claims(distribution: dict[str, Any]) -> None:
    (association,) = distribution["DefaultCacheBehavior"]["FunctionAssociations"]
    assert association["EventType"] == "viewer-request"
    source = (ROOT / "infra" / "options" / "edge" / "viewer_address.js").read_text()
    event = {
        "request": {"headers": {VIEWER: {"value": "192.0.2.66"}, "cookie": {"value": "a=b"}}},
        "viewer": {"ip": "198.51.100.7"},
    }
    program = f"{source}\nconsole.log(JSON.stringify(handler(JSON.parse(process.argv[1]))));"
    headers = json.loads(node(program, json.dumps(event)))["headers"]
    assert headers == {VIEWER: {"value": "198.51.100.7"}, "cookie": {"value": "a=b"}}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"domainName": "", "certificateArn": ""}, "webAclArn needs domainName and certificateArn"),
        ({"certificateArn": CERTIFICATE.replace("us-east-1", "eu-central-1")}, "certificates of us-east-1"),
    ],
)
def test_what_cloudfront_cannot_use_is_refused(given: dict[str, str], sentence: str) -> None:
    options = {"webAclArn": WEB_ACL, "domainName": NAME, "certificateArn": CERTIFICATE, **given}
    program = """
    const refusal = require("./infra/options/edge/edge.js")({}, JSON.parse(process.argv[1]));
    console.log(refusal);
    """
    assert sentence in node(program, json.dumps(options))


def cfn_lint(template: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name("cfn-lint")), str(template), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_cfn_lint_accepts_both_stacks(guarded: Template, tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(json.dumps(guarded))
    for done in (cfn_lint(file, "--ignore-checks", "W3005"), cfn_lint(FIREWALL, "--regions", "us-east-1")):
        assert done.returncode == 0, done.stdout


def rules() -> dict[str, Any]:
    firewall = yaml.safe_load(FIREWALL.read_text())["Resources"]["Firewall"]["Properties"]
    assert firewall["Scope"] == "CLOUDFRONT"
    return {rule["Name"]: rule for rule in firewall["Rules"]}


def test_the_firewall_has_the_rules_of_aws_and_blocks_by_them() -> None:
    groups = {
        rule["Statement"]["ManagedRuleGroupStatement"]["Name"]: rule["OverrideAction"]
        for rule in rules().values()
        if "ManagedRuleGroupStatement" in rule["Statement"]
    }
    names = ("AmazonIpReputationList", "CommonRuleSet", "KnownBadInputsRuleSet")
    assert groups == {f"AWSManagedRules{name}": {"None": {}} for name in names}


def test_no_sample_of_requests_shows_the_cookies_of_a_session() -> None:
    assert all(not rule["VisibilityConfig"]["SampledRequestsEnabled"] for rule in rules().values())


def test_one_address_cannot_use_up_the_forms_without_session(guarded: Template) -> None:
    narrowed = rules()["forms"]["Statement"]["RateBasedStatement"]["ScopeDownStatement"]
    forms, steps_of_provider = narrowed["OrStatement"]["Statements"]
    method, path = forms["AndStatement"]["Statements"]
    assert method["ByteMatchStatement"]["SearchString"] == "POST"
    patterns = {
        "POST": re.compile(path["RegexMatchStatement"]["RegexString"]),
        "GET": re.compile(steps_of_provider["RegexMatchStatement"]["RegexString"]),
    }
    stage = guarded["Resources"]["HttpApiStage"]["Properties"]
    routes = [route.split() for route in stage["RouteSettings"]]
    assert [method for method, _ in routes].count("GET") == 3
    assert [it for it in routes if not patterns[it[0]].search(it[1])] == []
    assert not any(pattern.search("/log-out") for pattern in patterns.values())
    assert not patterns["GET"].search("/log-in")
    limits = yaml.safe_load(FIREWALL.read_text())["Parameters"]
    page = (ROOT / "docs" / "operations.md").read_text()
    for name in ("RequestsPerAddress", "FormsPerAddress"):
        assert f"`{name}` ({limits[name]['Default']:,})" in page
    a_second = stage["RouteSettings"]["POST /log-in"]["ThrottlingRateLimit"]
    assert limits["FormsPerAddress"]["Default"] < 300 * a_second
    a_second = stage["DefaultRouteSettings"]["ThrottlingRateLimit"]
    assert limits["RequestsPerAddress"]["Default"] < 300 * a_second
