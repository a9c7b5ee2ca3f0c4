"""The memory criteria cover every kind of film that is read."""

from infra.bench.inputs.dicom_files import TRANSFER_SYNTAXES
from infra.bench.inputs.image_files import IMAGE_FORMATS
from infra.bench.sections.memory import FILMS, section


def test_every_image_format_and_transfer_syntax_is_measured() -> None:
    assert {kind for kind, _ in FILMS} == {*IMAGE_FORMATS, *TRANSFER_SYNTAXES}
    assert {kind for kind, size in FILMS if size == 64} >= {"JPEG", "PNG", "JPEG 2000, lossy"}


def test_each_bar_is_for_the_film_that_takes_the_most_memory() -> None:
    peaks = dict.fromkeys(FILMS, 100.0)
    assert [criterion.met for criterion in section(peaks).criteria] == [True, True]
    for film in FILMS:
        large = film[1] > 20
        criteria = section(peaks | {film: 1025.0 if large else 351.0}).criteria
        assert [criterion.met for criterion in criteria] == [large, not large]


def test_the_table_marks_dicom_films() -> None:
    text = section({("PNG, 16 bits", 20): 99.6, ("JPEG-LS", 20): 1.0, ("JPEG", 64): 2.0}).text
    assert [line.split("|")[1].strip() for line in text.splitlines()[-3:]] == [
        "PNG, 16 bits",
        "DICOM, JPEG-LS",
        "JPEG",
    ]
    assert "| 100 |" in text
