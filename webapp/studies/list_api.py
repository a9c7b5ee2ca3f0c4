"""The worklist in the JSON API: filtered and ordered pages, thumbnails, and the marks of readers."""

from collections.abc import Mapping
from typing import Any, TypeVar

from flask import Blueprint, Response, jsonify
from flask_babel import gettext
from pydantic import BaseModel, ValidationError

from cxr.study import Study
from cxr.urgency import Urgency, is_overdue
from webapp.auth.api_access import authenticate, json_body
from webapp.http.api_transfer import etag_of
from webapp.http.problems.field_errors import field_errors
from webapp.http.problems.problem_details import problem
from webapp.request_context import current_member, services
from webapp.studies.api import checked_study_id
from webapp.studies.chosen_prevalence import prevalence_in_force
from webapp.studies.study_json import study_json
from webapp.studies.worklist_request import EditStudyRequest, ThumbnailsRequest, WorklistRequest
from webapp.verdicts.film_first import film_first_in_force
from webapp.verdicts.reader_view import ReaderView

blueprint = Blueprint("list_api", __name__, url_prefix="/api/v1")
blueprint.before_request(authenticate)

PAGE_SIZE = 50
"""Studies on a page: three screens."""

Body = TypeVar("Body", bound=BaseModel)


class InvalidBody(ValueError):
    """The JSON of a request has wrong fields; ``errors`` names them."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__("invalid fields")
        self.errors = field_errors(error)


@blueprint.errorhandler(InvalidBody)
def _invalid(error: InvalidBody) -> Response:
    return problem(422, gettext("Nothing was changed. See the errors."), errors=error.errors)


@blueprint.post("/worklist")
def worklist() -> Response:
    """Return a page of the worklist, and the number of unread studies. Raise InvalidCursor.

    A request to read, sent as POST: the search may be a patient reference, which no URL may contain. So it
    has no ETag of HTTP: a client that polls names the ``version`` that it has as ``known``.
    """
    asked, site, now = _body(WorklistRequest), current_member().site, services().clock()
    is_blind = film_first_in_force().on
    if is_blind:
        asked = asked.without_opinion
    page = services().worklist.page(site, asked.query, now, asked.cursor, PAGE_SIZE)
    counts, counts_are_cut = services().worklist.unread_counts(site)
    also = services().worklist.get_many(site, asked.also) if asked.also else ()
    content = {
        "studies": _rows(page.studies),
        "total": page.total,
        "is_cut": page.is_cut,
        "order": asked.order,
        "without_opinion": is_blind,
        "unread": _counts(counts, is_blind=is_blind),
        "unread_is_cut": counts_are_cut,
        "also": _rows(also),
    }
    # With what was asked for: a study that is gone is in no answer.
    version = etag_of([content, sorted(asked.also)])
    if asked.known == version:
        return jsonify(unchanged=True)
    return jsonify(content | {"cursor": page.cursor, "as_of": now.isoformat(), "version": version})


@blueprint.post("/thumbnails")
def thumbnails() -> Response:
    """Return links to thumbnails. The worklist asks once for each row, not with each page."""
    site, films = current_member().site, services().films
    return jsonify(
        {study_id: films.thumbnail_link(site, study_id) for study_id in _body(ThumbnailsRequest).ids}
    )


@blueprint.patch("/studies/<study_id>")
def edit(study_id: str) -> tuple[str, int]:
    """Change the patient reference or the mark of a reader. Raise StudyNotFound, StudyChanged."""
    body, site, study_id = _body(EditStudyRequest), current_member().site, checked_study_id(study_id)
    edits = services().study_edits
    if "patient_ref" in body.model_fields_set:
        edits.set_reference(site, study_id, body.patient_ref or None)
    if body.unread:
        edits.mark_unread(site, study_id)
    elif body.unread is False and body.updated_at:
        edits.mark_read(site, study_id, body.updated_at)
    return "", 204


def _counts(counts: Mapping[Urgency, int], *, is_blind: bool) -> dict[str, int]:
    """Return the number of unread studies by group; for a reader who sees films first, all in one."""
    if is_blind:
        return {"any": sum(counts.values())}
    return {urgency.name.lower(): number for urgency, number in counts.items()}


def _body(model: type[Body]) -> Body:
    """Return the request's JSON as a model. Raise InvalidBody, BadRequest."""
    try:
        return model.model_validate(json_body())
    except ValidationError as e:
        raise InvalidBody(e) from e


def _rows(studies: tuple[Study, ...]) -> list[dict[str, Any]]:
    card, prevalence, now = services().model_card, prevalence_in_force().share, services().clock()
    view = ReaderView.of(studies)
    return [
        {
            **study_json(view.shown(study), card, prevalence),
            **view.fields(study),
            "overdue": is_overdue(study, now),
        }
        for study in studies
    ]
