"""The earlier films of a study's patient, in the JSON API."""

from typing import Any

from flask import Blueprint, Response, jsonify

from cxr.errors import StudyNotFound
from cxr.storage.object_keys import is_study_id
from cxr.study import Study
from webapp.auth.api_access import authenticate
from webapp.request_context import current_member, log_access, services
from webapp.studies.chosen_prevalence import prevalence_in_force
from webapp.studies.study_json import study_json
from webapp.verdicts.reader_view import ReaderView

blueprint = Blueprint("priors", __name__, url_prefix="/api/v1")
blueprint.before_request(authenticate)


@blueprint.get("/studies/<study_id>/priors")
def index(study_id: str) -> Response:
    """Return the earlier films of the same patient at the same site, newest first. Raise StudyNotFound."""
    if not is_study_id(study_id):
        raise StudyNotFound("not an identifier")
    log_access(study_id)
    study = services().studies.get(current_member().site, study_id)
    priors = services().priors.before(study)
    back_to = priors.searched_back_to
    view = ReaderView.of([study, *priors.studies])
    return jsonify(
        priors=[_prior_json(prior, study, view) for prior in priors.studies],
        searched_back_to=back_to.isoformat() if back_to else None,
    )


def _prior_json(prior: Study, study: Study, view: ReaderView) -> dict[str, Any]:
    """Return a study of the API, and whether its probability may be compared with that of ``study``."""
    findings = [it.finding for it in (view.shown(prior), view.shown(study))]
    versions = {finding.model_version for finding in findings if finding}
    comparable = None not in findings and len(versions) == 1
    card, prevalence = services().model_card, prevalence_in_force().share
    return {
        **study_json(view.shown(prior), card, prevalence),
        **view.fields(prior),
        "comparable": comparable,
    }
