"""Who may come in by the identity provider: members, and those whom a site has invited by the same address.

An invitation makes an account with a temporary password. Whoever has the mailbox may use it. The provider
vouches for the mailbox, so its person may take the place of that account, as long as no one has used it and
the password still works. An account that somebody has used keeps its owner: the two are never joined by their
address.
"""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from flask import session

from cxr.errors import InvitationClosed
from webapp.auth.provider.flow import is_over
from webapp.auth.steps.pending_log_in import PendingLogIn
from webapp.aws.identity_provider import ProviderPerson
from webapp.errors import HasPassword, InvitationEnded, LogInTooLate, NotInvited
from webapp.recording.recorder import note_address
from webapp.request_context import services


@dataclass(frozen=True, slots=True)
class Joining:
    """A person of the provider with an invitation. ``unused`` is the account that it made.

    ``site`` is the one that invites; None where an operator made the account, which gets a site of its own.
    """

    sub: str
    user_name: str
    email: str
    begun_at: float
    wanted: str | None
    unused: str
    site: str | None
    is_joined: bool = False

    @property
    def log_in(self) -> PendingLogIn:
        """Return the log-in that goes on once the person has joined."""
        return PendingLogIn(self.email, self.begun_at, self.sub, by_provider=True)


def invitation(person: ProviderPerson, begun: datetime, wanted: str | None) -> Joining | None:
    """Return the invitation that a person without a site may take up; None for a member.

    Where anybody may sign up, an invitation that has ended keeps no one out: a stranger may have sent it.
    Raise NotInvited, InvitationEnded or HasPassword: nothing is kept then of somebody who never was a member.
    """
    found = services()
    if found.members.site_of(person.sub):
        return None
    account = found.people.with_password(person.email)
    has_ended = account is not None and account.has_ended(found.clock())
    if account and account.is_unused and not has_ended:
        site = found.members.site_of(account.sub)
        return Joining(
            person.sub, person.user_name, person.email, begun.timestamp(), wanted, account.sub, site
        )
    if (account is None or has_ended) and not found.invitation_only:
        return None
    note_address(person.email)
    forget_stranger(person.sub, person.user_name)
    if has_ended:
        raise InvitationEnded
    raise HasPassword if account else NotInvited


def forget_stranger(sub: str, user_name: str) -> None:
    """Delete what a log-in has left of somebody who never was a member."""
    if not services().members.was_member(sub):
        services().people.delete(user_name)


def await_joining(joining: Joining) -> None:
    """Remember the invitation, under a session token that no one knew before."""
    session.renew()  # type: ignore[attr-defined]
    session["joining"] = asdict(joining)


def awaited_joining(*, is_joined: bool = False) -> Joining:
    """Return the invitation of this session. Raise LogInTooLate if none awaits an answer, or not any more."""
    found = session.get("joining")
    if not found or found["is_joined"] is not is_joined:
        raise LogInTooLate("no invitation")
    joining = Joining(**found)
    if is_over(datetime.fromtimestamp(joining.begun_at, UTC)):
        raise LogInTooLate("the invitation was shown too long")
    return joining


def join(joining: Joining) -> None:
    """Take up the invitation. Raise InvitationEnded, or LogInTooLate if it is not open for another reason."""
    found = services()
    _require_open(joining)
    if joining.site:
        try:
            found.unused_accounts.hand_over(
                joining.unused, joining.sub, joining.site, joining.log_in.begun, found.clock()
            )
        except InvitationClosed as e:
            raise LogInTooLate("the invitation was withdrawn") from e
    else:
        found.unused_accounts.pass_on_invitations(joining.unused, joining.sub, found.clock())
    found.people.delete(joining.unused)
    session["joining"] = asdict(replace(joining, is_joined=True))


def _require_open(joining: Joining) -> None:
    found = services()
    account = found.people.with_password(joining.email)
    if not account or account.sub != joining.unused or not account.is_unused:
        raise LogInTooLate("the invitation was used")
    if account.has_ended(found.clock()):
        raise InvitationEnded
    if found.members.site_of(joining.unused) != joining.site:
        raise LogInTooLate("the invitation was withdrawn")


def decline(joining: Joining) -> None:
    """Delete the account that the invitation made, and what the log-in has left.

    Raise InvitationEnded, or LogInTooLate for another reason: an account that was used is its owner's.
    """
    found = services()
    _require_open(joining)
    found.members.remove(joining.unused, found.clock())
    found.people.delete(joining.unused)
    forget_stranger(joining.sub, joining.user_name)
    session.renew()  # type: ignore[attr-defined]
