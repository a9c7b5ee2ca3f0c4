"""Small pictures that unfold into gigabytes, or into minutes."""

import struct
import zlib
from functools import cache

from cxr.study import RefusalReason
from tests.support.hostile.forging import (
    FILM,
    GIF,
    IEND,
    JPEG,
    LARGEST,
    WEBP,
    Hostile,
    bmp,
    file,
    grey_tiff,
    idat,
    ihdr,
    jpeg_frame,
    png,
    tiff,
)

_BLANK, _CORRUPT, _TOO_LARGE = RefusalReason.BLANK, RefusalReason.CORRUPT, RefusalReason.TOO_LARGE
_UNSUPPORTED = RefusalReason.UNSUPPORTED_FORMAT
_HEAD = ihdr(*FILM.shape[::-1])


@cache
def _gigabyte() -> bytes:
    """Of nothing, compressed to one megabyte."""
    deflate = zlib.compressobj(1)
    return b"".join(deflate.compress(bytes(1_000_000)) for _ in range(1000)) + deflate.flush()


def _webp_of_16383_squared() -> bytes:
    at = WEBP.index(b"\x9d\x01\x2a") + 3
    return WEBP[:at] + struct.pack("<HH", 16383, 16383) + WEBP[at + 4 :]


PNG_BOMBS = {
    "png_of_65535_squared": file(png(ihdr(65535, 65535), idat(99, 1), IEND), _TOO_LARGE),
    "png_of_2_31_squared": file(png(ihdr(2**31 - 1, 2**31 - 1), idat(99, 1), IEND), _TOO_LARGE),
    "png_of_81_megapixels_of_nothing": Hostile(
        lambda: png(ihdr(9000, 9000), idat(9000, 9000), IEND), _TOO_LARGE
    ),
    "png_of_64_megapixels_of_nothing": Hostile(
        lambda: png(ihdr(LARGEST, LARGEST), idat(LARGEST, LARGEST), IEND), _BLANK
    ),
    "png_of_64_megapixels_with_one_row": file(png(ihdr(LARGEST, LARGEST), idat(LARGEST, 1), IEND), _BLANK),
    "png_of_64_deep_coloured_megapixels_with_one_row": file(
        png(ihdr(LARGEST, LARGEST, 16, 6), idat(8 * LARGEST, 1), IEND), _BLANK
    ),
    "png_of_a_gigabyte_for_120_by_100": Hostile(lambda: png(_HEAD, (b"IDAT", _gigabyte()), IEND), _BLANK),
    "png_with_a_gigabyte_of_text": Hostile(
        lambda: png(_HEAD, (b"zTXt", b"a\0\0" + _gigabyte()), idat(120, 100), IEND), _CORRUPT
    ),
    "png_with_a_gigabyte_of_colour_profile": Hostile(
        lambda: png(_HEAD, (b"iCCP", b"a\0\0" + _gigabyte()), idat(120, 100), IEND), _CORRUPT
    ),
    "png_of_200_000_chunks": Hostile(
        lambda: png(_HEAD, *[(b"prIv", b"a")] * 200_000, idat(120, 100), IEND), _CORRUPT
    ),
}

OTHER_BOMBS = {
    "gif_of_65535_squared": file(
        GIF[:6] + struct.pack("<HH", 65535, 65535) + GIF[10:], RefusalReason.UNSUPPORTED_FORMAT
    ),
    "tiff_of_65535_squared": file(grey_tiff(65535, 65535), _TOO_LARGE),
    "tiff_of_2_31_squared": file(grey_tiff(2**31 - 1, 2**31 - 1), _TOO_LARGE),
    "tiff_of_64_megapixels_and_no_more": file(grey_tiff(LARGEST, LARGEST), _CORRUPT),
    "tiff_of_a_gigabyte_for_120_by_100": Hostile(
        lambda: grey_tiff(120, 100, _gigabyte(), Compression=8), _BLANK
    ),
    "tiff_whose_directory_follows_itself": file(
        tiff((256, 4, 1, 120), (257, 4, 1, 100), next_directory=8), _CORRUPT
    ),
    "tiff_with_four_billion_bits_per_sample": file(
        tiff((256, 4, 1, 120), (257, 4, 1, 100), (258, 3, 2**32 - 1, 8)), _CORRUPT
    ),
    "jpeg_of_65535_squared": file(jpeg_frame(JPEG, 65535, 65535), _TOO_LARGE),
    "jpeg_of_64_megapixels_and_no_more": file(jpeg_frame(JPEG, LARGEST, LARGEST), _BLANK),
    "bmp_of_65535_squared": file(bmp(65535, 65535), _TOO_LARGE),
    "bmp_of_64_megapixels_and_no_more": file(bmp(LARGEST, LARGEST), _CORRUPT),
    "bmp_of_64_megapixels_run_length_coded": file(bmp(LARGEST, LARGEST, compression=1), _UNSUPPORTED),
    "webp_of_16383_squared": file(_webp_of_16383_squared(), _TOO_LARGE),
}
