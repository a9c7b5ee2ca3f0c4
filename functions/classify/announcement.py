"""The body of a queue message -> the objects that S3 announces in it."""

from typing import Annotated, Literal
from urllib.parse import unquote_plus

from pydantic import AfterValidator, AliasPath, BaseModel, ConfigDict, Field, ValidationError

from cxr.errors import CxrError

_OBJECT = ("s3", "object")


def _unquoted(etag: str) -> str:
    return etag.strip('"')


class UnreadableMessage(CxrError):
    """A message that announces no object: nothing could come of reading it again."""


class CreatedObject(BaseModel):
    """An object as S3 announces it.

    S3 writes keys as an HTML form would: ``foo+name%2Bvalue`` is ``foo name+value``. ``etag`` is
    without the quotes that it wears in HTTP. ``version_id`` is None in a bucket without versions.
    """

    model_config = ConfigDict(frozen=True)

    event: Annotated[str, Field(pattern=r"^ObjectCreated:", validation_alias="eventName")]
    bucket: Annotated[str, Field(validation_alias=AliasPath("s3", "bucket", "name"))]
    key: Annotated[str, AfterValidator(unquote_plus), Field(validation_alias=AliasPath(*_OBJECT, "key"))]
    etag: Annotated[str, AfterValidator(_unquoted), Field(validation_alias=AliasPath(*_OBJECT, "eTag"))]
    version_id: Annotated[str | None, Field(validation_alias=AliasPath(*_OBJECT, "versionId"))] = None


class _Announcement(BaseModel):
    objects: Annotated[tuple[CreatedObject, ...], Field(validation_alias="Records", min_length=1)]


class _Test(BaseModel):
    """What S3 sends once when the bucket's notifications are set up."""

    event: Annotated[Literal["s3:TestEvent"], Field(validation_alias="Event")]


class _Message(BaseModel):
    content: _Announcement | _Test


def announced_objects(body: str) -> tuple[CreatedObject, ...]:
    """The objects a message announces; none for S3's test. Raises UnreadableMessage."""
    try:
        message = _Message.model_validate_json(f'{{"content": {body}}}')
    except ValidationError as e:
        # The details would quote the message, and with it a file's name.
        raise UnreadableMessage(f"{e.error_count()} fields are not those of an S3 event") from None
    return message.content.objects if isinstance(message.content, _Announcement) else ()
