"""Headers that describe no film that there could be."""

import struct
from typing import Any

from pydicom import uid
from pydicom.dataset import Dataset

from cxr.study import RefusalReason
from tests.support.films.dicoms import dicom
from tests.support.hostile.forging import (
    DEEP,
    DICOM,
    IEND,
    JPEG,
    PNG,
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

_BLANK, _CORRUPT = RefusalReason.BLANK, RefusalReason.CORRUPT
_TOO_SMALL, _TOO_LARGE = RefusalReason.TOO_SMALL, RefusalReason.TOO_LARGE
_UNSUPPORTED, _COLOUR = RefusalReason.UNSUPPORTED_FORMAT, RefusalReason.COLOUR


def _png(*head: int) -> bytes:
    return png(ihdr(*head), idat(120, 100), IEND)


PNG_HEADERS = {
    "png_of_0_by_0": file(_png(0, 0), _CORRUPT),
    "png_of_1_by_65535": file(_png(1, 65535), _TOO_SMALL),
    "png_of_2_32_by_100": file(_png(2**32 - 1, 100), _TOO_LARGE),
    "png_of_3_bits": file(_png(120, 100, 3), _CORRUPT),
    "png_of_colour_type_5": file(_png(120, 100, 8, 5), _CORRUPT),
    "png_of_palette_without_palette": file(_png(120, 100, 8, 3), _BLANK),
    "png_interlaced_in_a_ninth_way": file(_png(120, 100, 8, 0, 9), _CORRUPT),
    "png_without_head": file(png(idat(120, 100), IEND), _CORRUPT),
    "png_without_pixels": file(png(ihdr(120, 100), IEND), _CORRUPT),
    "png_with_a_head_of_one_byte": file(png((b"IHDR", b"\0"), idat(120, 100), IEND), _CORRUPT),
    "png_with_a_wrong_check_sum": file(PNG[:29] + b"\0\0\0\0" + PNG[33:], _CORRUPT),
    "png_with_a_chunk_of_4_gigabytes": file(PNG[:33] + b"\xff\xff\xff\xff" + PNG[37:], None),
}

JPEG_HEADERS = {
    "jpeg_of_0_by_0": file(jpeg_frame(JPEG, 0, 0), _CORRUPT),
    "jpeg_of_1_by_65535": file(jpeg_frame(JPEG, 65535, 1), _TOO_SMALL),
    "jpeg_of_12_bits": file(jpeg_frame(JPEG, 100, 120, 12), _UNSUPPORTED),
    "jpeg_arithmetically_coded": file(jpeg_frame(JPEG, 100, 120, marker=0xC9), _UNSUPPORTED),
    "jpeg_lossless": file(jpeg_frame(JPEG, 100, 120, marker=0xC3), _UNSUPPORTED),
    "jpeg_of_two_frames": file(JPEG[:2] + JPEG[JPEG.index(b"\xff\xc0") :][:13] + JPEG[2:], _CORRUPT),
    "jpeg_without_frame": file(JPEG.replace(b"\xff\xc0\0\x0b", b"\xff\xe9\0\x0b"), _CORRUPT),
    "jpeg_without_huffman_tables": file(JPEG.replace(b"\xff\xc4", b"\xff\xe9"), None),
    "jpeg_without_quantization_tables": file(JPEG.replace(b"\xff\xdb", b"\xff\xe9"), _CORRUPT),
    "jpeg_of_seven_channels": file(
        JPEG.replace(b"\xff\xc0\0\x0b\x08\0\x64\0\x78\x01", b"\xff\xc0\0\x0b\x08\0\x64\0\x78\x07"), _CORRUPT
    ),
    "jpeg_with_a_segment_of_no_length": file(JPEG[:4] + b"\0\0" + JPEG[6:], None),
}

OTHER_HEADERS = {
    "bmp_of_0_by_0": file(bmp(0, 0), _CORRUPT),
    "bmp_of_negative_width": file(bmp(-120, 100), _TOO_LARGE),
    "bmp_from_top_to_bottom": file(bmp(120, -100), None),
    "bmp_of_negative_2_31": file(bmp(-(2**31), -(2**31)), _TOO_LARGE),
    "bmp_of_7_bits": file(bmp(120, 100, bits=7), _CORRUPT),
    "bmp_of_an_unknown_compression": file(bmp(120, 100, compression=99), _CORRUPT),
    "bmp_of_four_billion_colours": file(bmp(120, 100, colours=2**32 - 1), _CORRUPT),
    "tiff_of_0_by_0": file(grey_tiff(0, 0), _CORRUPT),
    "tiff_of_1_by_65535": file(grey_tiff(1, 65535), _TOO_SMALL),
    "tiff_of_17_bits": file(grey_tiff(120, 100, BitsPerSample=17), _CORRUPT),
    "tiff_of_seven_samples": file(grey_tiff(120, 100, SamplesPerPixel=7), _CORRUPT),
    "tiff_of_two_billion_samples": file(grey_tiff(120, 100, SamplesPerPixel=2**31 - 1), _CORRUPT),
    "tiff_of_a_colour_space_unknown": file(grey_tiff(120, 100, Photometric=9999), _UNSUPPORTED),
    "tiff_of_an_unknown_compression": file(grey_tiff(120, 100, Compression=9999), _CORRUPT),
    "tiff_of_no_rows_per_strip": file(grey_tiff(120, 100, RowsPerStrip=0), _CORRUPT),
    "tiff_without_tags": file(tiff(), _CORRUPT),
    "tiff_without_pixels": file(tiff((256, 4, 1, 120), (257, 4, 1, 100)), _CORRUPT),
    "tiff_of_an_unknown_type": file(tiff((256, 99, 1, 120), (257, 99, 1, 100)), _CORRUPT),
    "tiff_whose_directory_lies_beyond_its_end": file(b"II*\0\xff\xff\xff\x7f" + bytes(99), _CORRUPT),
}


def _dicom(reason: RefusalReason | None, **elements: Any) -> Hostile:
    return file(dicom(DEEP, **elements), reason)


def _table(*descriptor: int) -> list[Dataset]:
    item = Dataset()
    item.LUTDescriptor, item.LUTData = list(descriptor), [0, 1, 2, 3]
    item["LUTDescriptor"].VR = item["LUTData"].VR = "US"
    return [item]


_ROWS = struct.pack("<HH2sHH", 0x28, 0x10, b"US", 2, DEEP.shape[0])

DICOM_HEADERS = {
    "dicom_without_rows": _dicom(_CORRUPT, Rows=None),
    "dicom_without_columns": _dicom(_CORRUPT, Columns=None),
    "dicom_without_bits": _dicom(_CORRUPT, BitsAllocated=None),
    "dicom_without_samples": _dicom(None, SamplesPerPixel=None),
    "dicom_without_sign": _dicom(None, PixelRepresentation=None),
    "dicom_of_0_by_0": _dicom(_TOO_SMALL, Rows=0, Columns=0),
    "dicom_of_1_by_65535": _dicom(_TOO_SMALL, Rows=65535, Columns=1),
    "dicom_of_12_allocated_bits": _dicom(_UNSUPPORTED, BitsAllocated=12),
    "dicom_of_64_bits": _dicom(_UNSUPPORTED, BitsAllocated=64),
    "dicom_of_17_stored_bits": _dicom(_CORRUPT, BitsStored=17),
    "dicom_of_highest_bit_65535": _dicom(None, HighBit=65535),
    "dicom_of_seven_samples": _dicom(_COLOUR, SamplesPerPixel=7),
    "dicom_of_an_unknown_polarity": _dicom(_COLOUR, PhotometricInterpretation="MAGIC"),
    "dicom_of_frames_in_words": file(
        DICOM.replace(_ROWS, struct.pack("<HH2sH4s", 0x28, 0x08, b"IS", 4, b"many") + _ROWS), None
    ),
    "dicom_of_rows_in_4_bytes": file(
        DICOM.replace(_ROWS[:8], struct.pack("<HH2sH", 0x28, 0x10, b"US", 4)), _CORRUPT
    ),
    "dicom_of_an_endless_window": _dicom(None, WindowCenter="1e308", WindowWidth="1e308"),
    "dicom_of_a_slope_without_bounds": _dicom(None, RescaleSlope="1e308", RescaleIntercept="-1e308"),
    "dicom_of_a_table_of_no_bits": _dicom(None, VOILUTSequence=_table(4, 0, 0)),
    "dicom_of_a_table_of_65536_entries_and_four": _dicom(None, VOILUTSequence=_table(0, 0, 16)),
    "dicom_of_pixels_infinitely_wide": _dicom(None, PixelSpacing=["1e-308", "1e308"]),
    "dicom_of_an_unknown_syntax": file(
        DICOM.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.113619.5.2\0\0"), _UNSUPPORTED
    ),
    "dicom_of_an_element_of_4_gigabytes": file(
        DICOM.replace(_ROWS, struct.pack("<HH2sHI", 0x28, 0x09, b"UN", 0, 0xFFFFFFF0) + _ROWS), _CORRUPT
    ),
    "dicom_encapsulated_by_name_alone": file(
        DICOM.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0"), None
    ),
    "dicom_compressed_and_without_frame": file(
        dicom(DEEP, uid.JPEG2000Lossless).partition(b"\xfe\xff\x00\xe0")[0], _CORRUPT
    ),
}
