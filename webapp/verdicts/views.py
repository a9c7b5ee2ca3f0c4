"""The agreement page, and its table as CSV."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import NotFound

from cxr.figures.proportion import FEWEST
from cxr.figures.verdict_figures import newest_of_each_film
from cxr.verdict import Readings, Verdict
from webapp.auth.login import require_log_in
from webapp.request_context import current_member, services
from webapp.verdicts.agreement import agreement_of_site, visible
from webapp.verdicts.patients import hashes_of
from webapp.verdicts.verdict_csv import ROWS_A_FILE, verdicts_csv

blueprint = Blueprint("verdicts", __name__, url_prefix="/agreement")
blueprint.before_request(require_log_in)


@blueprint.get("/")
def agreement() -> str:
    """Show how often the readers of the site agree with the model."""
    found = agreement_of_site()
    parts = range(1, -(-found.verdicts // ROWS_A_FILE) + 1)
    return render_template("verdicts/agreement.html", agreement=found, fewest=FEWEST, parts=parts)


@blueprint.get("/verdicts-<int:part>.csv")
def table(part: int) -> Response:
    """Return a part of the site's verdicts, oldest first. Parts stay as they are once they are full."""
    readings = services().verdicts.of_site(current_member().site, with_notes=True)
    rows = readings.verdicts[(part - 1) * ROWS_A_FILE : part * ROWS_A_FILE] if part else ()
    return _file(f"verdicts-{part}.csv", verdicts_csv(_shown(rows, readings)))


@blueprint.get("/before-opinion.csv")
def before_opinion() -> Response:
    """Return one line a film, its newest verdict before the opinion, as `python -m cxr validate` reads it."""
    readings = services().verdicts.of_site(current_member().site)
    rows = newest_of_each_film(verdict for verdict in readings.verdicts if verdict.before_opinion)
    shown = _shown(rows[-ROWS_A_FILE:], readings)
    patients = hashes_of([verdict.study_id for verdict in shown])
    return _file("before-opinion.csv", verdicts_csv(shown, patients))


def _shown(rows: Sequence[Verdict], readings: Readings) -> list[Verdict]:
    """Return the rows that the member may see. Raise NotFound if there is no row at all."""
    if not rows:
        raise NotFound
    return visible(rows, readings)


def _file(name: str, content: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="text/csv", headers=headers)
