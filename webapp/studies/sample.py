"""The sample film as a result page. What a reader tries on it is not kept."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cxr.study import Finding
from webapp.auth.login import require_log_in
from webapp.request_context import services
from webapp.sample.film import sample_finding, sample_study
from webapp.studies.chosen_prevalence import prevalence_in_force
from webapp.studies.meaning_json import meaning_json
from webapp.studies.study_json import study_json
from webapp.verdicts.film_first import film_first_in_force

blueprint = Blueprint("sample", __name__, url_prefix="/studies/sample")
blueprint.before_request(require_log_in)


@blueprint.get("")
def show() -> str:
    """Show film and finding. Raise NotFound if the model in use has not read the sample."""
    card = services().model_card
    finding = sample_finding(card)
    if finding is None:
        raise NotFound
    return render_template("sample/sample.html", card=card, study=_content(finding))


@blueprint.post("")
def set_shown() -> Response:
    """Take the sample out of the member's worklist, or put it back."""
    is_shown = request.form.get("shown") == "yes"
    services().members.set_sample_hidden(current_user.sub, not is_shown)
    if is_shown:
        flash(gettext("The sample film is in your worklist as long as that is empty."), "success")
    else:
        flash(
            gettext("The sample film is removed. You find it under Account, Limits of the model."), "success"
        )
    return redirect(url_for("studies.worklist"))


def _content(finding: Finding) -> dict[str, Any]:
    """Return the study in the form of the API, with the prevalence of the reader's place."""
    card, chosen = services().model_card, prevalence_in_force()
    study = sample_study(current_user.site, finding, services().clock())
    names = {"preview": "preview.jpg", "heatmap": "heatmap.png"}
    return {
        **study_json(study, card, chosen.share),
        "opinion_hidden": film_first_in_force().on,
        "verdict": None,
        "meaning": meaning_json(finding, card, chosen),
        "window": None,
        "links": {name: url_for("static", filename=f"sample/{file}") for name, file in names.items()},
    }
