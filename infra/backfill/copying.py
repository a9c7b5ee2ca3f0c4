"""Copies films into a site's inbox, some at a time, and no faster than they are read."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from infra.backfill.source import Place

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_BETWEEN_LOOKS_SECONDS = 2.0
_LOOK_EVERY = 100
"""Films between two looks at the queue: its count is approximate, and a look is a request."""


@dataclass(slots=True)
class Outcome:
    """How many films were copied, and how many were not, by S3's word for it."""

    copied: int = 0
    failed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Copier:
    """Copies from one place to another inside S3: no film passes this machine."""

    s3: "S3Client"
    source: Place
    target: Place
    at_once: int

    def copy(
        self, names: Iterable[str], has_room: Callable[[], bool], on_film: Callable[[], object]
    ) -> Outcome:
        """Copy each film, whenever the lane ``has_room``; call ``on_film`` after each.

        May be repeated after an interruption: what was copied is listed as done.
        """
        outcome, running = Outcome(), set[Future[str | None]]()
        with ThreadPoolExecutor(self.at_once) as pool:
            for number, name in enumerate(names):
                while number % _LOOK_EVERY == 0 and not has_room():
                    time.sleep(_BETWEEN_LOOKS_SECONDS)
                if len(running) >= self.at_once:
                    running = self._collect(running, outcome, on_film)
                running.add(pool.submit(self._copy, name))
            while running:
                running = self._collect(running, outcome, on_film)
        return outcome

    def _collect(
        self, running: set[Future[str | None]], outcome: Outcome, on_film: Callable[[], object]
    ) -> set[Future[str | None]]:
        done, rest = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            if error := future.result():
                outcome.failed[error] += 1
            else:
                outcome.copied += 1
            on_film()
        return rest

    def _copy(self, name: str) -> str | None:
        """Return None, or why S3 did not copy the film."""
        try:
            self.s3.copy_object(
                Bucket=self.target.bucket,
                Key=self.target.prefix + name,
                CopySource={"Bucket": self.source.bucket, "Key": self.source.prefix + name},
                # A type that was guessed from a name has a film refused. Metadata may name a patient.
                MetadataDirective="REPLACE",
                ContentType="application/octet-stream",
                TaggingDirective="REPLACE",
            )
        except ClientError as e:
            return e.response["Error"]["Code"]
        except BotoCoreError as e:
            return type(e).__name__
        return None
