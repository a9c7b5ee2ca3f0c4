"""Puts the function together: clients, model and the two parts that do the work."""

from datetime import timedelta

import boto3
from botocore.config import Config

from cxr.inference.classifier import load_classifier
from cxr.inference.model_card import load_model_card
from cxr.interchange.site_objects import SiteObjects
from cxr.sandbox.reader import SandboxedReader
from cxr.storage.sites.site_settings import SiteSettings
from cxr.storage.sites.site_thresholds import ThresholdsStore
from cxr.storage.studies.study_store import StudyStore
from functions.classify.film_processor import FilmProcessor
from functions.classify.pseudonyms import Pseudonyms
from functions.classify.results_bucket import ResultsBucket
from functions.classify.settings import Settings
from functions.classify.sites import Sites
from functions.classify.study_resolver import StudyResolver
from functions.classify.uploads_bucket import UploadsBucket

# Three attempts inside the function's 30 seconds; what fails longer is the queue's to retry. botocore's
# own defaults wait a minute for a connection, twice the life of the worker.
CLIENT_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
)


def build_services(settings: Settings) -> tuple[StudyResolver, FilmProcessor]:
    """Connect to AWS and load the model. Raise ModelUnusable."""
    reader = SandboxedReader()  # first, since it forks: the clients and the model may have threads
    s3 = boto3.client("s3", config=CLIENT_CONFIG)
    dynamodb = boto3.resource("dynamodb", config=CLIENT_CONFIG)
    studies = StudyStore(
        dynamodb.Table(settings.studies_table), timedelta(days=settings.originals_expire_days)
    )
    uploads = UploadsBucket(s3, settings.uploads_bucket)
    members = dynamodb.Table(settings.members_table)
    resolver = StudyResolver(uploads, Sites(members), studies)
    pseudonyms = Pseudonyms(
        lambda: boto3.client("secretsmanager", config=CLIENT_CONFIG), settings.pseudonym_secret
    )
    results = ResultsBucket(s3, settings.results_bucket)
    processor = FilmProcessor(
        load_classifier(),
        studies,
        uploads,
        results,
        pseudonyms,
        site_thresholds=ThresholdsStore(dynamodb.Table(settings.verdicts_table)),
        site_objects=SiteObjects(SiteSettings(members), load_model_card()),
        reader=reader.read,
    )
    return resolver, processor
