"""The page on which a site's administrator sees how thresholds do on the site's own films, and saves two."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DecimalField, HiddenField
from wtforms.validators import InputRequired, NumberRange

from cxr.audit_event import Outcome
from cxr.errors import InvalidThresholds
from cxr.figures.operating_figures import KnownFilm
from cxr.figures.patient_draws import has_repeated, patient_count
from cxr.figures.verdict_figures import newest_of_each_film
from cxr.site_thresholds import (
    FEWEST_OF_EACH,
    SavedThresholds,
    checked_thresholds,
    known_films,
    require_enough,
)
from cxr.thresholds import SiteThresholds
from webapp.auth.login import require_administrator
from webapp.calibration.curve import curve_of
from webapp.recording.recorder import note_outcome
from webapp.request_context import services
from webapp.verdicts.patients import patients_of

blueprint = Blueprint("calibration", __name__, url_prefix="/site/thresholds")
blueprint.before_request(require_administrator)

_IN_PER_CENT = lazy_gettext("Give a figure in per cent, between 0 and 100.")
_ANOTHER_MODEL = lazy_gettext("The model has changed since this page was loaded. Look at its figures first.")
_OUT_OF_ORDER = lazy_gettext(
    "Give two figures between 0 and 100 per cent, “negative below” no higher than “positive from”."
)
_TOO_FEW = lazy_gettext("There are too few films by now.")


def _threshold(label: object) -> DecimalField:
    limits = NumberRange(min=0, max=100, message=_IN_PER_CENT)
    return DecimalField(label, validators=[InputRequired(_IN_PER_CENT), limits])


class ModelChanged(Exception):
    """The figures that an administrator saw are of another model than the one in use."""


class ThresholdsForm(FlaskForm):  # type: ignore[misc]
    """Two thresholds in per cent, for the model whose figures their author saw."""

    model_version = HiddenField()
    negative_below = _threshold(lazy_gettext("Negative below, in per cent"))
    positive_from = _threshold(lazy_gettext("Positive from, in per cent"))


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """The button that goes back to the thresholds of the model card."""

    model_version = HiddenField()


@blueprint.get("/")
def show() -> str:
    """Show the figures of thresholds on films that were judged before the model's opinion."""
    return _page(ThresholdsForm())


@blueprint.post("/")
def save() -> str | Response:
    """Save two thresholds for this site and for the model in use."""
    form = ThresholdsForm()
    if not form.validate_on_submit():
        return _refused(form)
    below, positive = float(form.negative_below.data) / 100, float(form.positive_from.data) / 100
    try:
        thresholds = checked_thresholds(current_user.site, below, positive, services().clock())
    except InvalidThresholds:
        return _refused(form, _OUT_OF_ORDER)
    try:
        _append(thresholds, str(form.model_version.data))
    except ModelChanged:
        return _refused(form, _ANOTHER_MODEL)
    except InvalidThresholds:
        return _refused(form, _TOO_FEW)
    flash(gettext("The thresholds are saved. They hold for films that are read from now on."), "success")
    return redirect(url_for("calibration.show"))


@blueprint.post("/withdraw")
def withdraw() -> Response:
    """Go back to the thresholds of the model card."""
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            _append(None, str(form.model_version.data))
            flash(gettext("The thresholds of the model hold again, for films that are read from now on."))
        except ModelChanged:
            note_outcome(Outcome.REFUSED)
            flash(_ANOTHER_MODEL, "error")
    return redirect(url_for("calibration.show"))


def _refused(form: ThresholdsForm, why: object = None) -> str:
    note_outcome(Outcome.REFUSED)
    if why:
        form.positive_from.errors = [why]
    return _page(form)


def _append(thresholds: SiteThresholds | None, model_version: str) -> None:
    """Record what holds from now on, and who saw which films. Raise ModelChanged or InvalidThresholds."""
    card, now = services().model_card, services().clock()
    if card is None or card.version != model_version:
        raise ModelChanged(model_version)
    films = _films(model_version)
    # Going back needs no films.
    ill, well = require_enough(films) if thresholds else (0, 0)
    saved = SavedThresholds(model_version, thresholds, session.get("email", ""), now, ill, well)
    services().site_thresholds.save(current_user.site, saved)


def _films(model_version: str) -> list[KnownFilm]:
    readings = services().verdicts.of_site(current_user.site)
    blind = newest_of_each_film(verdict for verdict in readings.verdicts if verdict.before_opinion)
    of_model = [verdict for verdict in blind if verdict.opinion.model_version == model_version]
    patients = patients_of([verdict.study_id for verdict in of_model])
    return known_films(of_model, model_version, patients)


def _page(form: ThresholdsForm) -> str:
    card = services().model_card
    films = _films(card.version) if card else []
    history = services().site_thresholds.history(current_user.site)
    of_model = [saved for saved in history if card and saved.model_version == card.version]
    in_force = of_model[0] if of_model and of_model[0].thresholds else None
    ill = sum(film.has_pneumonia for film in films)
    patients = [film.patient for film in films]
    return render_template(
        "calibration/calibration.html",
        form=form,
        withdraw_form=WithdrawForm(),
        card=card,
        curve=curve_of(films, card, in_force.thresholds if in_force else None),
        in_force=in_force,
        history=history,
        ill=ill,
        well=len(films) - ill,
        # None where each film is one of a patient of its own.
        patients=patient_count(patients) if has_repeated(patients) else None,
        fewest=FEWEST_OF_EACH,
    )
