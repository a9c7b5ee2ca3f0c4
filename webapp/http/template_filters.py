"""Template filters for numbers, and the constants that templates show."""

import math

from flask import Flask

from cxr.inference.film_sets import set_title
from cxr.study import MAX_PATIENT_REF, MAX_UPLOAD_BYTES
from cxr.verdict import MAX_NOTE
from webapp.http.page_assets import page_assets
from webapp.languages.formats import localized, moment, share_as_set
from webapp.languages.words import device_words, role_name, translated
from webapp.passwords.policy import RULES


def init_template_filters(app: Flask) -> None:
    """Register filters and constants with Jinja."""
    for word in (
        percent,
        share,
        figure,
        set_title,
        moment,
        share_as_set,
        device_words,
        role_name,
        translated,
    ):
        app.add_template_filter(word)
    app.add_template_global(page_assets)
    app.context_processor(
        lambda: {
            "password_rules": RULES,
            "max_note": MAX_NOTE,
            "max_patient_ref": MAX_PATIENT_REF,
            "max_upload_bytes": MAX_UPLOAD_BYTES,
        }
    )


def percent(share: float) -> str:
    """Return a threshold of 0-1 in per cent, rounded as by ``js/shared/probability.js``."""
    return localized(f"{math.floor(1000 * share + 0.5) / 10:.1f} %")


def share(counted: float) -> str:
    """Return a share of 0-1 in per cent. One decimal suffices for sets of a few hundred images."""
    return localized(f"{100 * counted:.1f}\N{NO-BREAK SPACE}%")


def figure(value: object) -> str:
    """Return a measure of the model card: counts unchanged, other numbers with three decimals."""
    return localized(f"{value:.3f}") if isinstance(value, float) else str(value)
