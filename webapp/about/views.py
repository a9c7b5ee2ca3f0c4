"""The about page: purpose, limits and measured performance of the model."""

from flask import Blueprint, render_template

from webapp.request_context import services

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> str:
    """Show the page to visitors and members."""
    return render_template("about/about.html", card=services().model_card)
