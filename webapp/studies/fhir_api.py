"""The result of a study as FHIR R4, for records that take such resources."""

import json

from flask import Blueprint, Response
from flask_babel import lazy_gettext

from cxr.errors import StudyNotFound
from cxr.interchange.fhir.bundle import MEDIA_TYPE, bundle
from cxr.interchange.fhir.subject import pseudonymous
from cxr.interchange.statement import state
from cxr.storage.object_keys import is_study_id
from webapp.auth.api_access import authenticate
from webapp.http.problems.problem_details import problem
from webapp.request_context import current_member, log_access, services
from webapp.studies.chosen_prevalence import requested_prevalence
from webapp.verdicts.reader_view import ReaderView

blueprint = Blueprint("fhir", __name__, url_prefix="/api/v1")
blueprint.before_request(authenticate)

_NO_FINDING = lazy_gettext("The film has no finding, so there is no result to send.")
_HIDDEN = lazy_gettext("The finding is hidden until you have given a verdict on the film.")


@blueprint.get("/studies/<study_id>/fhir")
def show(study_id: str) -> Response:
    """Return the bundle of a complete study. A study without a finding, or with one that is hidden from the
    reader until a verdict, is a conflict, with its reason.

    Raise StudyNotFound, or InvalidPrevalence for a prevalence that the request asks for.
    """
    if not is_study_id(study_id):
        raise StudyNotFound("not an identifier")
    log_access(study_id)
    study = services().studies.get(current_member().site, study_id)
    chosen = requested_prevalence()
    if study.finding is None:
        return problem(409, study.reason.sentence if study.reason else _NO_FINDING)
    if ReaderView.of([study]).is_hidden(study):
        return problem(409, str(_HIDDEN))
    statement = state(study.finding, services().model_card, chosen.share)
    # The moment of the finding, and not of the request: the same study gives the same bundle.
    resources = bundle(statement, pseudonymous(study), study.updated_at)
    return Response(json.dumps(resources, ensure_ascii=False), mimetype=MEDIA_TYPE)
