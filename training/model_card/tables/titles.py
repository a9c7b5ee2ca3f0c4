"""Titles of what the figures of a model card have short names for."""

from cxr.inference.film_sets import set_title
from training.augmentation.corruptions import TEXTURE

_TITLES = {
    "only_measured": "held out",
    "fitted_on": "trained on",
    "turned_90": "Rotated by 90°",
    "turned_180": "Rotated by 180°",
    "turned_270": "Rotated by 270°",
    "inverted": "Inverted",
    "mirrored": "Mirrored (need not be refused)",
    "upsampled": "Enlarged to 1,024 pixels a side",
    "png": "Saved as PNG",
    "jpeg_70": "Saved as JPEG of quality 70",
    "stretched_5_4": "Stretched to 5:4",
    "stretched_4_5": "Stretched to 4:5",
    "cut_high": "A tenth cropped at top and bottom",
    "cut_wide": "A tenth cropped at left and right",
    "textured": f"Soft texture of {TEXTURE:g} grey levels added",
    "base": "As they are",
    "levels_half": "Levels squeezed into the darker half",
    "levels_quarter": "Levels squeezed into the darkest quarter",
    "bright+60": "Brighter by 60 levels",
    "gamma0.6": "Gamma 0.6",
    "gamma1.7": "Gamma 1.7",
    "contrast1.5": "Contrast times 1.5",
    "border15_0": "Black border of 15 %",
    "border8_255": "White border of 8 %",
    "collage_2h": "Two films side by side",
    "collage_2v": "Two films, one above the other",
    "collage_4": "Two films in turns, four in all",
    "upper_half": "Upper half alone",
    "lower_half": "Lower half alone",
    "crop_left_half": "Right half alone",
    "crop_right_half": "Left half alone",
    "as_they_are": "As they are",
    "lungs_grey": "Lungs painted grey",
    "outside_black": "All but the lungs black",
    "lower_third": "Lower third alone",
    "lower_half_black": "Lower half black",
    "upper_half_black": "Upper half black",
    "left_half_black": "Left half black",
    "right_half_black": "Right half black",
    "jet": "Colour map (jet)",
    "int8": "int8 throughout",
    "int8_from_block2": "int8, except stem and block 1",
    "int8_from_block2b": "int8, except stem, block 1 and block 2a",
    "int8_weights": "int8 weights, float arithmetic",
    "float16": "float16 weights, float arithmetic",
}
"""Titles of halves of lists, of what was done to films, and of quantization schemes."""


def title(name: str) -> str:
    """Return the title of a list or set."""
    return _TITLES.get(name) or set_title(name)
