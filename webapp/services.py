"""What the app works with, built from the settings; tests build their own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

import boto3
import jwt
from botocore.config import Config

from cxr.errors import ModelUnusable
from cxr.model_card import ModelCard, load_model_card
from cxr.study_store import StudyStore
from webapp.accounts import Accounts, client_secret
from webapp.even_pace import EvenPace
from webapp.films import Films
from webapp.log import logger
from webapp.members import MemberStore
from webapp.session_store import SessionStore
from webapp.settings import Settings
from webapp.tokens import AccessTokens, issuer_of

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
    members: MemberStore
    sessions: SessionStore
    studies: StudyStore
    films: Films
    tokens: AccessTokens
    model_card: ModelCard | None = None
    even_pace: EvenPace = field(default_factory=EvenPace)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


def aws_services(settings: Settings) -> Services:
    """The services of a deployed stack. Reads the web client's secret; fails where that fails."""
    cognito = boto3.client("cognito-idp", region_name=settings.region, config=_PATIENT)
    dynamodb = boto3.resource("dynamodb", region_name=settings.region, config=_PATIENT)
    s3 = boto3.client("s3", region_name=settings.region, config=_PATIENT.merge(_REGIONAL))
    keys = f"{cognito.meta.endpoint_url}/{settings.user_pool_id}/.well-known/jwks.json"
    return Services(
        accounts=Accounts(
            cognito, settings.user_pool_id, settings.web_client_id, web_client_secret(settings)
        ),
        members=MemberStore(dynamodb.Table(settings.members_table)),
        sessions=SessionStore(dynamodb.Table(settings.sessions_table)),
        studies=StudyStore(dynamodb.Table(settings.studies_table)),
        films=Films(s3, settings.uploads_bucket, settings.results_bucket),
        tokens=AccessTokens(
            jwt.PyJWKClient(keys, timeout=5), issuer_of(settings.user_pool_id), settings.api_client_id
        ),
        model_card=_model_card(),
    )


def web_client_secret(settings: Settings) -> str:
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
