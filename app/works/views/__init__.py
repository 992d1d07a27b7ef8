"""Pages of works."""

from flask import Blueprint

blueprint = Blueprint("works", __name__)
