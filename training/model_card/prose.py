"""What the model card says in words; every figure comes from the card."""

NOT_MEASURED = "Not measured for this release."

INTENDED = """\
**For** clinicians who read frontal chest films of the population above, as a second opinion and to sort
a worklist; for engineers, as a reference of how such a model is trained, measured and run.

**Not for** diagnosis without a reader: it is no medical device. Not for people outside that population:
for them the probability is not validated, whatever it says. Not for lateral films, CT or other organs, and
not for ruling out any disease: a film without signs of pneumonia may show something else."""

METRICS = """\
Accuracy, sensitivity, specificity, precision and recall are of the label "positive": an uncertain film
counts as not positive, and a film that was refused by mistake as called wrongly. The test set has patients
and a distribution of its own; no weight and no threshold was fitted on it."""

INTERVALS = """\
In brackets, the 95 % bootstrap interval over patients (percentiles of 1,000 draws). Resampling adds
scatter of its own to the calibration error, so that interval lies high, at times wholly above its figure."""

LIMITS = """\
A picture that does not look like an upright frontal chest film is refused. A chest film unlike those the
model was validated on is judged, but flagged. Shares of each list:"""

FILES = """\
The same test films stored in other ways, framed closer, or with texture laid over; shares whose label,
flag and both stay as they were, and what the label "positive" is worth there:"""

ATTENTION = """\
Of the films with pneumonia that are called positive. Energy is the positive part of the activation map,
smoothed as the overlay is. The lung masks (`training/lungs/segmentation.py`) measure it; no heatmap is cut by one."""

QUANTIZATION = "On the films that thresholds were chosen by, against float."

BARS = "Where a demand covers several figures, the worst is shown."

CAVEATS = (
    "Films of another hospital, age or device than those it learned from may be read worse, even where they"
    " are not flagged.",
    "The probability holds where as many films show pneumonia as among those it was calibrated on. Where"
    " fewer do, as in most wards, it is too high, and so is every predictive value measured here.",
    "A patient is known by a name in the data set, so one person may stand under two names.",
    "Labels are those of the data sets: of readers or of reports, not of a culture from each patient.",
    "The heatmap shows where the model's activation is high. That need not be what the output hangs on,"
    " nor where the disease is.",
)

SCREENED = (
    "The only body part beside the chest that screening was tried on is the brain (MRI). Films of limbs or"
    " the abdomen may pass for chests."
)

UNSCREENED = "It judges whatever it is given, pictures that are no chest film among them."

GUIDED = (
    "In training, activation outside the lungs cost something (weight {weight}), by the same masks that"
    " measure the heatmap: its share inside the lungs is partly what it was told."
)
