"""What Lambda calls: messages of either lane in, the ones to deliver again out."""

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from cxr.errors import InvalidObjectKey, StudyFinalized
from cxr.inference.model_card import load_model_card
from cxr.sandbox.reader import SandboxGone
from cxr.storage.object_keys import study_of_result
from cxr.study import UNASSIGNED_SITE
from functions.classify.classification_record import classification_record
from functions.classify.s3_event import ObjectCreated, ObjectRemoved, UnreadableMessage, read_notification
from functions.classify.settings import Settings
from functions.classify.study_resolver import EmptyObject, ForeignBucket
from functions.classify.uploads_bucket import ObjectGone
from functions.classify.wiring import build_services

SETTINGS = Settings.from_environment(os.environ)
logger = Logger(level=SETTINGS.log_level, stage=SETTINGS.stage)
metrics = Metrics()
metrics.set_default_dimensions(stage=SETTINGS.stage)
processor = BatchProcessor(
    EventType.SQS,
    # Failures are reported and counted, not raised: Lambda's own error count is for workers that die.
    raise_on_entire_batch_failure=False,
    logger=logger,  # type: ignore[arg-type]  # Powertools takes its own Logger here and does not say so.
)
STUDY_RESOLVER, FILM_PROCESSOR = build_services(SETTINGS)
MODEL_CARD = load_model_card()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Read the films of a batch. Messages in the answer are delivered again; the others are done."""
    with processor(records=event["Records"], handler=_read_message, lambda_context=context):
        processor.process()
    failures = processor.response()
    _count("MessagesFailed", len(failures["batchItemFailures"]))
    return failures


def _read_message(record: SQSRecord) -> None:
    """Read the films of one message.

    The processor logs any error that is raised here, and the message comes again.
    """
    logger.set_correlation_id(record.message_id)
    is_last_receive = int(record.attributes.approximate_receive_count) >= SETTINGS.max_receive_count
    try:
        announcement = read_notification(record.body)
    except UnreadableMessage as e:
        # Dropped: the queue takes messages from our bucket alone, so this one stands for no film.
        logger.warning("Message dropped", extra={"cause": str(e)})
        _count("MessagesDropped")
        return
    for _ in range(announcement.others):
        _skip("NoCreatedObject")
    _read_objects(announcement.objects, is_last_receive)
    for removed in announcement.removed:
        _clean_up(removed)


def _clean_up(removed: ObjectRemoved) -> None:
    """Remove what is left of a study whose result was deleted. Errors travel, and the message comes again."""
    study = study_of_result(removed.key) if removed.bucket == SETTINGS.results_bucket else None
    if study is None:
        _skip("NoCreatedObject")
        return
    logger.append_keys(study_id=study[1])
    FILM_PROCESSOR.forget(*study)


def _read_objects(objects: tuple[ObjectCreated, ...], is_last_receive: bool) -> None:
    """Process every film of a message, then raise the first error.

    A later film need not wait for an earlier one. When the message comes again, the studies of films
    that were read are closed. Only the rest is done.
    """
    first, study_of_first = None, None
    for announced in objects:
        logger.append_keys(study_id=None)
        try:
            _read_object(announced, is_last_receive)
        except Exception as e:
            if first is None:
                first, study_of_first = e, logger.get_current_keys()["study_id"]
            else:
                logger.warning("Another film of the message failed", exc_info=e)
    if first is not None:
        logger.append_keys(study_id=study_of_first)
        raise first


def _read_object(announced: ObjectCreated, is_last_receive: bool) -> None:
    """Process one film. Do not log keys: they may contain a patient's name, the folder of a site included."""
    try:
        incoming = STUDY_RESOLVER.resolve(announced)
        logger.append_keys(study_id=incoming.study_id)
        if incoming.site == UNASSIGNED_SITE:
            logger.warning("Film of an unknown site")
            _count("FilmsUnassigned")
        # A worker that dies while it reads logs nothing more: this line is then the last of its study.
        logger.info("Film taken", extra={"last_receive": is_last_receive})
        study = FILM_PROCESSOR.read(incoming, is_last_receive=is_last_receive)
    except (InvalidObjectKey, ForeignBucket, ObjectGone) as e:
        _skip(type(e).__name__)
    except EmptyObject:
        # Some gateways announce every film this way first, so this needs no alarm.
        logger.info("Empty object passed over")
        _count("EmptyObjects")
    except SandboxGone as e:
        # Lambda replaces a worker that ends, and the queue delivers its message again.
        raise SystemExit(str(e)) from e
    except StudyFinalized:
        logger.info("Study has ended before")
    else:
        logger.info("Film read", extra=classification_record(study, MODEL_CARD))
        _count(f"Films{study.status.capitalize()}")
        if study.finding is not None and study.finding.in_population is False:
            _count("FilmsOutOfPopulation")


def _skip(cause: str) -> None:
    logger.warning("Object passed over", extra={"cause": cause})
    _count("ObjectsPassedOver")


def _count(name: str, value: int = 1) -> None:
    metrics.add_metric(name, MetricUnit.Count, value)
