"""The drift function: looks each night whether the films of each site have changed.

It reads what the studies table has anyway, so no film costs anything more.
"""

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from cxr.drift.film_changes import Alarm, films_of_site
from cxr.drift.newest_films import newest_films
from cxr.inference.model_card import load_model_card
from cxr.settings import FunctionSettings
from cxr.storage.sites.members import MemberStore
from cxr.storage.studies.study_store import StudyStore
from webapp.logger import logger

EVERY = timedelta(days=1)
"""How often the function runs, and how far back an alarm is new (serverless.yml)."""

metrics = Metrics()


@cache
def _stores() -> tuple[MemberStore, StudyStore]:
    settings = FunctionSettings.from_environment(os.environ)
    logger.setLevel(settings.log_level)
    metrics.set_default_dimensions(stage=settings.stage)
    tables = boto3.resource("dynamodb")
    return MemberStore(tables.Table(settings.members_table)), StudyStore(tables.Table(settings.studies_table))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(_event: dict[str, Any], _context: LambdaContext) -> None:
    """Count the sites whose films have changed since the last night, and name each in the log."""
    members, studies = _stores()
    changed = 0
    for site in sorted(members.sites()):
        if alarms := _new_alarms(studies, site):
            changed += 1
            changes = sorted({alarm.change for alarm in alarms})
            logger.warning("films have changed", site=site, changes=changes)
    metrics.add_metric("SitesWithChangedFilms", MetricUnit.Count, changed)


def _new_alarms(studies: StudyStore, site: str) -> tuple[Alarm, ...]:
    found = films_of_site(newest_films(studies, site), load_model_card())
    return found.alarms_since(datetime.now(UTC) - EVERY)
