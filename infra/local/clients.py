"""boto3 clients of the local stack."""

from functools import cached_property
from typing import TYPE_CHECKING

import boto3

from infra.local.settings import CREDENTIALS, REGION, Settings

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBServiceResource
    from mypy_boto3_s3 import S3Client


class Clients:
    """Clients of one stack's services, with its root credentials; the user's AWS settings are ignored."""

    def __init__(self, settings: Settings) -> None:
        self._endpoint = settings.aws_endpoint
        self.session = boto3.Session(
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
        )

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """Return a client of CloudFormation."""
        return self.session.client("cloudformation", endpoint_url=self._endpoint)

    @cached_property
    def cognito(self) -> "CognitoIdentityProviderClient":
        """Return a client of Cognito user pools."""
        return self.session.client("cognito-idp", endpoint_url=self._endpoint)

    @cached_property
    def dynamodb(self) -> "DynamoDBServiceResource":
        """Return a DynamoDB resource, which gives tables."""
        return self.session.resource("dynamodb", endpoint_url=self._endpoint)

    @cached_property
    def s3(self) -> "S3Client":
        """Return a client of S3."""
        return self.session.client("s3", endpoint_url=self._endpoint)
