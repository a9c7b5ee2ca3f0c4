"""Pages that change the password or delete the account, for whoever has shown lately who they are."""

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from cxr.audit_event import Outcome
from cxr.errors import LastAdministrator
from cxr.storage.sites.roles import CLINICIAN, SITE_ADMIN
from webapp.account.confirmation import is_confirmed, require_recent_log_in
from webapp.account.forms import ChangePasswordForm, ConfirmForm
from webapp.auth.login import (
    end_every_session,
    end_other_sessions,
    is_by_provider,
    require_log_in,
    to_log_in,
)
from webapp.errors import AccountError
from webapp.recording.recorder import note_outcome
from webapp.request_context import services

blueprint = Blueprint("credentials", __name__, url_prefix="/account")
blueprint.before_request(require_log_in)
blueprint.before_request(require_recent_log_in)


@blueprint.errorhandler(LastAdministrator)
def keep_last_administrator(error: LastAdministrator) -> Response:
    """Say what must be done before the last administrator may leave."""
    note_outcome(Outcome.REFUSED)
    if error.site == current_user.site:
        flash(
            gettext("You are the last administrator of your site. Make a colleague an administrator first."),
            "error",
        )
        return redirect(url_for("site_members.show"))
    flash(
        gettext(
            "You are the last administrator of the site %(site)s. Make a colleague there one first.",
            site=error.site,
        ),
        "error",
    )
    return redirect(url_for("sites.show"))


@blueprint.route("/password", methods=["GET", "POST"])
def change_password() -> str | Response:
    """Set a new password, and end every other session and token. Raise NotFound if there is none."""
    if is_by_provider():
        abort(404)
    form = ChangePasswordForm()
    if form.validate_on_submit() and is_confirmed(form):
        try:
            services().people.set_password(current_user.sub, form.password.data)
        except AccountError as e:
            flash(str(e.sentence), "error")
        else:
            end_other_sessions()
            flash(gettext("Your password is changed. Every other session has ended."), "success")
            return redirect(url_for("account.show"))
    return render_template("account/password.html", form=form)


@blueprint.route("/leave", methods=["GET", "POST"])
def leave() -> str | Response:
    """Delete the account, and end every session and token. Its studies stay with its sites."""
    form, members, sub = ConfirmForm(), services().site_members, current_user.sub
    alone = [site for site in current_user.sites if len(members.of_site(site)) == 1]
    shared = [site for site in current_user.sites if site not in alone]
    for site in shared:
        members.require_another_administrator(site, sub)
    if form.validate_on_submit() and is_confirmed(form):
        for membership in services().members.of_account(sub):
            if membership.site in alone:
                services().site_invitations.withdraw_all(membership.site)
            elif membership.role == SITE_ADMIN:
                members.change_role(membership.site, sub, CLINICIAN)
        end_every_session(sub)
        services().members.remove(sub, services().clock())
        # Last: once the account is gone, a repetition could not log in.
        services().people.delete(sub)
        services().addresses.forget(session["email"])
        # Begin a new session: the message must not end with the session.
        session.renew()  # type: ignore[attr-defined]
        flash(gettext("Your account is deleted."), "success")
        return to_log_in()
    return render_template("account/leave.html", form=form, alone=alone, shared=shared)
