"""A film that exhausts its reader costs the films of other sites no more than seconds."""

import time

import pytest

from cxr.study import RefusalReason, Status, Study
from infra.local.stack import LocalStack
from tests.integration.pipeline import Pipeline, sample_film, until
from tests.support.hostile.exhausting import EXHAUSTING_DICOM, EXHAUSTING_PICTURES

SECONDS = 20


@pytest.fixture
def pipeline(stack: LocalStack) -> Pipeline:
    return Pipeline(stack)


@pytest.mark.parametrize(
    ("name", "content_type", "count"),
    [
        ("jpeg_of_12_million_comments", "image/jpeg", 3),
        ("jpeg_2000_of_21_million_precincts", "application/dicom", 3),
        # Nothing but its pixels is too much, so it takes seconds, as no other film here does.
        ("png_of_64_black_megapixels_of_16_bit_colour", "image/png", 1),
    ],
)
def test_another_sites_film_is_complete_soon_after_an_exhausting_one(
    pipeline: Pipeline, name: str, content_type: str, count: int
) -> None:
    hostile = {**EXHAUSTING_PICTURES, **EXHAUSTING_DICOM}[name].make()
    pipeline.wait_until_idle()
    attacker, other = pipeline.new_site(), pipeline.new_site()
    for number in range(count):
        pipeline.put(attacker, hostile, f"film-{number}", content_type)
    started = time.monotonic()
    pipeline.put(other, sample_film())

    assert pipeline.wait_for_the_end(other, SECONDS).status is Status.COMPLETE
    assert time.monotonic() - started < SECONDS

    def refused() -> list[Study]:
        return [study for study in pipeline.studies(attacker) if study.status is Status.REFUSED]

    until(lambda: len(refused()) == count, 2 * SECONDS, "their refusals")
    assert refused()[0].reason in {RefusalReason.CORRUPT, RefusalReason.BLANK}
    assert pipeline.messages(pipeline.outputs["dead_letter_queue"]) == 0
