"""The body of a queue message -> the objects that S3 announces in it."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import unquote_plus

from pydantic import AfterValidator, AliasPath, BaseModel, ConfigDict, Field, ValidationError

from cxr.errors import CxrError

_OBJECT = ("s3", "object")


def _unquoted(etag: str) -> str:
    return etag.strip('"')


class UnreadableMessage(CxrError):
    """A message that announces no object: nothing could come of reading it again."""


class _Announced(BaseModel):
    """An object as S3 names it.

    S3 writes keys as an HTML form would: ``foo+name%2Bvalue`` is ``foo name+value``.
    """

    model_config = ConfigDict(frozen=True)

    bucket: Annotated[str, Field(validation_alias=AliasPath("s3", "bucket", "name"))]
    key: Annotated[str, AfterValidator(unquote_plus), Field(validation_alias=AliasPath(*_OBJECT, "key"))]


class ObjectRemoved(_Announced):
    """An object that was deleted: its versions may be there still."""

    event: Annotated[str, Field(pattern=r"^ObjectRemoved:", validation_alias="eventName")]


class ObjectCreated(_Announced):
    """An object that was put. ``etag`` is without the quotes that it wears in HTTP.

    ``version_id`` is None in a bucket without versions. ``size`` is in bytes, None where the announcement
    names none.
    """

    event: Annotated[str, Field(pattern=r"^ObjectCreated:", validation_alias="eventName")]
    etag: Annotated[str, AfterValidator(_unquoted), Field(validation_alias=AliasPath(*_OBJECT, "eTag"))]
    version_id: Annotated[str | None, Field(validation_alias=AliasPath(*_OBJECT, "versionId"))] = None
    size: Annotated[int | None, Field(validation_alias=AliasPath(*_OBJECT, "size"))] = None


@dataclass(frozen=True, slots=True)
class S3Notification:
    """What a message says: which objects were created or removed, and how many records say anything else."""

    objects: tuple[ObjectCreated, ...]
    removed: tuple[ObjectRemoved, ...]
    others: int


_Record = Annotated[ObjectCreated | ObjectRemoved | Any, Field(union_mode="left_to_right")]


def _of_an_object(records: tuple[Any, ...]) -> tuple[Any, ...]:
    if not any(isinstance(record, ObjectCreated | ObjectRemoved) for record in records):
        raise ValueError("no record is of an object")
    return records


class _Records(BaseModel):
    records: Annotated[tuple[_Record, ...], AfterValidator(_of_an_object), Field(validation_alias="Records")]


class _Test(BaseModel):
    """What S3 sends once when the bucket's notifications are set up."""

    event: Annotated[Literal["s3:TestEvent"], Field(validation_alias="Event")]


class _Message(BaseModel):
    content: _Records | _Test


def read_notification(body: str) -> S3Notification:
    """Return what a message announces, and nothing for S3's test.

    A record of anything else does not make the films beside it fail: they are announced nowhere else.
    Raise UnreadableMessage if no record is of an object.
    """
    try:
        message = _Message.model_validate_json(f'{{"content": {body}}}')
    except ValidationError as e:
        # The details would quote the message, and with it a file's name.
        raise UnreadableMessage(f"{e.error_count()} fields are not those of an S3 event") from None
    if isinstance(message.content, _Test):
        return S3Notification((), (), 0)
    records = message.content.records
    objects = tuple(record for record in records if isinstance(record, ObjectCreated))
    removed = tuple(record for record in records if isinstance(record, ObjectRemoved))
    return S3Notification(objects, removed, len(records) - len(objects) - len(removed))
