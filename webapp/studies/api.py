"""Version 1 of the JSON API, for our own pages and for other programs."""

from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request, session, url_for
from flask_login import current_user
from pydantic import ValidationError
from ulid import ULID
from werkzeug.exceptions import BadRequest, NotFound, Unauthorized

from cxr.errors import StudyNotFound
from cxr.prevalence import checked_prevalence
from cxr.storage.object_keys import is_study_id
from cxr.study import Status, Study
from webapp.http.problem_details import problem
from webapp.request_context import current_member, log_access, services, set_bearer_member
from webapp.studies.chosen_prevalence import prevalence_in_force, requested_prevalence
from webapp.studies.create_study_request import CreateStudyRequest, field_errors
from webapp.studies.duplicates import earlier_upload, remember_upload
from webapp.studies.meaning_json import meaning_json
from webapp.studies.study_json import study_json

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

PAGE_SIZE = 25
"""Studies on a page: slightly more than a screen shows."""

_DUPLICATE = "This film was uploaded before. Send allow_duplicate to upload it once more."


@blueprint.before_request
def authenticate() -> None:
    """Authenticate by bearer token if there is one, else by session with CSRF protection.

    Raise InvalidToken, AccessEnded, Unauthorized or CSRFError.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise Unauthorized
        owner = services().access_tokens.owner(token.strip())
        set_bearer_member(services().members.get_or_create(owner.sub, owner.logged_in_at))
        return
    if not current_user.is_authenticated:
        raise Unauthorized
    current_app.extensions["csrf"].protect()


@blueprint.get("/session")
def session_end() -> Response:
    """Return when the session ends without further use, so that a page can clear itself then."""
    stored = getattr(session, "stored", None)
    if stored is None or "bearer" in g:
        raise NotFound
    left = stored.expires_at - services().clock()
    return jsonify(ends_in_seconds=max(0, round(left.total_seconds())))


@blueprint.post("/studies")
def create() -> tuple[Response, int, dict[str, str]] | Response:
    """Create a study and return the form that uploads its film.

    Return a problem instead if the site has received the same file lately.
    """
    try:
        body = CreateStudyRequest.model_validate(json_body())
    except ValidationError as e:
        return problem(422, "The study was not created. See the errors.", errors=field_errors(e))
    now, site = services().clock(), current_member().site
    known = earlier_upload(site, body.sha256) if body.sha256 and not body.allow_duplicate else None
    if known:
        return problem(409, _DUPLICATE, study_id=known.study_id, created_at=known.created_at.isoformat())
    study = Study(
        site,
        str(ULID.from_datetime(now)),
        Status.AWAITING_UPLOAD,
        now,
        now,
        patient_ref=body.patient_ref or None,
    )
    services().studies.create(study)
    if body.sha256:
        remember_upload(site, body.sha256, study.study_id, now)
    log_access(study.study_id)
    form = services().films.upload_form(study.site, study.study_id, body.content_type.value, body.size)
    created = {"study_id": study.study_id, "upload": {"url": form.url, "fields": form.fields}}
    return jsonify(created), 201, {"Location": url_for("api.show", study_id=study.study_id)}


@blueprint.get("/studies")
def index() -> Response:
    """Return a page of the site's studies, newest first. Raise InvalidCursor."""
    page = services().studies.page(current_member().site, request.args.get("cursor"), limit=PAGE_SIZE)
    card, prevalence = services().model_card, prevalence_in_force().share
    return jsonify(
        studies=[study_json(study, card, prevalence) for study in page.studies], cursor=page.cursor
    )


@blueprint.get("/studies/<study_id>")
def show(study_id: str) -> Response:
    """Return one study, with what its finding means, and links to its images once it is complete.

    Raise StudyNotFound, or InvalidPrevalence for a prevalence that the request asks for.
    """
    study = services().studies.get(current_member().site, checked_study_id(study_id))
    card, chosen = services().model_card, requested_prevalence()
    return jsonify(
        {
            **study_json(study, card, chosen.share),
            "meaning": meaning_json(study.finding, card, chosen),
            "links": _links(study),
        }
    )


@blueprint.delete("/studies/<study_id>")
def delete(study_id: str) -> tuple[str, int]:
    """Delete a study and its images. Raise StudyNotFound.

    Delete the images even if the study is already deleted, so that repeating an interrupted call
    completes it.
    """
    site, study_id = current_member().site, checked_study_id(study_id)
    try:
        services().studies.delete(site, study_id, services().clock())
    finally:
        services().films.remove(site, study_id)
    return "", 204


@blueprint.put("/prevalence")
def put_prevalence() -> tuple[str, int]:
    """Set the member's own prevalence, which overrides the site's. Raise InvalidPrevalence."""
    body = json_body()
    share = checked_prevalence(body.get("prevalence") if isinstance(body, dict) else None)
    services().members.set_prevalence(current_member().sub, share)
    return "", 204


@blueprint.delete("/prevalence")
def delete_prevalence() -> tuple[str, int]:
    """Unset the member's own prevalence, so that the site's counts again."""
    services().members.set_prevalence(current_member().sub, None)
    return "", 204


def json_body() -> object:
    """Return the request's JSON. Raise BadRequest if it is malformed, or nested too deep for the parser."""
    try:
        return request.get_json()
    except RecursionError as e:
        raise BadRequest from e


def checked_study_id(study_id: str) -> str:
    """Return the identifier, and log who works on the study. Raise StudyNotFound if it is none."""
    if not is_study_id(study_id):
        raise StudyNotFound("not an identifier")
    log_access(study_id)
    return study_id


def _links(study: Study) -> dict[str, Any]:
    films = services().films
    if study.status is not Status.COMPLETE:
        # A refused film is shown where it could be decoded.
        preview = films.preview_link(study.site, study.study_id)
        return {"preview": preview} if study.has_thumbnail else {}
    return {
        "preview": films.preview_link(study.site, study.study_id),
        "heatmap": films.heatmap_link(study.site, study.study_id),
    }
