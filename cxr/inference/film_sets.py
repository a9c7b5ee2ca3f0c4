"""Titles of the sets of images that the figures of a model card are measured on."""

TITLES = {
    "validation": "Validation films",
    "holdout": "Holdout films",
    "series": "Held-out series",
    "test": "Test set",
    "nih_adult": "Adults, NIH ChestX-ray14",
    "covid_adult": "Adults, COVID-19 image collection",
    "covidcx_adult": "Adults, COVID-CXNet",
    "photo": "Photographs",
    "brain_mri": "Brain MRI",
}


def set_title(name: str) -> str:
    """Return the title of a set. A set of an adopter has its own name as the title."""
    return TITLES.get(name) or name.replace("_", " ")
