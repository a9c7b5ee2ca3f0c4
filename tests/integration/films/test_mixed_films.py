"""A folder as a hospital has it, dropped into the inbox: every file is accounted for in the worklist."""

import io
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from pydicom import uid

from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack
from tests.integration.pipeline import PATIENCE, Pipeline, as_png, until
from tests.integration.program import Program
from tests.support.films.dicoms import dicom
from tests.support.hostile.forging import IEND, idat, ihdr, png

JPEG = (SAMPLES / "pneumonia-1.jpg").read_bytes()
FILM = Image.open(io.BytesIO(JPEG)).convert("L")
DEEP = np.left_shift(np.asarray(FILM), 4, dtype=np.uint16)
DICOM = dicom(DEEP)

SOUND: dict[str, tuple[bytes, str]] = {
    "ward 3/Röntgen + 1.jpg": (JPEG, "image/jpeg"),
    "normal.jpeg": ((SAMPLES / "normal-1.jpg").read_bytes(), "binary/octet-stream"),
    "film.png": (as_png(FILM), "image/png"),
    "IM0001": (DICOM, "application/dicom"),
    "IM0002.dcm": (dicom(DEEP, uid.RLELossless), "application/dicom"),
    "IM0003": (dicom(DEEP, uid.JPEG2000Lossless), "binary/octet-stream"),
}

BROKEN: dict[str, tuple[bytes, str, str]] = {
    "letter.jpg": (b"Dear colleague, the film is attached.", "image/jpeg", "not_an_image"),
    "report.pdf": (b"%PDF-1.7\n1 0 obj\n", "application/pdf", "unsupported_format"),
    "cut off.jpg": (JPEG[: len(JPEG) // 2], "image/jpeg", "corrupt"),
    "IM0004": (DICOM[: len(DICOM) // 2], "application/dicom", "corrupt"),
    "bomb.png": (png(ihdr(65535, 65535), idat(99, 1), IEND), "image/png", "too_large"),
    "icon.png": (as_png(FILM.resize((32, 32))), "image/png", "too_small"),
    "blank.png": (as_png(Image.new("L", (300, 300), 90)), "image/png", "blank"),
    "called a png.png": (JPEG, "image/png", "type_mismatch"),
    "IM0005": (dicom(DEEP, Modality="CT"), "application/dicom", "other_modality"),
}

PLACEHOLDER = "IM0006"
"""An object without bytes: gateways make one before they write a film, and it leaves no study."""


@pytest.fixture
def drop(stack: LocalStack) -> Callable[[Program], None]:
    """Put the folder into the inbox of a program's site."""
    pipeline = Pipeline(stack)

    def put_all(program: Program) -> None:
        pipeline.put(program.site, b"", PLACEHOLDER, "application/dicom")
        for name, (content, content_type) in SOUND.items():
            pipeline.put(program.site, content, name, content_type)
        for name, (content, content_type, _) in BROKEN.items():
            pipeline.put(program.site, content, name, content_type)

    return put_all


def test_every_file_of_a_mixed_folder_is_in_the_worklist(
    stack: LocalStack, drop: Callable[[Program], None]
) -> None:
    program = Program(stack)
    drop(program)

    def over() -> bool:
        ended = [study for study in program.worklist() if study["status"] in ("complete", "refused")]
        return len(ended) == len(SOUND) + len(BROKEN)

    until(over, 2 * PATIENCE, "an end for every file")
    worklist = program.worklist()
    assert len({study["study_id"] for study in worklist}) == len(worklist) == len(SOUND) + len(BROKEN)
    assert Counter(study["status"] for study in worklist) == {"complete": len(SOUND), "refused": len(BROKEN)}
    reasons = Counter(study["reason"] for study in worklist if study["status"] == "refused")
    assert reasons == Counter(reason for *_, reason in BROKEN.values())
    assert all(study["reason_sentence"] for study in worklist if study["status"] == "refused")
    assert all(0 <= study["probability"] <= 1 for study in worklist if study["status"] == "complete")
