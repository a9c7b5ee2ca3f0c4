"""Films of every form, cut off after each tenth."""

from collections.abc import Callable
from functools import partial

import numpy as np
from pydicom import uid
from pydicom.encaps import encapsulate

from cxr.study import RefusalReason
from tests.support.films.dicoms import ENCODERS, dataset, dicom, written
from tests.support.films.images import encode
from tests.support.hostile.forging import Hostile

_NOISE = np.random.default_rng(0).integers(0, 4096, (200, 200), np.uint16)
_SHALLOW = (_NOISE >> 4).astype(np.uint8)

_WHOLE: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: encode(_SHALLOW, "JPEG"),
    "jpeg_progressive": lambda: encode(_SHALLOW, "JPEG", progressive=True),
    "png": lambda: encode(_SHALLOW),
    "tiff": lambda: encode(_SHALLOW, "TIFF"),
    "tiff_lzw": lambda: encode(_SHALLOW, "TIFF", compression="tiff_lzw"),
    "webp": lambda: encode(_SHALLOW, "WEBP"),
    "bmp": lambda: encode(_SHALLOW, "BMP"),
    "dicom_uncompressed": lambda: dicom(_NOISE),
    "dicom_rle": lambda: dicom(_NOISE, uid.RLELossless),
}


def _cut(make: Callable[[], bytes], tenths: int) -> Callable[[], bytes]:
    def cut() -> bytes:
        data = make()
        return data[: len(data) * tenths // 10]

    return cut


TRUNCATED = {
    f"{name}_cut_after_{tenths}_tenths": Hostile(_cut(make, tenths), RefusalReason.CORRUPT)
    for name, make in _WHOLE.items()
    for tenths in range(1, 10)
}


def _closed(syntax: str) -> bytes:
    """A film whose codestream breaks off half-way and is ended as if it were whole."""
    film = _SHALLOW if syntax == uid.JPEGBaseline8Bit else _NOISE
    stream, made = ENCODERS[syntax](film), dataset(film)
    made.PixelData = encapsulate([stream[: len(stream) // 2] + b"\xff\xd9"])
    made["PixelData"].VR = "OB"
    return written(made, syntax)


def _closed_jpeg() -> bytes:
    data = encode(_SHALLOW, "JPEG")
    return data[: len(data) // 2] + b"\xff\xd9"


CLOSED = {
    "jpeg_cut_and_closed": Hostile(_closed_jpeg, RefusalReason.CORRUPT),
    **{
        f"dicom_{uid.UID(syntax).keyword}_cut_and_closed": Hostile(
            partial(_closed, syntax), RefusalReason.CORRUPT
        )
        for syntax in ENCODERS
    },
}
