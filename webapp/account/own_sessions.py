"""Ends sessions of one's own account."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from webapp.account.forms import SessionForm
from webapp.auth.login import end_other_sessions, require_log_in
from webapp.request_context import services

blueprint = Blueprint("own_sessions", __name__, url_prefix="/account/sessions")
blueprint.before_request(require_log_in)


@blueprint.post("/end")
def end() -> Response:
    """End one session of the account."""
    form = SessionForm()
    if form.validate_on_submit():
        services().sessions.end_of_account(current_user.sub, form.session_id.data)
        flash(gettext("The session has ended."), "success")
    return redirect(url_for("account.show", _anchor="sessions"))


@blueprint.post("/end-others")
def end_others() -> Response:
    """End every session and token of the account but this session."""
    end_other_sessions()
    flash(gettext("Every other session has ended."), "success")
    return redirect(url_for("account.show", _anchor="sessions"))
