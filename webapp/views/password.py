"""A new password for whoever has forgotten theirs."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from webapp.current import services
from webapp.errors import AccountError
from webapp.forms import AddressForm, ResetForm

blueprint = Blueprint("password", __name__, url_prefix="/password")


@blueprint.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> str | Response:
    """Send a code. An unknown address gets the same answer, after the same time."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            with services().even_pace():
                services().accounts.send_reset_code(form.email.data)
        except AccountError as e:
            flash(e.sentence, "error")
        else:
            session["resetting"] = form.email.data
            return redirect(url_for("password.reset"))
    return render_template("auth/forgotten.html", form=form)


@blueprint.route("/reset", methods=["GET", "POST"])
def reset() -> str | Response:
    """Take the code and the new password."""
    form = ResetForm(data={"email": session.get("resetting")})
    if form.validate_on_submit():
        try:
            with services().even_pace(failures_only=True):
                services().accounts.reset_password(form.email.data, form.code.data, form.password.data)
        except AccountError as e:
            flash(e.sentence, "error")
        else:
            session.pop("resetting", None)
            session["confirmed"] = form.email.data
            flash("Your password is changed. You can log in now.", "success")
            return redirect(url_for("auth.log_in"))
    return render_template("auth/reset.html", form=form)
