"""What the app works with, built from the settings; tests build their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import boto3
import jwt
from botocore.config import Config

from cxr.errors import ModelUnusable
from cxr.members import MemberStore
from cxr.model_card import ModelCard, load_model_card
from cxr.study_store import StudyStore
from webapp.aws.access_tokens import AccessTokens
from webapp.aws.account_tasks import ImmediateTasks, QueuedTasks, TaskCipher, TaskRunner
from webapp.aws.film_buckets import Films
from webapp.aws.sessions_table import SessionStore
from webapp.aws.user_pool import Accounts, client_secret
from webapp.logger import logger
from webapp.settings import PoolSettings, Settings

# A person waits: fail early enough for a second try within the 29 seconds of the function.
_PATIENT = Config(connect_timeout=3, read_timeout=8, retries={"mode": "standard", "max_attempts": 2})

# Asked once at each cold start, of a quota of a few calls a second that all starting workers share.
_PERSISTENT = _PATIENT.merge(Config(read_timeout=3, retries={"mode": "adaptive", "max_attempts": 5}))

# The regional endpoint: the global one redirects requests to young buckets, which CORS does not survive.
_REGIONAL = Config(
    signature_version="s3v4", s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}
)


@dataclass(frozen=True)
class Services:
    """Each part owns one thing outside: the pool, a table, the buckets."""

    accounts: Accounts
    account_tasks: TaskRunner
    members: MemberStore
    sessions: SessionStore
    studies: StudyStore
    films: Films
    access_tokens: AccessTokens
    model_card: ModelCard | None = None
    invitation_only: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


def aws_services(settings: Settings) -> Services:
    """The services of a deployed stack. Reads the web client's secret; fails where that fails."""
    accounts = pool_accounts(settings)
    dynamodb = boto3.resource("dynamodb", region_name=settings.region, config=_PATIENT)
    s3 = boto3.client("s3", region_name=settings.region, config=_PATIENT.merge(_REGIONAL))
    return Services(
        accounts=accounts,
        account_tasks=_account_tasks(settings, accounts),
        members=MemberStore(dynamodb.Table(settings.members_table)),
        sessions=SessionStore(dynamodb.Table(settings.sessions_table)),
        studies=StudyStore(dynamodb.Table(settings.studies_table)),
        films=Films(s3, settings.uploads_bucket, settings.results_bucket),
        access_tokens=AccessTokens(
            jwt.PyJWKClient(accounts.keys_url, timeout=5), settings.token_issuer, settings.api_client_id
        ),
        model_card=_model_card(),
        invitation_only=settings.invitation_only,
    )


def pool_accounts(settings: PoolSettings) -> Accounts:
    """Return the accounts of the deployed pool. Reads the web client's secret; fails where that fails."""
    cognito = boto3.client("cognito-idp", region_name=settings.region, config=_PATIENT)
    return Accounts(cognito, settings.user_pool_id, settings.web_client_id, web_client_secret(settings))


def _account_tasks(settings: Settings, accounts: Accounts) -> TaskRunner:
    if settings.account_tasks == "immediate":
        return ImmediateTasks(accounts)
    sqs = boto3.client("sqs", region_name=settings.region, config=_PATIENT)
    return QueuedTasks(sqs, settings.accounts_queue_url, TaskCipher(accounts))


def web_client_secret(settings: PoolSettings) -> str:
    """Ask Cognito, again and again where many workers start at once."""
    cognito = boto3.client("cognito-idp", region_name=settings.region, config=_PERSISTENT)
    return client_secret(cognito, settings.user_pool_id, settings.web_client_id)


@cache
def _model_card() -> ModelCard | None:
    """The pages can do without the card's figures, so a package without it still serves."""
    try:
        return load_model_card()
    except ModelUnusable:
        logger.warning("no model card in this package: thresholds and figures are not shown")
        return None
