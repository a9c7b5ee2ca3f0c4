"""The fixed text of the validation page. Every figure comes from the films."""

FIGURES = """\
The label "positive" has the sensitivity and specificity: an uncertain film counts as not positive. A refused
film has no label, so it is counted above and left out here. A flagged film has a label here as if it were in
the population."""

INTERVALS = """\
In brackets: the 95 % bootstrap interval over patients (percentiles of 1,000 draws). *Too few*: fewer than
{films} films, or fewer than {of_class} of a class that the figure needs. *No interval*: the figure is the
same in every draw, which is not certainty: without an error among *n* patients, up to 3/*n* may be wrong
(Hanley and Lippman-Hand 1983). A dash: the films do not determine the figure. Resampling adds scatter to the
calibration error, so its interval is too high."""

PREDICTIVE_VALUES = """\
PPV: the share of films labelled positive that show pneumonia. NPV: the share of films labelled negative that
are normal. Both depend on the share of films with pneumonia, so each row assumes another one (Bayes' rule,
with the shares of this site's ill and normal films that have the label)."""

SUBGROUPS = """\
By the DICOM headers, or by a table beside the films. The more rows, the more of them look unusual by chance.
A device on films of fewer than {patients} patients is counted as *other*."""

INTERCEPT = """\
Added to the intercept of the card, the shift makes the mean probability the share of these films that show
pneumonia; the slope stays. The calibration error after it is of the same films, so it looks better than on
new ones; if it is hardly smaller, the slope does not fit either. The card is not changed. A shift moves
labels, too, because the thresholds are probabilities: choose them again, and measure on other films, before
anyone uses it. A shift from flagged films does not make the model valid for them."""

CAVEATS = (
    "Labels are those that were given; a figure is no better than they are.",
    "Films that show neither pneumonia nor a normal chest are missing from most layouts. Among patients with"
    " other diseases, more films are called positive than the specificity says.",
    "The model was trained on films of {trained_on}. Films that it was trained on are judged too well.",
    "A patient is identified as the layout allows. If films of one patient have several names, the intervals"
    " are too narrow.",
)
