"""Signing up, confirming the address, logging in and out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from webapp.current import services
from webapp.errors import AccountError, AccountUnconfirmed, WrongCredentials
from webapp.forms import AddressForm, CodeForm, LogInForm, SignUpForm
from webapp.log_in import begin_session, end_session, local_path

blueprint = Blueprint("auth", __name__)

_CODE_SENT = (
    "If this address is new here, a code is on its way to it. If you have an account already, log in instead."
)


@blueprint.get("/")
def home() -> Response:
    """To the worklist, or to the log-in page."""
    return redirect(url_for("studies.worklist" if current_user.is_authenticated else "auth.log_in"))


@blueprint.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> str | Response:
    """Ask for an account. A registered address gets the same answer, after the same time."""
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            with services().even_pace():
                services().accounts.sign_up(form.email.data, form.password.data)
        except AccountError as e:
            flash(e.sentence, "error")
        else:
            session["unconfirmed"] = form.email.data
            return redirect(url_for("auth.confirm"))
    return render_template("auth/sign_up.html", form=form)


@blueprint.route("/confirm", methods=["GET", "POST"])
def confirm() -> str | Response:
    """Take the code from the e-mail."""
    form = CodeForm(data={"email": session.get("unconfirmed")})
    if form.validate_on_submit():
        try:
            with services().even_pace(failures_only=True):
                services().accounts.confirm(form.email.data, form.code.data)
        except AccountError as e:
            flash(e.sentence, "error")
        else:
            session.pop("unconfirmed", None)
            session["confirmed"] = form.email.data
            flash("Your address is confirmed. You can log in now.", "success")
            return redirect(url_for("auth.log_in"))
    return render_template("auth/confirm.html", form=form, explanation=_CODE_SENT)


@blueprint.post("/confirm/resend")
def resend_code() -> Response:
    """Send the code again, to whoever has something to confirm."""
    form = AddressForm()
    if not form.validate_on_submit():
        flash("Enter your e-mail address, then ask for a new code.", "error")
        return redirect(url_for("auth.confirm"))
    session["unconfirmed"] = form.email.data
    try:
        with services().even_pace():
            services().accounts.resend_code(form.email.data)
    except AccountError as e:
        flash(e.sentence, "error")
    else:
        flash("If this address waits for its confirmation, a new code is on its way to it.", "success")
    return redirect(url_for("auth.confirm"))


@blueprint.route("/log-in", methods=["GET", "POST"])
def log_in() -> str | Response:
    """Begin a session."""
    wanted = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(wanted or url_for("studies.worklist"))
    form = LogInForm(data={"email": session.get("confirmed")})
    unknown = False
    if form.validate_on_submit():
        try:
            _begin(form.email.data, form.password.data)
        except (WrongCredentials, AccountUnconfirmed):
            if session.get("unconfirmed") == form.email.data:
                flash("Confirm your address first.", "error")
                return redirect(url_for("auth.confirm"))
            unknown = True
        except AccountError as e:
            flash(e.sentence, "error")
        else:
            return redirect(wanted or url_for("studies.worklist"))
    return render_template("auth/log_in.html", form=form, unknown=unknown)


@blueprint.post("/log-out")
def log_out() -> Response:
    """End the session."""
    end_session()
    return redirect(url_for("auth.log_in"))


def _begin(email: str, password: str) -> None:
    """Check the password and sign in; a refusal takes the same time whatever its cause.

    Cognito says of an unconfirmed account that it is unconfirmed, whatever the password. Passed on,
    that would tell a stranger who signs up somebody's address whether it had been free.
    """
    with services().even_pace(failures_only=True):
        sub = services().accounts.log_in(email, password)
    begin_session(services().members.ensure(sub), email)
