"""The template of a site's role, as far as the local stack cannot show it."""

import yaml

from infra.site.role import TEMPLATE
from infra.tools.lint_templates import lint_file


def test_the_template_is_one_that_cloudformation_takes() -> None:
    assert lint_file(TEMPLATE, []) == 0


def test_a_certificate_opens_the_role_of_its_own_site_alone() -> None:
    role = yaml.safe_load(TEMPLATE.read_text())["Resources"]["GatewayRole"]["Properties"]
    (choice,) = role["AssumeRolePolicyDocument"]["Statement"]
    _, by_certificate, by_principal = choice["Fn::If"]

    assert by_certificate["Condition"] == {
        "ArnEquals": {"aws:SourceArn": {"Ref": "TrustAnchor"}},
        "StringEquals": {"aws:PrincipalTag/x509Subject/CN": {"Ref": "Site"}},
    }
    assert by_principal["Principal"] == {"AWS": {"Ref": "Principal"}}


def test_every_right_names_the_site() -> None:
    role = yaml.safe_load(TEMPLATE.read_text())["Resources"]["GatewayRole"]["Properties"]
    (policy,) = role["Policies"]

    for statement in policy["PolicyDocument"]["Statement"]:
        assert "${Site}/*" in str(statement["Resource"]) + str(statement.get("Condition"))
        assert "*" not in statement["Action"]
