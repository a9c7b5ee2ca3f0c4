"""Version 1 of the JSON API, for our own pages and for other programs."""

from dataclasses import replace
from math import ceil
from typing import Any

from flask import Blueprint, Response, g, jsonify, request, session, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import generate_csrf
from pydantic import ValidationError
from ulid import ULID
from werkzeug.exceptions import NotFound

from cxr.errors import StudyNotFound
from cxr.figures.prevalence import checked_prevalence
from cxr.storage.object_keys import is_study_id
from cxr.study import Status, Study
from webapp.auth.api_access import authenticate, json_body
from webapp.http.api_transfer import etag_of
from webapp.http.problems.field_errors import field_errors
from webapp.http.problems.problem_details import problem
from webapp.recording.recorder import no_act
from webapp.request_context import current_member, log_access, services
from webapp.studies.chosen_prevalence import prevalence_in_force, requested_prevalence
from webapp.studies.create_study_request import CreateStudyRequest
from webapp.studies.duplicates import earlier_upload, remember_upload
from webapp.studies.meaning_json import meaning_json
from webapp.studies.study_json import study_json, window_json
from webapp.verdicts.reader_view import ReaderView

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.before_request(authenticate)

PAGE_SIZE = 25
"""Studies on a page: slightly more than a screen shows."""

_DUPLICATE = lazy_gettext("This film was uploaded before. Send allow_duplicate to upload it once more.")


@blueprint.get("/session")
def session_end() -> Response:
    """Return when the session ends without further use, and whose it is.

    A page clears itself then. The CSRF token serves a page that outlived an earlier session of its account.
    """
    stored = getattr(session, "stored", None)
    if stored is None or "bearer" in g:
        raise NotFound
    now, sessions = services().clock(), services().sessions
    if not session.background and sessions.is_due(stored, now):  # type: ignore[attr-defined]
        # This request itself extends the session, after this response is made.
        stored = replace(stored, expires_at=sessions.end_if_used(stored.created_at, now))
    # Rounded up: a page that goes to log-in too early is sent back, and its session lives on.
    return jsonify(
        ends_in_seconds=max(0, ceil((stored.expires_at - now).total_seconds())),
        can_extend=stored.can_extend,
        account=current_member().sub,
        site=current_member().site,
        csrf_token=generate_csrf(),
    )


@blueprint.post("/studies")
def create() -> tuple[Response, int, dict[str, str]] | Response:
    """Create a study and return the form that uploads its film. Raise AllowanceUsed.

    Return a problem instead if the site has received the same file lately.
    """
    try:
        body = CreateStudyRequest.model_validate(json_body())
    except ValidationError as e:
        return problem(422, gettext("The study was not created. See the errors."), errors=field_errors(e))
    now, site = services().clock(), current_member().site
    known = earlier_upload(site, body.sha256) if body.sha256 and not body.allow_duplicate else None
    if known:
        return problem(409, str(_DUPLICATE), study_id=known.study_id, created_at=known.created_at.isoformat())
    services().allowance.take(current_member().sub, site, body.size, now)
    study = Study(
        site,
        str(ULID.from_datetime(now)),
        Status.AWAITING_UPLOAD,
        now,
        now,
        patient_ref=body.patient_ref or None,
    )
    log_access(study.study_id)
    services().studies.create(study)
    if body.sha256:
        remember_upload(site, body.sha256, study.study_id, now)
    form = services().films.upload_form(
        study.site, study.study_id, body.content_type.value, body.size, body.sha256
    )
    created = {"study_id": study.study_id, "upload": {"url": form.url, "fields": form.fields}}
    return jsonify(created), 201, {"Location": url_for("api.show", study_id=study.study_id)}


@blueprint.get("/studies")
def index() -> Response:
    """Return a page of the site's studies, newest first. Raise InvalidCursor."""
    page = services().studies.page(current_member().site, request.args.get("cursor"), limit=PAGE_SIZE)
    card, prevalence = services().model_card, prevalence_in_force().share
    view = ReaderView.of(page.studies)
    studies = [
        {**study_json(view.shown(study), card, prevalence), **view.fields(study)} for study in page.studies
    ]
    return jsonify(studies=studies, cursor=page.cursor)


@blueprint.get("/studies/<study_id>")
def show(study_id: str) -> Response:
    """Return one study with what its finding means and, once it is complete, links to its images.

    ``window`` shows the levels of the rendition as the preview does. It is null where there is no rendition.

    Raise StudyNotFound, or InvalidPrevalence for a prevalence that the request asks for.
    """
    study = services().studies.get(current_member().site, checked_study_id(study_id))
    card, chosen = services().model_card, requested_prevalence()
    view = ReaderView.of([study])
    shown = view.shown(study)
    links = _links(shown)
    if not links:
        # Nothing of the film is sent: a page waits for it.
        no_act()
    content = {
        **study_json(shown, card, chosen.share),
        **view.fields(study),
        "meaning": meaning_json(shown.finding, card, chosen),
        "window": window_json(study.window),
    }
    response = jsonify({**content, "links": links})
    # Links are signed again each time. A page gets new ones, when it needs them, without naming an ETag.
    response.set_etag(etag_of(content))
    return response


@blueprint.delete("/studies/<study_id>")
def delete(study_id: str) -> tuple[str, int]:
    """Delete a study, its images and the notes on it. Raise StudyNotFound.

    Delete images and notes even if the study is already deleted, so that repeating an interrupted call
    completes it.
    """
    site, study_id = current_member().site, checked_study_id(study_id)
    try:
        services().studies.delete(site, study_id, services().clock())
    finally:
        services().films.remove(site, study_id)
        services().verdicts.delete_notes(site, study_id)
    return "", 204


@blueprint.put("/prevalence")
def put_prevalence() -> tuple[str, int]:
    """Set the member's own prevalence, which overrides the site's. Raise InvalidPrevalence."""
    body = json_body()
    share = checked_prevalence(body.get("prevalence") if isinstance(body, dict) else None)
    services().members.set_prevalence(current_member(), share)
    return "", 204


@blueprint.delete("/prevalence")
def delete_prevalence() -> tuple[str, int]:
    """Unset the member's own prevalence, so that the site's counts again."""
    services().members.set_prevalence(current_member(), None)
    return "", 204


def checked_study_id(study_id: str) -> str:
    """Return the identifier, and log who works on the study. Raise StudyNotFound if it is none."""
    if not is_study_id(study_id):
        raise StudyNotFound("not an identifier")
    log_access(study_id)
    return study_id


def _links(study: Study) -> dict[str, Any]:
    """Return links to the pictures of a study. The heatmap belongs to its finding."""
    films = services().films
    preview = {"preview": films.preview_link(study.site, study.study_id)}
    if study.status is not Status.COMPLETE:
        # A refused film is shown where it could be decoded.
        return preview if study.has_thumbnail else {}
    links = dict(preview)
    if study.finding:
        links["heatmap"] = films.heatmap_link(study.site, study.study_id)
    if study.window:
        links["rendition"] = films.rendition_link(study.site, study.study_id)
    return links
