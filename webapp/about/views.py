"""What this is and is not, and how well the model did where it was measured."""

from flask import Blueprint, render_template

from webapp.request_context import services

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> str:
    """For everybody, signed in or not."""
    return render_template("about/about.html", card=services().model_card)
