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
refused by mistake as wrong. So an uncertain normal film counts as right in the specificity; *normal labelled
negative* counts it as wrong. A flagged film counts by the label of its probability, which the service does
not give. The test set has its own patients and its own distribution; no weight and no threshold was fitted on
it."""

HELD_OUT_SERIES = """\
The held-out series are films with the lowest numbers of each series of film names, as in *By series*. No
weight was fitted on them; the operating points were."""

INTERVALS = """\
In brackets: the 95 % bootstrap interval over patients (percentiles of 1,000 draws). Resampling adds
scatter to the calibration error, so its interval is too high, at times wholly above the figure."""

LOOKS = """\
The test films were read {looks} times up to this card, as `training/reports/looks.csv` records since release
0.9; the log has no look of earlier releases. The more looks, the less a good figure on these films proves:
what was learned from one may have changed the next model."""

SERIES = """\
The names of the dataset's films have a series and a number. Films with neighbouring numbers are often of one
device, so a model may be good on one series and poor on another."""

PREDICTIVE_VALUES = """\
The predictive values depend on how many films show pneumonia. Each row assumes a share (Bayes' rule, with the
shares of ill and normal test films that get the label)."""

PROBABILITY = """\
The share of test films that show pneumonia, by the probability that they get, with the 95 % interval of
Wilson. The shares hold where as many films show pneumonia as in the test set."""

OOD = """\
An image that is not one whole upright frontal chest film is refused. A chest film unlike the validated
population is flagged: it gets a probability, but no label. Shares of each list:"""

ROBUSTNESS = """\
The same test films in other file formats, cropped, or with texture added: the shares of films whose label,
flag and both are unchanged, and the accuracy of the label "positive" on the changed films."""

TREATMENTS = """\
A hundred test films, drawn at random. Other levels and borders should change nothing. Several films in one
picture, half films and colour maps should be refused or flagged. *Missed* films (pneumonia called negative)
and *false alarms* are wrong labels without a flag. `training/treatments/` has what each treatment does."""

SHORTCUTS = """\
What the model makes of test films of which it cannot see a part. A model that reads the lungs has an AUC near
0.5 without them. With half of the film black, it may see the disease in the other half; the film should be
refused all the same. *Positive* are films with that label and no flag. The AUC is of all films, refused ones
included. `python -m training shortcuts` also measures what other views without lungs reveal."""

HEATMAPS = """\
Films with pneumonia and the label "positive". The heatmap shows the log-odds from which the probability is
computed: the logit is the log of the mean odds over the lungs, and nothing else enters it. What is hidden
gets the film's mean grey level, with a soft edge."""

CHIMERAS = """\
Pictures of half an ill film and half a normal one, joined at the middle. The evidence should lie on the ill
half. In the second column, the pictures are mirrored. A difference of the sides that changes sides with them
is of the patients: one lung may be ill more often. One that stays is of the model."""

QUANTIZATION = "On the validation films and varied copies of them, relative to the float network."

CRITERIA = "If a criterion covers several figures, the worst is shown."

CAVEATS = (
    "Films from another hospital, age group or device than the training films may be read worse, even if they"
    " are not flagged.",
    "The probability assumes the share of pneumonia of the films it was calibrated on. Where pneumonia is"
    " rarer, as on most wards, it is too high; the table of predictive values has what remains.",
    "A patient is identified by a name in the dataset, so one person may have two names.",
    "Labels are those of the datasets: from readers or reports, not from a culture of each patient.",
    "The heatmap is where the figure comes from, so it shows what the model took for pneumonia. No one has"
    " marked the pneumonia on these films, so it was not measured how often the two agree. A film may have"
    " more pneumonia than the heatmap shows.",
    "The finding rests on the lungs that the screening network finds. Pneumonia outside them is not seen, and"
    " a wrong outline may cut a part away.",
    "The model sees the outline of the lungs and the relief within them. What an archive or a device does to"
    " these may have been learned, too.",
    "Refusal was tested on photographs and brain MRI. Films of limbs or the abdomen may be taken for chest"
    " films.",
)
