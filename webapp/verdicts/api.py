"""The part of the JSON API that is about readers: their verdicts, and how they read."""

from flask import Blueprint, Response, g, jsonify, session
from flask_babel import gettext, lazy_gettext
from pydantic import ValidationError

from cxr.errors import StudyNotFound
from cxr.storage.object_keys import is_study_id
from cxr.study import Finding, Study
from cxr.verdict import Judgement, OpinionShown, Verdict
from webapp.auth.api_access import authenticate, json_body
from webapp.http.problems.field_errors import field_errors
from webapp.http.problems.problem_details import problem
from webapp.request_context import current_member, log_access, services
from webapp.verdicts.film_first import film_first_in_force
from webapp.verdicts.reader_view import ReaderView
from webapp.verdicts.verdict_json import verdict_json
from webapp.verdicts.verdict_request import ReadingSettingsRequest, VerdictRequest

blueprint = Blueprint("verdict_api", __name__, url_prefix="/api/v1")
blueprint.before_request(authenticate)

_NOT_JUDGED = lazy_gettext("This film has no finding, so there is nothing to give a verdict on.")
_HIDDEN = lazy_gettext("The model's opinion is hidden from you. Give a finding of your own, or “unsure”.")
_NO_LABEL = lazy_gettext("The model has no label for this film. Give a finding of your own, or “unsure”.")


@blueprint.get("/studies/<study_id>/verdicts")
def index(study_id: str) -> Response:
    """Return every verdict on a film, newest first. Raise StudyNotFound.

    While the model's opinion is hidden from the member, so are the verdicts of others.
    """
    study = _study(study_id)
    view = ReaderView.of([study])
    verdicts = () if view.is_hidden(study) else view.readings.verdicts
    return jsonify(verdicts=[verdict_json(verdict, view.reader) for verdict in reversed(verdicts)])


@blueprint.post("/studies/<study_id>/verdicts")
def create(study_id: str) -> tuple[Response, int] | Response:
    """Record a verdict of the member, which opens the model's opinion to them. Raise StudyNotFound."""
    study = _study(study_id)
    try:
        body = VerdictRequest.model_validate(json_body())
    except ValidationError as e:
        return problem(422, gettext("The verdict was not recorded. See the errors."), errors=field_errors(e))
    if study.finding is None:
        return problem(409, str(_NOT_JUDGED))
    view = ReaderView.of([study])
    if body.verdict in (Judgement.AGREE, Judgement.DISAGREE):
        if view.is_hidden(study):
            return problem(409, str(_HIDDEN))
        if study.finding.label is None:
            return problem(422, str(_NO_LABEL))
    verdict = _verdict(body, study.study_id, study.finding, view.is_before_opinion(study))
    services().verdicts.add(study.site, verdict)
    # A study that was deleted meanwhile leaves no note behind.
    if verdict.note is not None and services().studies.is_deleted(study.site, study_id):
        services().verdicts.delete_notes(study.site, study_id)
    return jsonify(verdict_json(verdict, view.reader)), 201


@blueprint.post("/studies/<study_id>/opinion")
def show_opinion(study_id: str) -> tuple[str, int]:
    """Open the model's opinion on a film to the member, before a verdict. Raise StudyNotFound."""
    study = _study(study_id)
    if ReaderView.of([study]).is_hidden(study):
        shown = OpinionShown(study_id, current_member().sub, services().clock())
        services().verdicts.add_shown(study.site, shown)
    return "", 204


@blueprint.get("/reading")
def reading() -> Response:
    """Return how the member reads: films first or not, and with hotkeys or not."""
    in_force = film_first_in_force()
    return jsonify(
        film_first=in_force.on, film_first_source=in_force.source, hotkeys=current_member().hotkeys
    )


@blueprint.put("/reading")
def put_reading() -> tuple[str, int] | Response:
    """Change how the member reads. Raise AccessEnded."""
    try:
        body = ReadingSettingsRequest.model_validate(json_body())
    except ValidationError as e:
        return problem(422, gettext("Nothing was changed. See the errors."), errors=field_errors(e))
    member, given = current_member(), body.model_fields_set
    # Verdicts count as given before the opinion only from the last change on, so the same value is no change.
    if "film_first" in given and body.film_first != member.film_first:
        services().members.set_film_first(member, body.film_first, services().clock())
    if "hotkeys" in given:
        services().members.set_hotkeys(member.sub, body.hotkeys)
    return "", 204


def _study(study_id: str) -> Study:
    if not is_study_id(study_id):
        raise StudyNotFound("not an identifier")
    log_access(study_id)
    return services().studies.get(current_member().site, study_id)


def _verdict(body: VerdictRequest, study_id: str, opinion: Finding, before_opinion: bool) -> Verdict:
    return Verdict(
        study_id,
        reader=current_member().sub,
        # A request with a token may come with the session of somebody else.
        reader_email=None if "bearer" in g else session.get("email"),
        given_at=services().clock(),
        said=body.verdict,
        finding=body.finding,
        before_opinion=before_opinion,
        opinion=opinion,
        note=body.note or None,
    )
