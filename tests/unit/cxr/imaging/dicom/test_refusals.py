"""A DICOM file that is not a readable frontal chest film is refused for its own reason."""

import io
import tracemalloc
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread, uid
from pydicom.dataset import Dataset

from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.dicoms import ENCODERS, deep_chest, dicom, written
from tests.support.films.reading import reason

FILM = deep_chest(12)


@pytest.mark.parametrize("modality", ["CT", "MR", "US", "NM", "PT", "MG", "XA", "RF", "SEG", "CR/CT", "XC"])
def test_another_modality_is_refused(modality: str) -> None:
    assert reason(dicom(FILM, Modality=modality)) is RefusalReason.OTHER_MODALITY


@pytest.mark.parametrize(
    "modality", ["DX", "CR", "DR", "RG", "OT", "HC", "XR", "RX", "cr ", "DX/CR", "UNKNOWN", "N/A", "", None]
)
def test_a_plain_film_is_read_whatever_made_it(modality: str | None) -> None:
    assert read(dicom(FILM, Modality=modality)).width == 300


@pytest.mark.parametrize("view", ["LL", "RL", "LATERAL", "LAT", "LLO", "RLO", "RAO", "LLD", "OBLIQUE"])
def test_another_view_than_from_the_front_is_refused(view: str) -> None:
    assert reason(dicom(FILM, ViewPosition=view)) is RefusalReason.NOT_FRONTAL


@pytest.mark.parametrize("view", ["PA", "AP", "ap", "AP SUPINE", "", None])
def test_a_view_from_the_front_is_read(view: str | None) -> None:
    assert read(dicom(FILM, ViewPosition=view)).width == 300


@pytest.mark.parametrize(
    ("meaning", "refused"),
    [("left lateral", True), ("postero-anterior", False), ("antero-posterior oblique", True)],
)
def test_a_view_that_is_coded_counts_as_well(meaning: str, refused: bool) -> None:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "R-1", "SRT", meaning
    data = dicom(FILM, ViewPosition=None, ViewCodeSequence=[code])
    assert (reason(data) is RefusalReason.NOT_FRONTAL) if refused else read(data).width == 300


@pytest.mark.parametrize("part", ["HAND", "SKULL", "ABDOMEN", "TSPINE", "KNEE"])
def test_another_body_part_is_refused(part: str) -> None:
    assert reason(dicom(FILM, BodyPartExamined=part)) is RefusalReason.OTHER_BODY_PART


@pytest.mark.parametrize("part", ["CHEST", "Thorax", "CHEST PORTABLE", "LUNG", "TORAX", "", None])
def test_a_chest_is_read_whatever_it_is_called(part: str | None) -> None:
    assert read(dicom(FILM, BodyPartExamined=part)).width == 300


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        pytest.param({"NumberOfFrames": 2}, RefusalReason.MULTI_FRAME, id="two_frames"),
        pytest.param({"NumberOfFrames": 2**31 - 1}, RefusalReason.MULTI_FRAME, id="absurd_frames"),
        pytest.param({"PhotometricInterpretation": "RGB"}, RefusalReason.COLOUR, id="rgb"),
        pytest.param({"PhotometricInterpretation": "PALETTE COLOR"}, RefusalReason.COLOUR, id="palette"),
        pytest.param({"SamplesPerPixel": 3}, RefusalReason.COLOUR, id="three_samples"),
        pytest.param({"BitsAllocated": 32}, RefusalReason.UNSUPPORTED_FORMAT, id="32_bits"),
        pytest.param({"BitsAllocated": 1}, RefusalReason.UNSUPPORTED_FORMAT, id="1_bit"),
        pytest.param({"BitsStored": 17}, RefusalReason.CORRUPT, id="17_of_16_bits"),
        pytest.param({"BitsStored": 0}, RefusalReason.CORRUPT, id="0_bits"),
        pytest.param({"Rows": 63}, RefusalReason.TOO_SMALL, id="63_rows"),
        pytest.param({"Rows": 65535, "Columns": 65535}, RefusalReason.TOO_LARGE, id="65535_square"),
        pytest.param({"Rows": 8000, "Columns": 8000}, RefusalReason.CORRUPT, id="pixels_missing"),
        pytest.param({"Rows": 241}, RefusalReason.CORRUPT, id="a_row_missing"),
        pytest.param({"Rows": None}, RefusalReason.CORRUPT, id="rows_unsaid"),
        pytest.param({"PhotometricInterpretation": None}, RefusalReason.CORRUPT, id="polarity_unsaid"),
    ],
)
def test_a_header_that_describes_no_film_is_refused(
    elements: dict[str, Any], expected: RefusalReason
) -> None:
    assert reason(dicom(FILM, **elements)) is expected


