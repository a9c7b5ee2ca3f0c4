"""The page of a site's administrators on whether the films of the site have changed."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask_login import current_user

from cxr.drift.cusum import FILMS_A_FALSE_ALARM
from cxr.drift.film_changes import films_of_site
from cxr.drift.newest_films import MOST, newest_films
from cxr.drift.reference import FIRST_FILMS, flagged_share
from cxr.figures.proportion import FEWEST
from cxr.figures.verdict_figures import figures_by_model, newest_of_each_film
from webapp.auth.login import require_administrator
from webapp.request_context import services

blueprint = Blueprint("site_films", __name__, url_prefix="/site")
blueprint.before_request(require_administrator)

RECENT = timedelta(days=7)
"""How long the page leads with an alarm."""


@blueprint.get("/films")
def show() -> str:
    """Show what came of the newest films, by model version, and what has changed."""
    card, site = services().model_card, current_user.site
    found = films_of_site(newest_films(services().studies, site), card) if card else None
    verdicts = newest_of_each_film(services().verdicts.of_site(site).verdicts)
    return render_template(
        "drift/site_films.html",
        found=found,
        recent=found.alarms_since(services().clock() - RECENT) if found else (),
        agreement={it.model_version: it.agreement for it in figures_by_model(verdicts)},
        usual_flagged=flagged_share(card) if card else None,
        first_films=FIRST_FILMS,
        most_films=MOST,
        films_a_false_alarm=FILMS_A_FALSE_ALARM,
        fewest=FEWEST,
    )
