"""The app with tables and buckets of moto and a user pool in memory."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.config import Config
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, has_request_context

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
from tests.support.shared_aws import shared_session
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.compiled_app import CompiledFlask
from tests.unit.webapp.support.described_api import undescribed_answers
from tests.unit.webapp.support.fake_cognito import CLIENT, POOL, SECRET, FakeCognito
from tests.unit.webapp.support.model_card import CARD
from tests.unit.webapp.support.pool_keys import API_CLIENT, ISSUER, PoolKeys
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.app import create_app
from webapp.aws.access_tokens import AccessTokens
from webapp.aws.account_tasks import ImmediateTasks
from webapp.aws.address_index import AddressIndex
from webapp.aws.film_buckets import Films
from webapp.aws.limits.attempts import AttemptLimits
from webapp.aws.limits.invitations import InvitationLimit
from webapp.aws.limits.upload_allowance import BYTES_PER_GIGABYTE, UploadAllowance, UploadLimits
from webapp.aws.people import People
from webapp.aws.second_factors import FactorKeys, SecondFactors
from webapp.aws.sessions_table import SessionStore
from webapp.aws.user_pool import Accounts
from webapp.logger import logger
from webapp.services import Services
from webapp.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CreateBucketConfigurationTypeDef


@pytest.fixture(scope="session")
def pool_keys() -> PoolKeys:
    return PoolKeys(rsa.generate_private_key(public_exponent=65537, key_size=2048))


@pytest.fixture(autouse=True)
def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make apps with the routes and templates that another app has compiled."""
    monkeypatch.setattr("webapp.app.Flask", CompiledFlask)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """The log from here on, as JSON lines."""
    stream = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", stream)
    return stream


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cognito() -> FakeCognito:
    return FakeCognito()


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that requests have slept."""
    sleep = time.sleep
    slept: list[float] = []

    def listen(seconds: float) -> None:
        if has_request_context():
            slept.append(seconds)
        sleep(seconds)

    monkeypatch.setattr(time, "sleep", listen)
    return slept


@pytest.fixture
def settings() -> Settings:
    return Settings(
        stage="test",
        uploads_bucket="the-uploads",
        results_bucket="the-results",
        studies_table="StudiesTable",
        members_table="MembersTable",
        sessions_table="SessionsTable",
        verdicts_table="VerdictsTable",
        audit_table="AuditTable",
        audit_retention_days=2190,
        user_pool_id=POOL,
        web_client_id=CLIENT,
        web_client_secret="arn:web-client-secret",
        api_client_id=API_CLIENT,
        token_issuer=ISSUER,
        accounts_queue_url="https://sqs.eu-central-1.amazonaws.com/123456789012/accounts",
        account_tasks="queued",
        invitation_only=False,
        films_per_day=100,
        gigabytes_per_day=1,
        films_per_site_hour=200,
        second_factor="optional",
        second_factor_secret="arn:factor-key",
        idle_minutes=60,
        app_origin="https://pneumoscope.example",
        log_level="INFO",
    )


@pytest.fixture(scope="session")
def shared_s3() -> "S3Client":
    regional = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    with shared_session() as session:
        return session.client("s3", config=regional)


@pytest.fixture
def s3(aws: None, shared_s3: "S3Client") -> "S3Client":
    here: CreateBucketConfigurationTypeDef = {"LocationConstraint": "eu-central-1"}
    for bucket in ("the-uploads", "the-results"):
        shared_s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=here)
    return shared_s3


@pytest.fixture
def sessions_table(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("SessionsTable")


@pytest.fixture
def members_table(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("MembersTable")


@pytest.fixture
def studies_table(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("StudiesTable")


@pytest.fixture
def services(
    make_table: "Callable[[str], Table]",
    studies_table: "Table",
    sessions_table: "Table",
    members_table: "Table",
    s3: "S3Client",
    cognito: FakeCognito,
    pool_keys: PoolKeys,
    clock: Clock,
) -> Services:
    verdicts_table = make_table("VerdictsTable")
    accounts = Accounts(cognito, POOL, CLIENT, SECRET)  # type: ignore[arg-type]
    return Services(
        accounts=accounts,
        people=People(cognito, POOL),  # type: ignore[arg-type]
        account_tasks=ImmediateTasks(accounts),
        members=MemberStore(members_table),
        site_members=SiteMembers(members_table),
        site_invitations=SiteInvitations(members_table),
        unused_accounts=UnusedAccounts(members_table),
        site_settings=SiteSettings(members_table),
        sessions=SessionStore(sessions_table, timedelta(hours=1)),
        addresses=AddressIndex(sessions_table, members_table, accounts.derived_key("addresses of accounts")),
        invitations=InvitationLimit(sessions_table),
        attempts=AttemptLimits(sessions_table, b"the key of the tests"),
        audit=AuditTrail(make_table("AuditTable"), timedelta(days=2190)),
        studies=StudyStore(studies_table),
        worklist=Worklist(studies_table),
        study_edits=StudyEdits(studies_table),
        fingerprints=FilmFingerprints(studies_table),
        verdicts=VerdictStore(verdicts_table, VerdictNotes(studies_table)),
        site_thresholds=ThresholdsStore(verdicts_table),
        priors=PriorFilms(studies_table),
        second_factors=SecondFactors(members_table, FactorKeys(lambda: "the key of the tests")),
        films=Films(s3, "the-uploads", "the-results"),
        allowance=UploadAllowance(sessions_table, UploadLimits(100, BYTES_PER_GIGABYTE, 200)),
        access_tokens=AccessTokens(pool_keys, ISSUER, API_CLIENT),  # type: ignore[arg-type]
        model_card=CARD,
        clock=clock,
    )


@pytest.fixture
def app(settings: Settings, services: Services, naps: list[float]) -> Iterator[Flask]:
    app = create_app(settings, services)
    undescribed = undescribed_answers(app)
    yield app
    assert undescribed == []
    assert naps == [], "a request that sleeps holds a worker, and a stranger can send many"


@pytest.fixture
def loopback_app(settings: Settings, services: Services) -> Flask:
    """The app as on the local stack: over plain HTTP."""
    return create_app(settings.model_copy(update={"app_origin": "http://127.0.0.1:8000"}), services)


@pytest.fixture
def card_less_app(settings: Settings, services: Services) -> Flask:
    return create_app(settings, replace(services, model_card=None))


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def member(app: Flask, cognito: FakeCognito) -> Visitor:
    """A signed-in member."""
    user = cognito.add_user("member@example.org", PASSWORD)
    visitor = Visitor(app)
    visitor.sign_in("member@example.org", user.sub)
    return visitor


@pytest.fixture
def stranger(app: Flask, cognito: FakeCognito) -> Visitor:
    """A signed-in member of another site."""
    user = cognito.add_user("stranger@example.org", PASSWORD)
    visitor = Visitor(app)
    visitor.sign_in("stranger@example.org", user.sub)
    return visitor
