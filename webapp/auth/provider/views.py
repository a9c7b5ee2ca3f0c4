"""Log-in by the identity provider of the hospital, on stages that have one."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from cxr.audit_event import Outcome
from cxr.errors import AccessEnded
from webapp.auth.login import local_path
from webapp.auth.provider.flow import begin_flow, current_flow, take_flow
from webapp.auth.provider.joining import await_joining, awaited_joining, forget_stranger, invitation
from webapp.auth.provider.joining import decline as decline_invitation
from webapp.auth.provider.joining import join as take_up
from webapp.auth.steps.pending_log_in import PendingLogIn, go_on
from webapp.aws.identity_provider import IdentityProvider
from webapp.errors import AccountError, LogInTooLate
from webapp.logger import logger
from webapp.provider_errors import ProviderRefused, UnconfirmedAddress
from webapp.recording.recorder import no_act, note_account, note_no_account, note_outcome, note_site
from webapp.request_context import services

blueprint = Blueprint("provider_log_in", __name__, url_prefix="/log-in/provider")

_ERROR_CODES = {"access_denied", "invalid_request", "unauthorized_client", "invalid_scope", "server_error"}
"""Of OAuth 2.0. Anything else may be text of whoever made the address, and is not logged."""


@blueprint.before_request
def require_provider() -> None:
    """Raise NotFound on a stage without a provider."""
    if services().identity_provider is None:
        abort(404)


@blueprint.errorhandler(AccountError)
def begin_again(error: AccountError) -> Response:
    """End this log-in, and say why on the log-in page, which leads to where this one would have led."""
    logger.warning("no log-in by the identity provider", kind=type(error).__name__, cause=str(error))
    session.pop("joining", None)
    note_outcome(Outcome.REFUSED)
    flash(str(error.sentence), "error")
    return redirect(url_for("auth.log_in", next=g.get("wanted")))


@blueprint.errorhandler(AccessEnded)
def begin_again_later(_: AccessEnded) -> Response:
    """Say that the access has ended since the log-in began."""
    return begin_again(LogInTooLate("access ended"))


@blueprint.get("")
def start() -> Response:
    """Begin a log-in, also of somebody who is signed in and has to show once more who they are."""
    begin_flow(local_path(request.args.get("next")))
    return redirect(_provider().ending_url)


@blueprint.get("/authorize")
def authorize() -> Response:
    """Have the provider ask who it is, once Cognito's own session has ended."""
    return redirect(_provider().authorize_url(current_flow()))


@blueprint.get("/callback")
def callback() -> Response:
    """Take the provider's answer, and begin the session."""
    note_no_account()
    flow = take_flow(request.args.get("state", ""))
    g.wanted = flow.wanted
    if error := request.args.get("error"):
        raise ProviderRefused(error if error in _ERROR_CODES else "another error")
    try:
        person = _provider().person(request.args.get("code", ""), flow)
    except UnconfirmedAddress as e:
        forget_stranger(e.sub, e.user_name)
        raise
    note_account(person.sub)
    joining = invitation(person, flow.begun, flow.wanted)
    if joining and joining.site:
        # The log-in is the act of its last step.
        no_act()
        await_joining(joining)
        return redirect(url_for("provider_log_in.join"))
    if joining:
        # There is no one to join: the operator made the account for a site of its own.
        take_up(joining)
    log_in = PendingLogIn(person.email, flow.begun_at, person.sub, by_provider=True)
    return go_on(log_in, flow.wanted)


@blueprint.route("/join", methods=["GET", "POST"])
def join() -> str | Response:
    """Say what joining means, and join."""
    joining = awaited_joining()
    g.wanted = joining.wanted
    if request.method == "GET":
        return render_template("auth/join.html", joining=joining)
    note_site(joining.sub, str(joining.site))
    take_up(joining)
    return redirect(url_for("provider_log_in.joined"))


@blueprint.get("/joined")
def joined() -> Response:
    """Go on with the log-in of somebody who has joined."""
    note_no_account()
    joining = awaited_joining(is_joined=True)
    g.wanted = joining.wanted
    note_account(joining.sub)
    session.pop("joining")
    return go_on(joining.log_in, joining.wanted)


@blueprint.post("/decline")
def decline() -> Response:
    """Decline the invitation."""
    joining = awaited_joining()
    note_site(joining.unused, str(joining.site))
    decline_invitation(joining)
    flash(gettext("You have declined the invitation. Nothing is kept of your address."), "success")
    return redirect(url_for("auth.log_in"))


def _provider() -> IdentityProvider:
    provider = services().identity_provider
    assert provider  # noqa: S101 - see require_provider
    return provider
