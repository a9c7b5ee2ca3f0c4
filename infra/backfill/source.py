"""The films that are to be copied, and those that were copied before."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from cxr.study import MAX_UPLOAD_BYTES

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class UnusableSource(Exception):
    """The films cannot be listed; the message is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket, and what the keys in it begin with."""

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read ``s3://bucket/prefix``. Raise UnusableSource."""
        parts = urlsplit(text, allow_fragments=False)
        if parts.scheme != "s3" or not parts.netloc or parts.query:
            raise UnusableSource(f"{text} is not of the form s3://BUCKET/PREFIX.")
        prefix = parts.path.removeprefix("/")
        return cls(parts.netloc, prefix if not prefix or prefix.endswith("/") else f"{prefix}/")


@dataclass(slots=True)
class Films:
    """What is to be copied: names behind the prefix with their bytes, and how many films are left aside."""

    sizes: dict[str, int] = field(default_factory=dict)
    done: int = 0
    empty: int = 0
    too_large: int = 0

    @property
    def size(self) -> int:
        """Return the bytes of all that is to be copied."""
        return sum(self.sizes.values())


def list_films(s3: "S3Client", source: Place, target: Place) -> Films:
    """List what is in ``source`` and was never in ``target``. Raise UnusableSource."""
    films = Films()
    copied = {
        entry["Key"].removeprefix(target.prefix)
        for entry in _entries(s3, "list_object_versions", "Versions", target)
    }
    for entry in _entries(s3, "list_objects_v2", "Contents", source):
        name, size = entry["Key"].removeprefix(source.prefix), entry["Size"]
        if name in copied:
            films.done += 1
        elif size == 0 or not name or name.endswith("/"):
            films.empty += 1
        elif size > MAX_UPLOAD_BYTES:
            films.too_large += 1
        else:
            films.sizes[name] = size
    return films


def _entries(s3: "S3Client", operation: Any, kind: str, place: Place) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    try:
        for page in s3.get_paginator(operation).paginate(Bucket=place.bucket, Prefix=place.prefix):
            yield from page.get(kind, [])
    except ClientError as e:
        raise UnusableSource(f"{place.bucket} cannot be listed: {e.response['Error']['Code']}.") from e
