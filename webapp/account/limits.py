"""What a member reads before the first film: three steps, a sample, and the limits, which they accept."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cxr.audit_event import Outcome
from cxr.inference.model_card import ModelCard
from webapp.auth.login import require_log_in
from webapp.recording.recorder import note_outcome
from webapp.request_context import services
from webapp.sample.film import sample_finding

blueprint = Blueprint("limits", __name__, url_prefix="/limits")
blueprint.before_request(require_log_in)


@blueprint.get("/")
def show() -> str:
    """Show steps and limits. Raise NotFound if there is no model card."""
    card = _card()
    return render_template(
        "account/limits.html",
        card=card,
        sample=sample_finding(card),
        is_accepted=current_user.limits_version == card.version,
    )


@blueprint.post("/")
def accept() -> Response:
    """Record that the member has read the limits of this model. Those of another one are shown first."""
    card = _card()
    if request.form.get("version") != card.version:
        note_outcome(Outcome.REFUSED)
        flash(gettext("The model has changed since. Read the limits of the new one."), "error")
        return redirect(url_for("limits.show"))
    services().members.accept_limits(current_user.sub, card.version, services().clock())
    flash(gettext("You have accepted the limits of this model."), "success")
    return redirect(url_for("studies.worklist"))


def _card() -> ModelCard:
    card = services().model_card
    if card is None:
        raise NotFound
    return card
