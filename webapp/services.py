"""The services of the app, built from the settings. Tests build their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import boto3
import jwt
from botocore.config import Config

from cxr.errors import ModelUnusable
from cxr.inference.model_card import ModelCard, load_model_card
from cxr.storage.audit.audit_trail import AuditTrail
from cxr.storage.sites.members import MemberStore
from cxr.storage.sites.site_invitations import SiteInvitations
from cxr.storage.sites.site_members import SiteMembers
from cxr.storage.sites.site_settings import SiteSettings
from cxr.storage.sites.site_thresholds import ThresholdsStore
from cxr.storage.sites.unused_accounts import UnusedAccounts
from cxr.storage.studies.film_fingerprints import FilmFingerprints
from cxr.storage.studies.prior_films import PriorFilms
from cxr.storage.studies.study_edits import StudyEdits
from cxr.storage.studies.study_store import StudyStore
from cxr.storage.verdicts.verdict_notes import VerdictNotes
from cxr.storage.verdicts.verdict_store import VerdictStore
from cxr.storage.worklist.worklist import Worklist
from webapp.aws.access_tokens import AccessTokens
from webapp.aws.account_tasks import ImmediateTasks, QueuedTasks, TaskCipher, TaskRunner
from webapp.aws.address_index import AddressIndex
from webapp.aws.cognito_client import cognito_client
from webapp.aws.film_buckets import Films
from webapp.aws.identity_provider import IdentityProvider, IdTokens, ProviderClient, Vouching
from webapp.aws.limits.attempts import AttemptLimits
from webapp.aws.limits.invitations import InvitationLimit
from webapp.aws.limits.upload_allowance import BYTES_PER_GIGABYTE, UploadAllowance, UploadLimits
from webapp.aws.people import People
from webapp.aws.second_factors import FactorKeys, SecondFactors, stored_key
from webapp.aws.sessions_table import SessionStore
from webapp.aws.user_pool import Accounts
from webapp.logger import logger
from webapp.settings import PoolSettings, Settings

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

# A person waits: all attempts, with the waits between them, end within the function's 29 seconds.
_PATIENT = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})

# For one call at each cold start: without the secret, the worker can do nothing at all.
_PERSISTENT = _PATIENT.merge(
    Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 4})
)

# Use the regional endpoint: the global one redirects requests to new buckets, and CORS forbids redirects.
_REGIONAL = Config(
    signature_version="s3v4", s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}
)


@dataclass(frozen=True)
class Services:
    """Each service wraps one external resource: the user pool, a table or the buckets."""

    accounts: Accounts
    people: People
    account_tasks: TaskRunner
    members: MemberStore
    site_members: SiteMembers
    site_invitations: SiteInvitations
    unused_accounts: UnusedAccounts
    site_settings: SiteSettings
    sessions: SessionStore
    addresses: AddressIndex
    attempts: AttemptLimits
    invitations: InvitationLimit
    audit: AuditTrail
    studies: StudyStore
    worklist: Worklist
    study_edits: StudyEdits
    fingerprints: FilmFingerprints
    verdicts: VerdictStore
    site_thresholds: ThresholdsStore
    priors: PriorFilms
    films: Films
    allowance: UploadAllowance
    access_tokens: AccessTokens
    second_factors: SecondFactors
    identity_provider: IdentityProvider | None = None
    model_card: ModelCard | None = None
    invitation_only: bool = False
    second_factor_required: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


def aws_services(settings: Settings) -> Services:
    """Return the services of a deployed stack. Raise a botocore error if the client secret cannot be read."""
    accounts = pool_accounts(settings)
    pool_keys = jwt.PyJWKClient(accounts.keys_url, timeout=5)
    dynamodb = boto3.resource("dynamodb", region_name=settings.region, config=_PATIENT)
    s3 = boto3.client("s3", region_name=settings.region, config=_PATIENT.merge(_REGIONAL))
    members_table = dynamodb.Table(settings.members_table)
    sessions_table = dynamodb.Table(settings.sessions_table)
    studies_table = dynamodb.Table(settings.studies_table)
    return Services(
        accounts=accounts,
        people=People(
            _cognito(settings),
            settings.user_pool_id,
            _vouching(settings) if settings.identity_provider_label else None,
        ),
        account_tasks=_account_tasks(settings, accounts),
        members=MemberStore(members_table),
        site_members=SiteMembers(members_table),
        site_invitations=SiteInvitations(members_table),
        unused_accounts=UnusedAccounts(members_table),
        site_settings=SiteSettings(members_table),
        sessions=SessionStore(sessions_table, timedelta(minutes=settings.idle_minutes)),
        addresses=AddressIndex(sessions_table, members_table, accounts.derived_key("addresses of accounts")),
        invitations=InvitationLimit(sessions_table),
        attempts=AttemptLimits(sessions_table, accounts.derived_key("guesses")),
        audit=AuditTrail(dynamodb.Table(settings.audit_table), timedelta(days=settings.audit_retention_days)),
        studies=StudyStore(studies_table),
        worklist=Worklist(studies_table),
        study_edits=StudyEdits(studies_table),
        fingerprints=FilmFingerprints(studies_table),
        priors=PriorFilms(studies_table),
        verdicts=VerdictStore(dynamodb.Table(settings.verdicts_table), VerdictNotes(studies_table)),
        site_thresholds=ThresholdsStore(dynamodb.Table(settings.verdicts_table)),
        films=Films(s3, settings.uploads_bucket, settings.results_bucket),
        allowance=UploadAllowance(
            sessions_table,
            UploadLimits(
                settings.films_per_day,
                settings.gigabytes_per_day * BYTES_PER_GIGABYTE,
                settings.films_per_site_hour,
            ),
        ),
        access_tokens=AccessTokens(pool_keys, settings.token_issuer, settings.api_client_id),
        second_factors=SecondFactors(members_table, _factor_keys(settings)),
        identity_provider=_identity_provider(settings, pool_keys),
        model_card=_model_card(),
        invitation_only=settings.invitation_only,
        second_factor_required=settings.second_factor == "required",
    )


def pool_accounts(settings: PoolSettings) -> Accounts:
    """Return the accounts of the deployed pool. Raise a botocore error if its secret cannot be read."""
    return Accounts(
        _cognito(settings),
        settings.user_pool_id,
        settings.web_client_id,
        # Not from Cognito: workers that start at once would exceed its quota.
        stored_secret(settings, settings.web_client_secret),
    )


def _cognito(settings: PoolSettings) -> "CognitoIdentityProviderClient":
    return cognito_client(settings.region, _PATIENT)


def _factor_keys(settings: Settings) -> FactorKeys:
    return FactorKeys(_stored_key(settings, settings.second_factor_secret))


def _identity_provider(settings: Settings, pool_keys: jwt.PyJWKClient) -> IdentityProvider | None:
    if not settings.identity_provider_label:
        return None
    client_id = settings.identity_provider_client_id
    return IdentityProvider(
        settings.identity_provider_label,
        ProviderClient(
            settings.identity_provider_name, settings.identity_provider_url, client_id, settings.app_origin
        ),
        cache(_stored_key(settings, settings.identity_provider_client_secret)),
        _vouching(settings),
        IdTokens(pool_keys, settings.token_issuer, client_id),
    )


def _vouching(settings: Settings) -> Vouching:
    domains = frozenset(settings.identity_provider_domains.split(","))
    return Vouching(domains, settings.identity_provider_verifies)


def _stored_key(settings: Settings, identifier: str) -> Callable[[], str]:
    secrets_manager = boto3.client("secretsmanager", region_name=settings.region, config=_PATIENT)
    return stored_key(secrets_manager, identifier)


def _account_tasks(settings: Settings, accounts: Accounts) -> TaskRunner:
    if settings.account_tasks == "immediate":
        return ImmediateTasks(accounts)
    sqs = boto3.client("sqs", region_name=settings.region, config=_PATIENT)
    return QueuedTasks(sqs, settings.accounts_queue_url, TaskCipher(accounts))


def stored_secret(settings: PoolSettings, identifier: str) -> str:
    """Read a secret of Secrets Manager without which a worker can answer nothing."""
    secrets = boto3.client("secretsmanager", region_name=settings.region, config=_PERSISTENT)
    return secrets.get_secret_value(SecretId=identifier)["SecretString"]


@cache
def _model_card() -> ModelCard | None:
    """Return the model card, or None: the pages work without its figures."""
    try:
        return load_model_card()
    except ModelUnusable:
        logger.warning("no model card in this package: thresholds and figures are not shown")
        return None
