"""Films that lie on the stack as if they had been read, for tests of what people do with many of them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from PIL import Image
from ulid import ULID

from cxr.storage.object_keys import heatmap_key, preview_key, thumbnail_key
from cxr.storage.studies.study_item import study_to_item
from cxr.study import Finding, Label, Region, Status, Study
from infra.local.stack import LocalStack
from tests.browser.clinician import SAMPLES, Clinician

_PROBABILITIES = {Label.POSITIVE: 0.97, Label.UNCERTAIN: 0.7, Label.NEGATIVE: 0.05}
_SIDE = 2048
"""Pixels: the size of the largest preview."""


@dataclass(frozen=True, slots=True)
class SeededFilms:
    """The table and the bucket of one site."""

    stack: LocalStack
    site: str

    @classmethod
    def of(cls, clinician: Clinician, stack: LocalStack) -> Self:
        """Return the films of the site whose worklist somebody sees."""
        clinician.page.get_by_text("Films from other systems").click()
        return cls(stack, clinician.page.get_by_text("s3://").inner_text().split("/")[-2])

    def add(self, labels: Sequence[Label], reference: str | None = None) -> list[Study]:
        """Store a complete study for each label, newest first: of one patient, or of R-1, R-2 and so on."""
        now = datetime.now(UTC)
        studies = [
            self._study(now - timedelta(seconds=at), reference or f"R-{at + 1}", label)
            for at, label in enumerate(labels)
        ]
        names = self.stack.outputs
        with self.stack.clients.dynamodb.Table(names["studies_table"]).batch_writer() as table:
            for study in studies:
                table.put_item(Item=study_to_item(study))
        pictures = _pictures()
        for study in studies:
            for key, body, kind in (
                (preview_key, pictures[0], "image/jpeg"),
                (heatmap_key, pictures[1], "image/png"),
                (thumbnail_key, pictures[2], "image/jpeg"),
            ):
                self.stack.clients.s3.put_object(
                    Bucket=names["results_bucket"],
                    Key=key(study.site, study.study_id),
                    Body=body,
                    ContentType=kind,
                )
        return studies

    def _study(self, received: datetime, reference: str, label: Label) -> Study:
        finding = Finding(_PROBABILITIES[label], label, True, "v-seeded", (Region(0.2, 0.3, 0.2, 0.2, 0.8),))
        return Study(
            self.site,
            str(ULID.from_datetime(received)),
            Status.COMPLETE,
            received,
            # Film first counts for films that were read after it was switched on.
            datetime.now(UTC),
            patient_ref=reference,
            finding=finding,
            has_thumbnail=True,
        )


def _pictures() -> tuple[bytes, bytes, bytes]:
    """Return preview, heatmap and thumbnail of a synthetic film."""
    with Image.open(SAMPLES / "pneumonia-1.jpg") as sample:
        film = sample.convert("L")
    heatmap = Image.new("RGBA", (64, 64), (255, 120, 0, 90))
    return (
        _bytes(film.resize((_SIDE, _SIDE * film.height // film.width)), "JPEG"),
        _bytes(heatmap, "PNG"),
        _bytes(film.resize((160, 130)), "JPEG"),
    )


def _bytes(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()
