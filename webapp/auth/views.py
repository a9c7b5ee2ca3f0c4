"""Pages to sign up, confirm the address, log in and log out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from cxr.audit_event import Outcome
from webapp.auth.confirming import confirm_address
from webapp.auth.forms import AddressForm, CodeForm, LogInForm
from webapp.auth.guesses import client, limited, may_send_mail
from webapp.auth.login import (
    end_every_session,
    end_session,
    is_by_provider,
    local_path,
    require_log_in,
    to_log_in,
)
from webapp.auth.steps.pending_log_in import PendingLogIn, await_step, go_on
from webapp.aws.account_tasks import AccountTask
from webapp.errors import (
    AccountError,
    AccountUnconfirmed,
    NewPasswordRequired,
    PasswordUnset,
    ResetRequired,
    SignUpClosed,
    TooManyAttempts,
    WrongCredentials,
)
from webapp.recording.recorder import no_act, note_address, note_outcome
from webapp.request_context import services

blueprint = Blueprint("auth", __name__)

_CODE_SENT = lazy_gettext(
    "If this address is new here, we are sending a code to it. "
    "If you already have an account, log in instead. "
    "If no code arrives within a few minutes, check the spelling of the address and sign up again."
)


@blueprint.get("/")
def home() -> Response:
    """Redirect to the worklist, or to the log-in page."""
    return redirect(url_for("studies.worklist" if current_user.is_authenticated else "auth.log_in"))


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> str | Response:
    """Request an account. The response and its timing are the same for a registered address.

    No password is asked for here: it would be that of whoever knows the address, who may be a stranger.
    """
    if services().invitation_only:
        return render_template("auth/sign_up_closed.html", sentence=SignUpClosed.sentence)
    form = AddressForm()
    if form.validate_on_submit():
        if may_send_mail(form.email.data):
            services().account_tasks.submit(AccountTask.signing_up(form.email.data))
        session["unconfirmed"] = form.email.data
        return redirect(url_for("auth.confirm"))
    return render_template("auth/sign_up.html", form=form)


@blueprint.route("/confirm", methods=["GET", "POST"])
def confirm() -> str | Response:
    """Confirm the address with the code from the e-mail, and set the password."""
    form = CodeForm(data={"email": session.get("unconfirmed")})
    if form.validate_on_submit():
        try:
            confirm_address(form.email.data, form.code.data, form.password.data)
        except PasswordUnset as e:
            flash(str(e.sentence), "error")
            return redirect(url_for("password.forgotten"))
        except AccountError as e:
            flash(str(e.sentence), "error")
        else:
            session.pop("unconfirmed", None)
            session["confirmed"] = form.email.data
            flash(gettext("Your address is confirmed. You can log in now."), "success")
            return redirect(url_for("auth.log_in"))
    return render_template("auth/confirm.html", form=form, explanation=_CODE_SENT)


@blueprint.post("/confirm/resend")
def resend_code() -> Response:
    """Send the code again, if the address awaits confirmation."""
    form = AddressForm()
    if not form.validate_on_submit():
        flash(gettext("Enter your e-mail address, then request a new code."), "error")
        return redirect(url_for("auth.confirm"))
    session["unconfirmed"] = form.email.data
    if may_send_mail(form.email.data):
        services().account_tasks.submit(AccountTask(action="resend_code", email=form.email.data))
    flash(gettext("If this address awaits confirmation, we are sending a new code to it."), "success")
    return redirect(url_for("auth.confirm"))


@blueprint.route("/log-in", methods=["GET", "POST"])
def log_in() -> str | Response:
    """Check the password and begin a session. ``?ended=`` explains how the last one ended."""
    wanted = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        no_act()
        return redirect(wanted or url_for("studies.worklist"))
    form = LogInForm(data={"email": session.get("confirmed")})
    unknown = False
    if form.validate_on_submit():
        try:
            note_address(form.email.data)
            return _check_password(form.email.data, form.password.data, wanted)
        except (WrongCredentials, AccountUnconfirmed, TooManyAttempts, ResetRequired):
            # The last three are of existing accounts alone, whatever the password. The page words them alike.
            if session.get("unconfirmed") == form.email.data:
                note_outcome(Outcome.REFUSED)
                flash(gettext("Confirm your address first."), "error")
                return redirect(url_for("auth.confirm"))
            unknown = True
        except AccountError as e:
            flash(str(e.sentence), "error")
    return render_template(
        "auth/log_in.html",
        form=form,
        unknown=unknown,
        ended=request.args.get("ended"),
        wanted=wanted,
        invitation_only=services().invitation_only,
    )


@blueprint.get("/log-in/done")
def logged_in() -> str | Response:
    """Close the tab that a page whose session had ended opened for the log-in."""
    return require_log_in() or render_template("auth/logged_in.html")


@blueprint.post("/log-out")
def log_out() -> Response:
    """End the session, and clear what the browser stored."""
    # Asked before the session ends: afterwards the event has no account.
    if not current_user.is_authenticated:
        no_act()
    by_provider = is_by_provider()
    end_session()
    return to_log_in("provider" if by_provider else None)


@blueprint.post("/log-out/everywhere")
def log_out_everywhere() -> Response:
    """End every session and token of the account, including this session."""
    if current_user.is_authenticated:
        sub, by_provider = current_user.sub, is_by_provider()
        end_session()
        end_every_session(sub)
        return to_log_in("provider" if by_provider else None)
    return to_log_in()


def _check_password(email: str, password: str, wanted: str | None) -> Response:
    """Check the password, and sign in or lead to the next step.

    Cognito reports an unconfirmed account without checking the password. The page does not pass this on:
    a stranger who signs up with another person's address would learn whether it had an account.
    """
    now = services().clock()
    try:
        with limited("password", email):
            sub = services().accounts.log_in(email, password, client())
    except NewPasswordRequired as e:
        await_step(PendingLogIn(email, now.timestamp(), challenge=e.session))
        return redirect(url_for("log_in_steps.new_password", next=wanted))
    return go_on(PendingLogIn(email, now.timestamp(), sub), wanted)
