"""Pages of drives, by noun."""

from flask import Blueprint

blueprint = Blueprint("drives", __name__, url_prefix="/drives")
