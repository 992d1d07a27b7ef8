"""The targets of single units, a row for each in the order of the page."""

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField
from wtforms.validators import NumberRange, Optional

from app.core.forms import BaseForm, DecimalField, OnceVersionForm


class TargetRow(Form):
    """One unit's own target; empty: that of all."""

    class Meta(BaseForm.Meta):
        csrf = False

    target = DecimalField(_l("Own target"), [Optional(), NumberRange(0, 10**12)])


class TargetsForm(OnceVersionForm):
    """One row for each unit of the drive; the drive's version keeps their order."""

    rows = FieldList(FormField(TargetRow), max_entries=1000)
