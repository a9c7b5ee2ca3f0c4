"""The role of a site's gateway, as a CloudFormation stack of its own."""

from pathlib import Path

from botocore.exceptions import ClientError, WaiterError

from cxr.errors import CxrError
from infra.stage import Stage

TEMPLATE = Path(__file__).with_name("role.yml")
_NOTHING_NEW = "No updates are to be performed"


class SiteRoleFailed(CxrError):
    """CloudFormation did not do it; the message says why, for the operator."""


class SiteRole:
    """The role of one site at one stage."""

    def __init__(self, stage: Stage, stage_name: str, site: str) -> None:
        self._client = stage.session.client("cloudformation", endpoint_url=stage.endpoint)
        self._stage, self._site = stage, site
        self._stack = f"pneumoscope-{stage_name}-site-{site}"

    def add(self, principal: str, trust_anchor: str, boundary: str) -> str:
        """Make the role, or change it, and return its ARN. Raise SiteRoleFailed."""
        parameters = {
            "Site": self._site,
            "UploadsBucket": self._stage.outputs["UploadsBucketName"],
            "ResultsBucket": self._stage.outputs["ResultsBucketName"],
            "Principal": principal,
            "TrustAnchor": trust_anchor,
            "PermissionsBoundary": boundary,
        }
        try:
            self._deploy(parameters)
            (stack,) = self._client.describe_stacks(StackName=self._stack)["Stacks"]
        except (ClientError, WaiterError) as e:
            raise SiteRoleFailed(str(e)) from e
        return next(output["OutputValue"] for output in stack["Outputs"] if output["OutputKey"] == "RoleArn")

    def remove(self) -> None:
        """Remove the role. May be repeated. Raise SiteRoleFailed."""
        try:
            self._client.delete_stack(StackName=self._stack)
            self._client.get_waiter("stack_delete_complete").wait(StackName=self._stack)
        except (ClientError, WaiterError) as e:
            raise SiteRoleFailed(str(e)) from e

    def _deploy(self, parameters: dict[str, str]) -> None:
        exists = self._exists()
        change = self._client.update_stack if exists else self._client.create_stack
        try:
            change(
                StackName=self._stack,
                TemplateBody=TEMPLATE.read_text(),
                Parameters=[
                    {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
                ],
                Capabilities=["CAPABILITY_IAM"],
            )
        except ClientError as e:
            if _NOTHING_NEW in str(e):
                return
            raise
        waiter = "stack_update_complete" if exists else "stack_create_complete"
        self._client.get_waiter(waiter).wait(StackName=self._stack)  # type: ignore[call-overload]

    def _exists(self) -> bool:
        try:
            self._client.describe_stacks(StackName=self._stack)
        except ClientError as e:
            # CloudFormation's code for a stack that does not exist.
            if e.response["Error"]["Code"] == "ValidationError":
                return False
            raise
        return True
