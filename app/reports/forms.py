"""Forms of reports."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from app.core.forms import CountField, MoneyField, VersionForm


class TargetsForm(VersionForm):
    """A year's targets; an empty field is none."""

    works_accepted = CountField(_l("Youth works accepted"), [Optional()])
    works_value = MoneyField(_l("Value of works and youth tasks"), [Optional()])
    activities_held = CountField(_l("Volunteer activities held"), [Optional()])
