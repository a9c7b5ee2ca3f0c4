"""The worklist and result pages. Their scripts fetch the studies from the JSON API."""

from flask import Blueprint, render_template
from flask_login import current_user

from cxr.errors import StudyNotFound
from cxr.storage.object_keys import is_study_id
from cxr.urgency import received_at
from webapp.auth.login import require_log_in
from webapp.http.api_transfer import allow_compression
from webapp.request_context import log_access, services
from webapp.sample.film import sample_finding

blueprint = Blueprint("studies", __name__, url_prefix="/studies")
blueprint.before_request(require_log_in)


@blueprint.get("/")
def worklist() -> str:
    """Show the upload area and the status of each study."""
    # Studies come from the API: no text of a patient or a colleague is in this page.
    allow_compression()
    inbox = services().films.inbox(current_user.site)
    card = services().model_card
    return render_template("studies/worklist.html", inbox=inbox, card=card, sample=sample_finding(card))


@blueprint.get("/<study_id>")
def result(study_id: str) -> str:
    """Show one film with its finding. Raise StudyNotFound."""
    if not is_study_id(study_id):
        raise StudyNotFound(study_id)
    log_access(study_id)
    study = services().studies.get(current_user.site, study_id)
    return render_template(
        "studies/result.html", study=study, received=received_at(study_id), card=services().model_card
    )
