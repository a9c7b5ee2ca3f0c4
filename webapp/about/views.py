"""The about pages: how to read a result; purpose, limits and measured performance of the model."""

from flask import Blueprint, render_template

from webapp.request_context import services

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> str:
    """Show the page to visitors and members."""
    return render_template("about/about.html", card=services().model_card)


@blueprint.get("/about/reading")
def reading() -> str:
    """Show visitors and members how to read a result, with what the model found of 100 films."""
    return render_template("about/reading.html", card=services().model_card)
