"""The account page: what a person can see and change of their own account."""

from flask import Blueprint, Response, abort, flash, json, redirect, render_template, session, url_for
from flask_babel import force_locale, get_locale, gettext
from flask_login import current_user
from werkzeug.wrappers import Response as Redirection

from cxr.audit_event import Outcome
from cxr.errors import InvalidPrevalence
from cxr.figures.prevalence import checked_prevalence
from webapp.account.account_data import account_data
from webapp.account.forms import LanguageForm, PrevalenceForm
from webapp.auth.login import require_log_in
from webapp.auth.steps.second_factor import is_required
from webapp.languages.formats import localized
from webapp.languages.words import translated
from webapp.recording.recorder import note_outcome
from webapp.request_context import services

blueprint = Blueprint("account", __name__, url_prefix="/account")
blueprint.before_request(require_log_in)


@blueprint.get("/")
def show() -> str:
    """Show the account, its sessions and its settings."""
    return render_template(
        "account/account.html",
        sessions=services().sessions.of_account(current_user.sub, services().clock()),
        this_session=session.stored and session.stored.session_id,  # type: ignore[attr-defined]
        codes_left=services().second_factors.codes_left(current_user.sub),
        second_factor_required=is_required(current_user),
        site_prevalence=services().site_settings.prevalence(current_user.site),
        prevalence_form=PrevalenceForm(data={"prevalence": _per_cent(current_user.prevalence)}),
        language_form=LanguageForm(data={"language": current_user.language or ""}),
    )


@blueprint.post("/prevalence")
def set_prevalence() -> Redirection:
    """Set the member's own prevalence, or leave it to the site."""
    given = str(PrevalenceForm().prevalence.data or "").strip().rstrip("%").replace(",", ".").strip()
    try:
        share = checked_prevalence(_share(given)) if given else None
    except InvalidPrevalence as e:
        note_outcome(Outcome.REFUSED)
        flash(translated(str(e)), "error")
    else:
        services().members.set_prevalence(current_user, share)
        saved = gettext("Your prevalence is saved.")
        flash(saved if given else gettext("The value of your site counts again."), "success")
    return redirect(url_for("account.show", _anchor="prevalence-setting"))


@blueprint.post("/language")
def set_language() -> Redirection:
    """Set the language of the member's pages, or leave it to the browser."""
    form = LanguageForm()
    if not form.validate_on_submit():
        abort(400)
    chosen = form.language.data
    services().members.set_language(current_user.sub, chosen or None)
    with force_locale(chosen or get_locale()):
        flash(gettext("Your language is saved."), "success")
    return redirect(url_for("account.show", _anchor="language-setting"))


@blueprint.get("/export")
def export() -> Response:
    """Return all that is kept of the account, as a file."""
    response = Response(
        json.dumps(account_data(current_user, session["email"]), indent=2), mimetype="application/json"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="pneumoscope-account.json"'
    return response


def _share(per_cent: str) -> float | str:
    try:
        return float(per_cent) / 100
    except ValueError:
        # The check has the sentence for it.
        return per_cent


def _per_cent(share: float | None) -> str:
    return "" if share is None else localized(f"{100 * share:g}")
