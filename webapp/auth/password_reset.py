"""Pages that reset a forgotten password."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.auth.forms import AddressForm, CodeForm
from webapp.auth.guesses import client, limited, may_send_mail
from webapp.auth.login import end_every_session
from webapp.aws.account_tasks import AccountTask
from webapp.errors import AccountError
from webapp.recording.recorder import note_account, note_address
from webapp.request_context import services

blueprint = Blueprint("password", __name__, url_prefix="/password")


@blueprint.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> str | Response:
    """Send a code. The response and its timing are the same for an unknown address."""
    form = AddressForm()
    if form.validate_on_submit():
        note_address(form.email.data)
        if may_send_mail(form.email.data):
            services().account_tasks.submit(AccountTask(action="send_reset_code", email=form.email.data))
        session["resetting"] = form.email.data
        return redirect(url_for("password.reset"))
    return render_template("auth/forgotten.html", form=form)


@blueprint.route("/reset", methods=["GET", "POST"])
def reset() -> str | Response:
    """Set the new password with the code, and end every earlier session."""
    form = CodeForm(data={"email": session.get("resetting")})
    if form.validate_on_submit():
        try:
            _reset(form)
        except AccountError as e:
            flash(str(e.sentence), "error")
        else:
            # A session of this account, in this browser, has just ended: the message must not end with it.
            session.renew()  # type: ignore[attr-defined]
            session["confirmed"] = form.email.data
            flash(
                gettext("Your password is changed, and every session has ended. You can log in now."),
                "success",
            )
            return redirect(url_for("auth.log_in"))
    return render_template("auth/reset.html", form=form)


def _reset(form: CodeForm) -> None:
    """Set the new password, and end every session. Raise AccountError.

    The sessions end also if Cognito fails after it has set the password: whose they are is known by then.
    """
    known = note_address(form.email.data)
    with limited("code", form.email.data):
        services().accounts.reset_password(
            form.email.data, form.code.data, form.password.data, client().address
        )
    if known:
        end_every_session(known)
    sub = services().accounts.sub_of(form.email.data)
    note_account(sub)
    if sub != known:
        end_every_session(sub)
