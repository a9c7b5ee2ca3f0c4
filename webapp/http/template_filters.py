"""Figures in words for the templates, and the constants that they show."""

import math

from flask import Flask

from cxr.study import MAX_PATIENT_REF, MAX_UPLOAD_BYTES
from webapp.password_policy import RULE


def init_template_filters(app: Flask) -> None:
    """Make them known to Jinja."""
    app.add_template_filter(percent)
    app.add_template_filter(share)
    app.add_template_filter(figure)
    app.context_processor(
        lambda: {
            "password_rule": RULE,
            "max_patient_ref": MAX_PATIENT_REF,
            "max_upload_bytes": MAX_UPLOAD_BYTES,
        }
    )


def percent(share: float) -> str:
    """A threshold of 0-1 in per cent, rounded as ``js/shared/probability.js`` does beside a finding."""
    return f"{math.floor(1000 * share + 0.5) / 10:.1f} %"


def share(counted: float) -> str:
    """A measured share of 0-1 in per cent: sets of a few hundred pictures tell no more digits."""
    return f"{100 * counted:.1f}\N{NO-BREAK SPACE}%"


def figure(value: object) -> str:
    """A measure of the model card: counts as they are, the rest to three digits behind the point."""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
