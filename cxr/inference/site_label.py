"""The label of a film by the thresholds of its site."""

from dataclasses import replace

from cxr.inference.model_card import Thresholds
from cxr.study import Finding
from cxr.thresholds import SiteThresholds


def relabelled(finding: Finding, thresholds: SiteThresholds | None) -> Finding:
    """Return the finding with the label that a site's thresholds give it. Outside, it has no label anyway."""
    if thresholds is None or finding.label is None:
        return finding
    own = Thresholds(negative_below=thresholds.negative_below, positive_from=thresholds.positive_from)
    return replace(finding, label=own.label(finding.probability), site_thresholds=thresholds)
