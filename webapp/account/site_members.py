"""The page of a site's administrators: who belongs to the site, with which role."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from cxr.audit_event import Outcome
from cxr.errors import InvitationClosed, LastAdministrator, MemberNotFound, MemberOfSeveralSites
from cxr.storage.sites.roles import CLINICIAN, SITE_ADMIN
from webapp.account.forms import InviteForm, RoleForm, SubForm
from webapp.account.invitations import begin_role, invite_person
from webapp.auth.login import end_every_session, require_administrator
from webapp.errors import AccountError
from webapp.recording.recorder import note_about, note_outcome
from webapp.request_context import services

blueprint = Blueprint("site_members", __name__, url_prefix="/site")
blueprint.before_request(require_administrator)


@blueprint.errorhandler(LastAdministrator)
def keep_last_administrator(_: LastAdministrator) -> Response:
    """Explain why the last administrator stays one."""
    note_outcome(Outcome.REFUSED)
    return _back(gettext("The site needs an administrator. Make somebody else one first."), "error")


@blueprint.errorhandler(InvitationClosed)
def explain_closed_invitation(_: InvitationClosed) -> Response:
    """Say that an invitation was accepted or declined, or has ended."""
    note_outcome(Outcome.REFUSED)
    return _back(gettext("This invitation is not open any more."), "error")


@blueprint.get("/")
def show() -> str:
    """Show the members, and the form that invites one."""
    return _page(InviteForm())


@blueprint.post("/invite")
def invite() -> str | Response:
    """Invite an address to the site."""
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        return _back(invite_person(form.email.data, form.role.data))
    except AccountError as e:
        form.email.errors = [e.sentence]
        return _page(form)


@blueprint.post("/withdraw")
def withdraw() -> Response:
    """Take an invitation back that no one has accepted yet."""
    form = SubForm()
    if not form.validate_on_submit():
        abort(400)
    services().site_invitations.withdraw(current_user.site, form.sub.data)
    note_about(form.sub.data)
    return _back(gettext("The invitation is withdrawn."))


@blueprint.post("/invite-again")
def invite_again() -> Response:
    """Mail another temporary password to a member who has not logged in yet."""
    sub = _member_of_site()
    person = services().people.find(sub)
    if person is None:
        raise MemberNotFound(sub)
    try:
        services().invitations.take(current_user.site, services().clock())
        services().people.invite_again(person.email)
    except AccountError as e:
        note_outcome(Outcome.REFUSED)
        return _back(str(e.sentence), "error")
    return _back(gettext("Another temporary password is on its way."))


@blueprint.post("/role")
def change_role() -> Response:
    """Give a member another role, from the next request on."""
    form = RoleForm()
    if not form.validate_on_submit():
        abort(400)
    services().site_members.change_role(current_user.site, form.sub.data, form.role.data)
    begin_role(form.sub.data, form.role.data)
    note_about(form.sub.data, f"role-{form.role.data}")
    return _back(gettext("The role is changed."))


@blueprint.post("/remove")
def remove() -> Response:
    """Take a member out of the site, from the next request on.

    An account without another site can log in no more. Its log-in is barred first: a session that began
    between the two steps would outlive both.
    """
    sub = _member_of_site()
    found = services()
    _demote(sub)
    is_only_site = len(found.members.of_account(sub)) == 1
    if is_only_site:
        _bar(sub)
    has_another = found.site_members.remove(current_user.site, sub, found.clock())
    if not has_another and not is_only_site:
        # Another site removed the person meanwhile.
        _bar(sub)
    return _back(gettext("The member is removed. Their studies stay."))


@blueprint.post("/reset-second-factor")
def reset_second_factor() -> Response:
    """Take a member's second factor away, for a phone that is lost with its codes."""
    sub = _member_of_site()
    try:
        services().site_members.remove_second_factor(current_user.site, sub, services().clock())
    except MemberOfSeveralSites:
        note_outcome(Outcome.REFUSED)
        return _back(gettext("Only the operator can take this second factor away."), "error")
    end_every_session(sub)
    return _back(
        gettext(
            "The second factor is taken away. Log-in asks for the password alone until a new one is set up."
        )
    )


@blueprint.post("/second-factor")
def require_second_factor() -> Response:
    """Set whether every member needs a second factor, from the next log-in on."""
    is_required = request.form.get("need") == "required"
    services().site_settings.require_second_factor(current_user.site, is_required)
    return _back(
        gettext("A second factor is required from the next log-in on.")
        if is_required
        else gettext("A second factor is optional from the next log-in on.")
    )


def _bar(sub: str) -> None:
    services().people.disable(sub)
    end_every_session(sub)


def _demote(sub: str) -> None:
    """Take administration from a member who leaves. Raise LastAdministrator."""
    members = services().site_members
    if any(member.sub == sub and member.role == SITE_ADMIN for member in members.of_site(current_user.site)):
        members.change_role(current_user.site, sub, CLINICIAN)


def _page(form: InviteForm) -> str:
    found, now = services(), services().clock()
    members = found.site_members.of_site(current_user.site)
    people = [(member, found.people.find(member.sub)) for member in members]
    invited = [
        (invitation, found.people.find(invitation.sub))
        for invitation in found.site_invitations.of_site(current_user.site, now)
    ]
    people.sort(key=lambda both: both[1].email if both[1] else "")
    return render_template(
        "account/site_members.html",
        form=form,
        people=people,
        invited=invited,
        now=now,
        is_required=found.site_settings.requires_second_factor(current_user.site),
        by_stage=found.second_factor_required,
    )


def _member_of_site() -> str:
    """Return the account that the form names. Answer 404 unless it belongs to the administrator's site."""
    form = SubForm()
    if not form.validate_on_submit():
        abort(400)
    if form.sub.data not in {member.sub for member in services().site_members.of_site(current_user.site)}:
        abort(404)
    note_about(form.sub.data)
    return str(form.sub.data)


def _back(message: str, category: str = "success") -> Response:
    flash(message, category)
    return redirect(url_for("site_members.show"))
