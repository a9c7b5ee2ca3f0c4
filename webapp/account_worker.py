"""The accounts function: decrypts account tasks from its queue and runs them in Cognito."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from webapp.aws.account_tasks import CORRELATION_ID, TaskCipher, UnreadableTask, run_task
from webapp.aws.user_pool import Accounts
from webapp.logger import logger
from webapp.services import pool_accounts
from webapp.settings import PoolSettings

processor = BatchProcessor(
    EventType.SQS,
    raise_on_entire_batch_failure=False,
    logger=logger,  # type: ignore[arg-type]  # Powertools accepts its own Logger here; its types omit that.
)


@cache
def _accounts() -> Accounts:
    return pool_accounts(PoolSettings.from_environment(os.environ))


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Run the tasks of a batch. SQS delivers a task again if Cognito throttled it or did not respond."""
    with processor(records=event["Records"], handler=_run, lambda_context=context):
        processor.process()
    return processor.response()


def _run(record: SQSRecord) -> None:
    request = record.message_attributes[CORRELATION_ID]
    logger.set_correlation_id(request.string_value if request else record.message_id)
    try:
        task = TaskCipher(_accounts()).decrypt(record.body)
    except UnreadableTask as e:
        logger.warning("account task dropped", cause=str(e))
        return
    run_task(_accounts(), task)
