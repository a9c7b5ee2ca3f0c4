"""Figures in words for the templates, and the constants that they show."""

from flask import Flask

from cxr.study import MAX_PATIENT_REF, MAX_UPLOAD_BYTES
from webapp.passwords import RULE


def init_template_helpers(app: Flask) -> None:
    """Make them known to Jinja."""
    app.add_template_filter(percent)
    app.add_template_filter(figure)
    app.context_processor(
        lambda: {
            "password_rule": RULE,
            "max_patient_ref": MAX_PATIENT_REF,
            "max_upload_bytes": MAX_UPLOAD_BYTES,
        }
    )


def percent(share: float) -> str:
    """A share of 0-1 in per cent, whole where it is."""
    return f"{100 * share:.3g} %"


def figure(value: object) -> str:
    """A value of the model card: numbers to three significant digits behind a point, lists by comma."""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    if isinstance(value, list):
        return (" to " if len(value) == 2 else ", ").join(figure(item) for item in value)
    return "not measured" if value is None else str(value)
