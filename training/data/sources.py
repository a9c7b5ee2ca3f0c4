"""What is known of the published collections that this project trains on or measures with.

NOTICE has the attributions. A fact that the publisher does not state is not in here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A published collection.

    - ``reference``: its paper or place, as Markdown. ``licence``: as the publisher states it.
    - ``pictures``: who or what is on them, and where they were made.
    - ``labels``: where its labels come from.
    - ``use``: what this project uses the collection for.
    """

    title: str
    reference: str
    licence: str
    pictures: str
    labels: str
    use: str


_NIH = "[Wang et al. 2017](https://doi.org/10.1109/CVPR.2017.369)"
_NIH_LICENCE = "free use with attribution"
_MIXED = "one licence for each picture"
_REFUSED = "to learn and to measure what is refused"

SOURCES: dict[str, Source] = {
    "kaggle": Source(
        "Kermany, as Kaggle distributes it (chest-xray-pneumonia)",
        "[Kermany et al. 2018](https://doi.org/10.1016/j.cell.2018.02.010), "
        "[Mendeley Data](https://doi.org/10.17632/rscbjbr9sj)",
        "CC BY 4.0",
        "frontal films of children of one to five years, from routine care of one hospital (Guangzhou Women "
        "and Children's Medical Center)",
        "two physicians graded each film; a third one checked the published test films",
        "to train, to choose by, and to measure; the published test films are only measured",
    ),
    "nih": Source(
        "NIH ChestX-ray14",
        _NIH,
        _NIH_LICENCE,
        "frontal films of patients of all ages, from one hospital (NIH Clinical Center)",
        "taken from radiology reports by a program; readers did not look at the films again",
        "to train a model of one's own",
    ),
    "nih_adult": Source(
        "Films of NIH ChestX-ray14",
        _NIH,
        _NIH_LICENCE,
        "frontal films, reduced, from one hospital (NIH Clinical Center)",
        "taken from radiology reports by a program; readers did not look at the films again",
        "to learn what is flagged, and to measure the finding outside the validated population",
    ),
    "rsna": Source(
        "RSNA Pneumonia Detection Challenge",
        "[Shih et al. 2019](https://doi.org/10.1148/ryai.2019180041)",
        "the rules of the challenge",
        "frontal films of NIH ChestX-ray14",
        "radiologists drew boxes around opacities",
        "to train a model of one's own",
    ),
    "covid_adult": Source(
        "COVID-19 image data collection",
        "[Cohen et al. 2020](https://arxiv.org/abs/2006.11988)",
        _MIXED,
        "frontal films of adults from publications of many hospitals, reduced",
        "the diagnosis in the publication that a film comes from",
        "only to measure",
    ),
    "covidcx_adult": Source(
        "COVID-CXNet",
        "[Haghanifar et al. 2020](https://arxiv.org/abs/2006.13807)",
        "CC BY 4.0",
        "frontal films of adults with COVID-19, from many hospitals and devices, reduced",
        "the diagnosis of the collection; it has no normal films",
        "to learn what is flagged, and to measure it",
    ),
    "photo": Source(
        "Everyday photographs", "no publication", _MIXED, "no patients", "none are needed", _REFUSED
    ),
    "brain_mri": Source(
        "Slices of brain MRI", "no publication", _MIXED, "patients without a description", "none are needed",
        _REFUSED,
    ),
}  # fmt: skip
"""By the name of the population, or of the list of pictures."""

LUNG_MASKS = Source(
    "Lungs drawn by people",
    "[V7 Labs, COVID-19 X-ray dataset](https://github.com/v7labs/covid-19-xray-dataset)",
    "CC BY 4.0",
    "masks of the lungs of films above, with the lung behind the heart",
    "drawn by annotators with a drawing aid, reviewed by the publisher",
    "to train the screening network to find lungs, and to measure it",
)
