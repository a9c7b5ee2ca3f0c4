"""Invitations to a site: of somebody new, of somebody with an account, and of somebody who was removed."""

from contextlib import ExitStack

from flask_babel import gettext
from flask_login import current_user

from cxr.errors import AlreadyMember, InvitationClosed
from cxr.storage.sites.roles import REVIEWER
from cxr.storage.sites.site_invitations import LIFETIME, Invitation
from webapp.aws.people import Person
from webapp.errors import AddressTaken, CannotInvite, MemberAlready
from webapp.recording.recorder import note_about
from webapp.request_context import services


def invite_person(email: str, role: str) -> str:
    """Invite an address to the administrator's site. Return what happens next. Raise an AccountError."""
    found = services()
    found.invitations.take(current_user.site, found.clock())
    for at_provider in found.people.subs_at_provider(email):
        if found.members.site_of(at_provider):
            return _invite_account(email, role, at_provider)
    try:
        return _invite_new(email, role)
    except AddressTaken:
        sub = found.accounts.sub_of(email)
    person = found.people.find(sub)
    if person and person.is_unconfirmed:
        # Whoever signed up has not shown that the address is theirs, and knows the password of the account.
        found.people.delete(sub)
        return _invite_new(email, role)
    return _take_back(email, role, sub, person) or _invite_account(email, role, sub, person)


def begin_role(sub: str, role: str) -> None:
    """Have a new reviewer see films first: only a verdict before the opinion measures the model."""
    if role == REVIEWER:
        services().members.begin_film_first(sub, current_user.site, services().clock())


def _invite_new(email: str, role: str) -> str:
    """Create an account at this site. Its owner gets a mail. Raise AddressTaken or another AccountError."""
    sub = services().people.invite(email)
    note_about(sub, f"invited-{role}")
    with ExitStack() as undo:
        # An account without a site would get one of its own at its first log-in.
        undo.callback(services().people.delete, sub)
        services().site_members.add(sub, current_user.site, role)
        begin_role(sub, role)
        undo.pop_all()
    return _mailed(email)


def _mailed(email: str) -> str:
    """Return what happens after a mail with a temporary password."""
    return str(
        gettext(
            "%(address)s is invited. The temporary password in the mail works for 7 days, once.",
            address=email,
        )
    )


def _take_back(email: str, role: str, sub: str, person: Person | None) -> str | None:
    """Add somebody who was removed from their last site. Return None for anybody else.

    Such an account is barred: no invitation could be shown at its next log-in.
    """
    found = services()
    if person is None or not person.is_barred or found.members.of_account(sub):
        return None
    try:
        found.site_members.add_again(sub, current_user.site, role)
    except AlreadyMember:
        # Another site was faster.
        return None
    note_about(sub, f"invited-{role}")
    begin_role(sub, role)
    found.people.enable(sub)
    if person.is_invited:
        found.people.invite_again(person.email)
        return _mailed(email)
    return str(gettext("%(address)s can log in again, and belongs to your site.", address=email))


def _invite_account(email: str, role: str, sub: str, person: Person | None = None) -> str:
    """Invite somebody who has an account already. They join after their next log-in, if they want to.

    Somebody who has never logged in gets a mail for it: their temporary password may have ended. Raise
    MemberAlready, CannotInvite or another AccountError.
    """
    found, now = services(), services().clock()
    note_about(sub, f"invited-{role}")
    invitation = Invitation(sub, current_user.site, role, current_user.sub, now + LIFETIME)
    try:
        found.site_invitations.invite(invitation, now)
    except AlreadyMember as e:
        raise MemberAlready from e
    except InvitationClosed as e:
        raise CannotInvite from e
    if person and person.is_invited and not person.is_barred:
        found.people.invite_again(person.email)
        return _mailed(email)
    return str(
        gettext(
            "%(address)s has an account already. The invitation is shown at their next log-in, for 7 days.",
            address=email,
        )
    )
