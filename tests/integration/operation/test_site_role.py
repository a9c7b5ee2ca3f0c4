"""The role of a site's gateway reaches that site's folders alone, as the local stack enforces IAM."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.gateway.cloud import Cloud
from infra.gateway.trial.film import encoded_film, sample_films, trial_film
from infra.local.settings import REGION
from infra.local.stack import LocalStack
from infra.site import __main__ as site_command
from infra.stage import Stage
from tests.integration.pipeline import PATIENCE, Pipeline, sample_film, until

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ROOT = "arn:aws:iam::000000000000:root"


@pytest.fixture
def command(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """`python -m infra.site`, on the tests' own stack."""
    deployed = stack.clients.cloudformation.describe_stacks(StackName="pneumoscope-local")["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in deployed["Outputs"]}
    stage = Stage(stack.clients.session, stack.settings.aws_endpoint, outputs)
    monkeypatch.setattr(site_command, "open_stage", lambda name, region: stage)
    return lambda *words: site_command.main([*words, "--stage", "local"])


def role_of(printed: str) -> str:
    return printed.splitlines()[0].rpartition(" ")[2]


def taken_on(stack: LocalStack, role: str) -> "S3Client":
    """S3 with the rights of a role."""
    sts = stack.clients.session.client("sts", endpoint_url=stack.settings.aws_endpoint)
    credentials = sts.assume_role(RoleArn=role, RoleSessionName="gateway")["Credentials"]
    return boto3.client(
        "s3",
        region_name=REGION,
        endpoint_url=stack.settings.aws_endpoint,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def is_denied(call: Callable[..., Any], **request: Any) -> bool:
    try:
        call(**request)
    except ClientError as e:
        return e.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException", "403")
    return False


def test_the_role_of_a_site_is_enough_for_its_gateway_and_for_nothing_else(
    stack: LocalStack, command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline = Pipeline(stack)
    site, other = pipeline.new_site(), pipeline.new_site()
    uploads, results = stack.outputs["uploads_bucket"], stack.outputs["results_bucket"]
    assert command("add", site, "--principal", ROOT) == 0
    settings = capsys.readouterr().out
    assert f'site = "{site}"' in settings
    assert f'uploads_bucket = "{uploads}"' in settings
    s3 = taken_on(stack, role_of(settings))

    gateway = Cloud(s3, site, uploads, results)
    film = encoded_film(trial_film(sample_films()[0]))
    study_id = gateway.upload("a" * 64, film)
    assert gateway.upload("a" * 64, film) == study_id
    answer = until(lambda: gateway.answer(study_id), PATIENCE, "an answer")
    assert answer is not None
    assert answer.finding
    assert gateway.heatmap(study_id)

    theirs = pipeline.put(other, sample_film(), "theirs.jpg")
    elsewhere = pipeline.wait_for_the_end(other)
    pipeline.wait_until_idle()
    key = f"results/{other}/{elsewhere.study_id}/result.json"
    denied = {
        "put into another inbox": is_denied(s3.put_object, Bucket=uploads, Key=f"inbox/{other}/x", Body=b"x"),
        "put into uploads": is_denied(s3.put_object, Bucket=uploads, Key=f"uploads/{site}/x", Body=b"x"),
        "put beside the inbox": is_denied(s3.put_object, Bucket=uploads, Key=f"inbox/{site}-2/x", Body=b"x"),
        "put a result": is_denied(s3.put_object, Bucket=results, Key=f"results/{site}/x", Body=b"x"),
        "read another's film": is_denied(s3.get_object, Bucket=uploads, Key=f"inbox/{other}/theirs.jpg"),
        "read another's version": is_denied(
            s3.get_object, Bucket=uploads, Key=f"inbox/{other}/theirs.jpg", VersionId=theirs
        ),
        "read another's result": is_denied(s3.get_object, Bucket=results, Key=key),
        "list another's results": is_denied(s3.list_objects_v2, Bucket=results, Prefix=f"results/{other}/"),
        "list all results": is_denied(s3.list_objects_v2, Bucket=results),
        "list films": is_denied(s3.list_objects_v2, Bucket=uploads, Prefix=f"inbox/{site}/"),
        "delete a film": is_denied(s3.delete_object, Bucket=uploads, Key=f"inbox/{site}/{'a' * 64}.dcm"),
    }
    assert [what for what, was_denied in denied.items() if not was_denied] == []

    assert command("add", site, "--principal", ROOT) == 0
    assert role_of(capsys.readouterr().out) == role_of(settings)
    assert command("remove", site) == 0
    with pytest.raises(ClientError):
        taken_on(stack, role_of(settings))


def test_a_name_that_cannot_be_a_sites_makes_no_role(
    command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("add", "Ward_3/*", "--principal", ROOT) == 2
    assert "small letters" in capsys.readouterr().err
