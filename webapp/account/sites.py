"""The page of somebody's sites: which one to act in, and invitations to further ones."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from cxr.audit_event import Outcome
from cxr.errors import InvitationClosed
from cxr.storage.object_keys import is_site
from webapp.auth.acting_site import act_at
from webapp.auth.login import local_path, require_log_in
from webapp.auth.steps.second_factor import is_required_at
from webapp.recording.recorder import note_outcome, note_site
from webapp.request_context import services, set_session_member

blueprint = Blueprint("sites", __name__, url_prefix="/sites")
blueprint.before_request(require_log_in)


@blueprint.errorhandler(InvitationClosed)
def explain_closed_invitation(_: InvitationClosed) -> Response:
    """Say that an invitation is gone."""
    note_outcome(Outcome.REFUSED)
    return _back(gettext("This invitation is not open any more."), "error")


@blueprint.get("/")
def show() -> str:
    """Show the sites that the person belongs to, the one in use first, and open invitations."""
    found, sub = services(), current_user.sub
    memberships = sorted(
        found.members.of_account(sub), key=lambda it: (it.site != current_user.site, it.site)
    )
    invitations = [
        (invitation, found.people.find(invitation.by))
        for invitation in found.site_invitations.of_account(sub, found.clock())
    ]
    return render_template(
        "account/sites.html",
        memberships=memberships,
        invitations=invitations,
        wanted=local_path(request.args.get("next")) or "",
    )


@blueprint.post("/enter")
def enter() -> Response:
    """Act in another site from here on, in every tab of this session."""
    site, valid_from = _site(), session.stored.valid_from  # type: ignore[attr-defined]
    member = services().members.find(current_user.sub, valid_from, site)
    if member is None or member.site != site:
        note_outcome(Outcome.REFUSED)
        return _back(gettext("You do not belong to this site."), "error")
    if _lacks_factor(site):
        return _to_set_up()
    services().members.remember_site(member)
    act_at(site)
    set_session_member(member)
    return redirect(local_path(request.form.get("next")) or url_for("studies.worklist"))


@blueprint.post("/accept")
def accept() -> Response:
    """Join a site. The session goes on in the one that it acts in."""
    site, sub = _site(), current_user.sub
    if _lacks_factor(site):
        return _to_set_up()
    services().site_invitations.accept(site, sub, services().clock())
    note_site(sub, site)
    return _back(gettext("You belong to the site %(site)s now.", site=site))


@blueprint.post("/decline")
def decline() -> Response:
    """Decline an invitation. The site keeps nothing of it but the event."""
    site, sub = _site(), current_user.sub
    services().site_invitations.withdraw(site, sub)
    note_site(sub, site)
    return _back(gettext("You have declined the invitation."))


def _lacks_factor(site: str) -> bool:
    """Return whether the site needs a second factor that the account has not."""
    return not current_user.second_factor and is_required_at(site)


def _to_set_up() -> Response:
    note_outcome(Outcome.REFUSED)
    flash(gettext("This site requires a second factor. Set it up first."), "error")
    return redirect(url_for("second_factor.set_up"))


def _site() -> str:
    """Return the site that the form names. Answer 400 to what cannot be one."""
    site = request.form.get("site", "")
    if not is_site(site):
        abort(400)
    return site


def _back(message: str, category: str = "success") -> Response:
    flash(message, category)
    return redirect(url_for("sites.show", next=local_path(request.form.get("next"))))
