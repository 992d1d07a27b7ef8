"""Pages of reports."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

from app.reports.views import (  # noqa: E402, F401 they add their routes
    dashboard,
    drafts,
    files,
    period,
    sending,
    tables,
    targets,
)
