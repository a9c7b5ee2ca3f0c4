"""Synthetic films as image files: every format that is read, and the variants that take the most memory."""

import io
from typing import Any

import numpy as np
from PIL import Image

from infra.bench.inputs.synthetic_film import synthetic_film

_PREDICTOR = 317
"""TIFF's tag; 2 stores differences, without which 64 megapixels of colour would exceed 50 MB."""

IMAGE_FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    # The quality of the JPEG files that viewers export.
    "JPEG": ("L", {"format": "JPEG", "quality": 90}),
    "JPEG, progressive colour": (
        "RGB",
        {"format": "JPEG", "quality": 90, "progressive": True, "subsampling": 0},
    ),
    "PNG": ("L", {"format": "PNG", "compress_level": 6}),
    "PNG, 16 bits": ("I;16", {"format": "PNG", "compress_level": 1}),
    "PNG, colour and alpha": ("RGBA", {"format": "PNG", "compress_level": 4}),
    "TIFF, colour": ("RGB", {"format": "TIFF", "compression": "tiff_deflate", "tiffinfo": {_PREDICTOR: 2}}),
    "TIFF, 16 bits": ("I;16", {"format": "TIFF"}),
    "BMP, colour": ("RGB", {"format": "BMP"}),
    "WebP": ("RGB", {"format": "WEBP", "quality": 100, "method": 0}),
    "WebP, lossless and alpha": ("RGBA", {"format": "WEBP", "lossless": True, "quality": 0, "method": 0}),
}
"""Pillow's mode of the image, and its options for the file."""


def image_file(megapixels: float, kind: str) -> bytes:
    """Return the image file of a synthetic film; ``kind`` is a key of IMAGE_FORMATS."""
    mode, options = IMAGE_FORMATS[kind]
    file = io.BytesIO()
    _image(megapixels, mode).save(file, **options)
    return file.getvalue()


def _image(megapixels: float, mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.fromarray(synthetic_film(megapixels, 16))
    image = Image.fromarray(synthetic_film(megapixels, 8).astype(np.uint8)).convert(mode)
    if mode == "RGBA":  # the left edge is slightly transparent
        image.putalpha(Image.linear_gradient("L").point(lambda level: max(level, 200)).resize(image.size))
    return image
