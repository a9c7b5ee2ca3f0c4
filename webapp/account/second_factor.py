"""Pages of the account's second factor. Each asks for the current password, or a recent log-in."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cxr.audit_event import Outcome
from webapp.account.confirmation import is_confirmed, require_recent_log_in
from webapp.account.forms import ConfirmForm, EnrolForm
from webapp.auth.login import end_other_sessions, require_log_in
from webapp.auth.steps.second_factor import enrol, is_required, offered_secret, replace_recovery_codes
from webapp.auth.steps.totp import qr_code
from webapp.errors import AccountError
from webapp.recording.recorder import note_outcome
from webapp.request_context import services

blueprint = Blueprint("second_factor", __name__, url_prefix="/account/second-factor")
blueprint.before_request(require_log_in)
blueprint.before_request(require_recent_log_in)


@blueprint.route("/", methods=["GET", "POST"])
def set_up() -> str | Response:
    """Enrol an app, also in place of an earlier one. Sessions that began without it end."""
    form = EnrolForm()
    if form.validate_on_submit() and is_confirmed(form):
        try:
            codes = enrol(current_user.sub, form.code.data)
        except AccountError as e:
            form.code.errors = [e.sentence]
        else:
            end_other_sessions()
            return _codes(codes)
    secret = offered_secret()
    return render_template("auth/enrol.html", form=form, secret=secret, qr=qr_code(secret, session["email"]))


@blueprint.route("/codes", methods=["GET", "POST"])
def new_codes() -> str | Response:
    """Replace the recovery codes."""
    _require_factor()
    form = ConfirmForm()
    if form.validate_on_submit() and is_confirmed(form):
        return _codes(replace_recovery_codes(current_user.sub))
    return render_template("account/new_codes.html", form=form)


@blueprint.route("/off", methods=["GET", "POST"])
def turn_off() -> str | Response:
    """Take the second factor away, unless site or stage requires it."""
    _require_factor()
    if is_required(current_user):
        raise NotFound
    form = ConfirmForm()
    if form.validate_on_submit() and is_confirmed(form):
        services().second_factors.remove(current_user.sub)
        flash(gettext("Your account has no second factor any more."), "success")
        return redirect(url_for("account.show"))
    return render_template("account/turn_off.html", form=form)


def _require_factor() -> None:
    """Raise NotFound if the account has no second factor."""
    if not current_user.second_factor:
        raise NotFound


def _codes(codes: list[str]) -> str:
    note_outcome(Outcome.SUCCESS)
    return render_template("auth/recovery_codes.html", codes=codes, onward=url_for("account.show"))
