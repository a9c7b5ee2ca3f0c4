"""The report of a study, as a PDF for the record."""

from dataclasses import replace

from flask import Blueprint, Response, session
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from cxr.errors import StudyNotFound
from cxr.storage.object_keys import is_study_id
from cxr.study import Finding, Study
from cxr.verdict import Verdict
from webapp.auth.login import require_log_in
from webapp.errors import NoReport
from webapp.languages.words import wording
from webapp.request_context import current_member, log_access, services
from webapp.sample.film import FOLDER, sample_finding, sample_study
from webapp.studies.chosen_prevalence import requested_prevalence
from webapp.studies.study_json import reason_words
from webapp.verdicts.reader_view import ReaderView

blueprint = Blueprint("reports", __name__, url_prefix="/studies")
blueprint.before_request(require_log_in)


@blueprint.get("/<study_id>/report.pdf")
def report(study_id: str) -> Response:
    """Return the report as a file. Raise StudyNotFound, InvalidPrevalence or NoReport."""
    if not is_study_id(study_id):
        raise StudyNotFound("not an identifier")
    log_access(study_id)
    study = services().studies.get(current_member().site, study_id)
    if study.finding is None:
        raise NoReport(gettext("This study has no finding, so there is no report of it."))
    view = ReaderView.of([study])
    if view.is_hidden(study):
        raise NoReport(gettext("The finding is hidden until you have given a verdict on the film."))
    verdicts = view.readings.of(study_id).verdicts
    # The name of the file contains no reference: a folder of downloads is open to all who use the machine.
    return _file(study_id, _pdf(study, study.finding, verdicts[-1] if verdicts else None))


@blueprint.get("/sample/report.pdf")
def sample() -> Response:
    """Return the report of the sample film, marked as one. Raise NotFound or InvalidPrevalence."""
    # As below.
    from cxr.report.content import Occasion, report_of, sample_mark  # noqa: PLC0415
    from cxr.report.pdf import report_pdf  # noqa: PLC0415

    card, chosen, now = services().model_card, requested_prevalence(), services().clock()
    finding = sample_finding(card)
    if finding is None:
        raise NotFound
    # The report is English in every language of the pages.
    mark = sample_mark(wording())
    study = replace(sample_study(current_member().site, finding, now), patient_ref=mark.heading)
    occasion = Occasion(session["email"], now, chosen.share, chosen.source)
    content = report_of(study, finding, card, None, occasion, wording())
    pictures = [(FOLDER / name).read_bytes() for name in ("preview.jpg", "heatmap.png")]
    return _file("sample", report_pdf(replace(content, mark=mark), *pictures))


def _file(name: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="pneumoscope-{name}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _pdf(study: Study, finding: Finding, verdict: Verdict | None) -> bytes:
    # These are in the package of the report function alone, which gets no other request than these. A page
    # need not wait for their import (docs/decisions.md).
    from cxr.report.content import Occasion, report_of  # noqa: PLC0415
    from cxr.report.pdf import report_pdf  # noqa: PLC0415

    films, card, chosen = services().films, services().model_card, requested_prevalence()
    preview = films.preview(study.site, study.study_id)
    if preview is None:
        raise NoReport(
            gettext("The film cannot be shown, so there is no report: do not use the finding without it.")
        )
    occasion = Occasion(session["email"], services().clock(), chosen.share, chosen.source, verdict)
    content = report_of(study, finding, card, reason_words(finding, card), occasion, wording())
    return report_pdf(content, preview, films.heatmap(study.site, study.study_id))
