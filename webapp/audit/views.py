"""The pages of the audit trail, for administrators: what was done at the site, and who opened a study."""

from collections.abc import Iterable

from flask import Blueprint, Response, render_template
from flask_login import current_user
from werkzeug.exceptions import NotFound

from cxr.audit_event import Act, AuditEvent, Outcome
from cxr.errors import StudyNotFound
from cxr.storage.audit.audit_trail import AuditPage
from cxr.storage.object_keys import is_study_id
from webapp.audit.event_csv import ROWS_A_FILE, events_csv
from webapp.audit.event_request import EventRequest
from webapp.audit.words import ACT_WORDS, OUTCOME_WORDS, detail_words
from webapp.auth.login import require_administrator
from webapp.request_context import log_access, services

blueprint = Blueprint("audit", __name__)
blueprint.before_request(require_administrator)
blueprint.add_app_template_filter(detail_words)

_EVENTS_A_PAGE = 100
_EVENTS_OF_A_STUDY = 1000


@blueprint.get("/site/audit")
def of_site() -> str:
    """Show what was done at the site, newest first. Raise BadRequest, InvalidCursor."""
    asked = EventRequest.of_this_request()
    page = services().audit.of_site(current_user.site, asked.wanted, asked.cursor, _EVENTS_A_PAGE)
    members = {member.sub for member in services().site_members.of_site(current_user.site)}
    return _shown(
        "audit/site.html", page, members, asked=asked, acts=Act, outcomes=Outcome, outcome_words=OUTCOME_WORDS
    )


@blueprint.get("/site/audit.csv")
def table() -> Response:
    """Return the latest events that the filter finds, as a file. Raise BadRequest, InvalidCursor."""
    asked = EventRequest.of_this_request()
    page = services().audit.of_site(current_user.site, asked.wanted, asked.cursor, ROWS_A_FILE)
    text = events_csv(page.events, _names(_accounts(page.events)))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


@blueprint.get("/studies/<study_id>/audit")
def of_study(study_id: str) -> str:
    """Show who opened a study, also after its deletion. Raise NotFound if the trail has nothing of it."""
    if not is_study_id(study_id):
        raise StudyNotFound("not an identifier")
    log_access(study_id)
    page = services().audit.of_study(current_user.site, study_id, _EVENTS_OF_A_STUDY)
    if not page.events and not page.altered:
        raise NotFound
    return _shown("audit/study.html", page, set(), study_id=study_id)


def _shown(template: str, page: AuditPage, accounts: set[str], **values: object) -> str:
    names = _names(accounts | _accounts(page.events))
    return render_template(template, page=page, names=names, words=ACT_WORDS, **values)


def _accounts(events: Iterable[AuditEvent]) -> set[str]:
    return {sub for event in events for sub in (event.account, event.about) if sub}


def _names(accounts: Iterable[str]) -> dict[str, str]:
    """Return the addresses of accounts. One that is deleted has none."""
    found = ((sub, services().people.find(sub)) for sub in accounts)
    return {sub: person.email for sub, person in found if person}