def test_a_blank_film_is_refused() -> None:
    assert reason(dicom(np.full((200, 200), 1000, np.uint16))) is RefusalReason.BLANK


@pytest.mark.parametrize(
    "sop_class",
    [uid.BasicTextSRStorage, uid.EncapsulatedPDFStorage, uid.RTPlanStorage, uid.MediaStorageDirectoryStorage],
)
def test_an_object_without_image_is_refused(sop_class: uid.UID) -> None:
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID, made.Modality = sop_class, "1.2.3", "SR"
    assert reason(written(made)) is RefusalReason.NO_IMAGE


@pytest.mark.parametrize("syntax", [uid.MPEG2MPML, uid.MPEG4HP41, "1.2.3.4"])
def test_an_unknown_compression_is_refused(syntax: str) -> None:
    data = bytearray(dicom(FILM, uid.JPEG2000Lossless))
    made = dcmread(io.BytesIO(data))
    assert reason(written(made, syntax)) is RefusalReason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("syntax", [uid.ExplicitVRLittleEndian, uid.RLELossless, *ENCODERS])
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_truncated_film_is_corrupt(syntax: uid.UID, tenth: int) -> None:
    noise = np.random.default_rng(0).integers(0, 4096, (200, 200), np.uint16)
    film = noise if syntax != uid.JPEGBaseline8Bit else (noise >> 4).astype(np.uint8)
    data = dicom(film, syntax)
    assert reason(data[: len(data) * tenth // 10]) is RefusalReason.CORRUPT


@pytest.mark.parametrize("syntax", [uid.RLELossless, *ENCODERS])
def test_a_codestream_of_another_size_than_the_header_says_is_corrupt(syntax: str) -> None:
    film = FILM if syntax != uid.JPEGBaseline8Bit else (FILM >> 4).astype(np.uint8)
    made = dcmread(io.BytesIO(dicom(film, syntax)))
    made.Rows += 1
    assert reason(written(made, syntax)) is RefusalReason.CORRUPT


def test_a_deflated_bomb_costs_no_memory() -> None:
    data = dicom(np.zeros((2000, 2000), np.uint16), uid.DeflatedExplicitVRLittleEndian, Rows=2000)
    made = dcmread(io.BytesIO(data))
    made.PixelData = bytes(300_000_000)
    bomb = written(made, uid.DeflatedExplicitVRLittleEndian)
    del made
    tracemalloc.start()
    assert reason(bomb) is RefusalReason.TOO_LARGE
    assert tracemalloc.get_traced_memory()[1] < 450_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("sides", [(65535, 65535), (8001, 8000)])
def test_a_bomb_is_refused_by_its_header(sides: tuple[int, int]) -> None:
    data = dicom(FILM, uid.JPEG2000Lossless, Rows=sides[0], Columns=sides[1])
    tracemalloc.start()
    assert reason(data) is RefusalReason.TOO_LARGE
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_an_element_of_a_wrong_length_is_corrupt() -> None:
    data = dicom(FILM)
    assert reason(data.replace(b"\x28\0\x10\0US\x02\0", b"\x28\0\x10\0UL\x02\0")) is RefusalReason.CORRUPT


def test_millions_of_elements_are_not_parsed() -> None:
    made = dicom(FILM)
    at = made.index(b"\x28\0\x02\0US")
    element = b"\x09\0\x10\0LO\0\0"
    assert reason(made[:at] + element * 1_000_000 + made[at:]) is RefusalReason.CORRUPT


@pytest.mark.parametrize("in_meta_alone", [True, False])
def test_the_table_of_contents_of_a_disc_holds_no_image(in_meta_alone: bool) -> None:
    made, record = Dataset(), Dataset()
    made.SOPClassUID, made.SOPInstanceUID = uid.MediaStorageDirectoryStorage, "1.2.3"
    made.FileSetID, made.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = "CD", 362
    record.DirectoryRecordType = "PATIENT"
    made.DirectoryRecordSequence = [record]
    data = written(made)
    if in_meta_alone:
        whole = dcmread(io.BytesIO(data))
        del whole.SOPClassUID, whole.SOPInstanceUID
        file = io.BytesIO()
        whole.save_as(file, enforce_file_format=False)
        data = file.getvalue()
    assert reason(data) is RefusalReason.NO_IMAGE
    assert "DICOMDIR" in RefusalReason.NO_IMAGE.sentence
