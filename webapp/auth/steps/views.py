"""The pages between the password and the session: second factor, enrolment, first password."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cxr.audit_event import Outcome
from cxr.errors import AccessEnded
from webapp.auth.forms import FactorCodeForm, FirstPasswordForm, RecoveryCodeForm
from webapp.auth.login import local_path
from webapp.auth.steps.pending_log_in import PendingLogIn, finish_pending, go_on, pending_log_in
from webapp.auth.steps.second_factor import check_code, check_recovery_code, offered_secret
from webapp.auth.steps.second_factor import enrol as enrol_app
from webapp.auth.steps.totp import qr_code
from webapp.errors import AccountError, LogInTooLate, TooManyCodes
from webapp.recording.recorder import note_account, note_address, note_outcome
from webapp.request_context import services

blueprint = Blueprint("log_in_steps", __name__, url_prefix="/log-in")


@blueprint.errorhandler(LogInTooLate)
@blueprint.errorhandler(TooManyCodes)
def begin_again(error: AccountError) -> Response:
    """End this log-in and lead to its beginning."""
    session.pop("pending", None)
    note_outcome(Outcome.REFUSED)
    flash(str(error.sentence), "error")
    return redirect(url_for("auth.log_in", next=_wanted()))


@blueprint.errorhandler(AccessEnded)
def begin_again_later(_: AccessEnded) -> Response:
    """Say that the access has ended since the log-in began."""
    return begin_again(LogInTooLate("access ended"))


@blueprint.route("/code", methods=["GET", "POST"])
def ask_code() -> str | Response:
    """Ask for the code of the app or, with ``?recovery=1``, for a recovery code."""
    pending = pending_log_in()
    is_recovery = "recovery" in request.args
    form = RecoveryCodeForm() if is_recovery else FactorCodeForm()
    if form.validate_on_submit():
        try:
            (check_recovery_code if is_recovery else check_code)(pending.sub, form.code.data)
        except (TooManyCodes, LogInTooLate):
            raise
        except AccountError as e:
            form.code.errors = [e.sentence]
        else:
            return redirect(finish_pending(pending, _wanted()))
    return render_template("auth/code.html", form=form, is_recovery=is_recovery, wanted=_wanted())


@blueprint.route("/second-factor", methods=["GET", "POST"])
def enrol() -> str | Response:
    """Enrol an app, where the site or the stage requires a second factor."""
    pending = pending_log_in()
    if services().second_factors.is_enrolled(pending.sub):
        return redirect(url_for("log_in_steps.ask_code", next=_wanted()))
    form = FactorCodeForm()
    if form.validate_on_submit():
        try:
            codes = enrol_app(pending.sub, form.code.data, pending.begun)
        except LogInTooLate:
            raise
        except AccountError as e:
            form.code.errors = [e.sentence]
        else:
            onward = finish_pending(pending, _wanted())
            return render_template("auth/recovery_codes.html", codes=codes, onward=onward)
    secret = offered_secret()
    return render_template(
        "auth/enrol.html",
        form=form,
        secret=secret,
        qr=qr_code(secret, pending.email),
        by_provider=pending.by_provider,
    )


@blueprint.route("/new-password", methods=["GET", "POST"])
def new_password() -> str | Response:
    """Replace a temporary password, then go on with the log-in."""
    pending = pending_log_in(first_password=True)
    form = FirstPasswordForm()
    note_address(pending.email)
    if form.validate_on_submit():
        accounts = services().accounts
        try:
            sub = accounts.set_first_password(pending.email, form.password.data, pending.challenge)
            return go_on(replace(pending, sub=sub, challenge=""), _wanted())
        except LogInTooLate:
            raise
        except AccountError as e:
            flash(str(e.sentence), "error")
    return render_template(
        "auth/first_password.html", form=form, email=pending.email, site=_inviting_site(pending)[1]
    )


@blueprint.post("/decline")
def decline() -> Response:
    """Delete the account of an invited person who does not want it. Raise NotFound if no one invited them."""
    pending = pending_log_in(first_password=True)
    sub, site = _inviting_site(pending)
    if site is None:
        raise NotFound
    note_account(sub)
    services().members.remove(sub, services().clock())
    services().people.delete(sub)
    session.renew()  # type: ignore[attr-defined]
    flash(gettext("You have declined the invitation. Nothing is kept of your address."), "success")
    return redirect(url_for("auth.log_in"))


def _inviting_site(pending: PendingLogIn) -> tuple[str, str | None]:
    """Return the account of a first log-in, and the site that has invited it; None if an operator made it.

    Raise LogInTooLate if somebody has used the account meanwhile: from then on it is theirs.
    """
    account = services().people.with_password(pending.email)
    if account is None or not account.is_unused:
        raise LogInTooLate("the account was used")
    return account.sub, services().members.site_of(account.sub)


def _wanted() -> str | None:
    return local_path(request.args.get("next"))
