"""The fixed text of the model card page. Every figure comes from the card."""

NOT_FOR_USE = """\
**Not for use.** Calibration and thresholds rest on too few validation films, and so do all figures here."""

NOT_MEASURED = "Not measured for this release."

INTENDED = """\
**For** clinicians who read frontal chest films of the population above, as a second opinion and to sort
a worklist; for engineers, as a reference of how such a model is trained, measured and run.

**Not for** diagnosis without a reader: it is not a medical device. Not for people outside that
population: the probability is not validated for them. Not for lateral films, CT or other organs, and not
for ruling out any disease: a film without signs of pneumonia may show something else."""

METRICS = """\
The positive prediction is the label "positive": an uncertain film counts as not positive, and a film
refused by mistake as wrong. A flagged film counts by the label of its probability, which the service
does not give. The test set has its own patients and its own distribution; no weight and no threshold was
fitted on it."""

INTERVALS = """\
In brackets: the 95 % bootstrap interval over patients (percentiles of 1,000 draws). Resampling adds
scatter to the calibration error, so its interval is too high, at times wholly above the figure."""

OOD = """\
An image that does not look like an upright frontal chest film is refused. A chest film unlike the
validated population is flagged: it gets a probability, but no label. Shares of each list:"""

ROBUSTNESS = """\
The same test films in other file formats, cropped, or with texture added: the shares of films whose label,
flag and both are unchanged, and the accuracy of the label "positive" on the changed films."""

HEATMAPS = """\
Films with pneumonia and the label "positive". Energy is the positive part of the activation map,
interpolated like the overlay. The lung masks (`training/lungs/segmentation.py`) only measure it; no
heatmap is cut by a mask."""

QUANTIZATION = "On the validation films, relative to the float network."

CRITERIA = "If a criterion covers several figures, the worst is shown."

CAVEATS = (
    "Films from another hospital, age group or device than the training films may be read worse, even if they"
    " are not flagged.",
    "The probability assumes the share of pneumonia of the films it was calibrated on. Where pneumonia is"
    " rarer, as on most wards, it is too high, and so is every predictive value here.",
    "A patient is identified by a name in the dataset, so one person may have two names.",
    "Labels are those of the datasets: from readers or reports, not from a culture of each patient.",
    "The heatmap shows where the model's activation is high. That is not always what the output depends on,"
    " nor where the disease is.",
)

SCREENED = (
    "Refusal was tested on photographs and brain MRI. Films of limbs or the abdomen may be taken for chest"
    " films."
)

UNSCREENED = "The model refuses nothing: it classifies images that are not chest films, too."

GUIDED = (
    "In training, activation outside the lungs had a loss (weight {weight}), by the same masks that measure"
    " the heatmap. So its share inside the lungs is partly a training target."
)
