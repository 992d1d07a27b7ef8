"""Forms of reports."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import (
    BaseForm,
    CountField,
    DateField,
    LongTextField,
    MoneyField,
    OnceForm,
    OnceVersionForm,
    Required,
    TextField,
    UploadField,
    VersionForm,
)
from app.core.workbooks import Row, read_rows
from app.reports import prose
from app.reports.figures import BY_KEY, IN_DONG
from app.reports.targets import TARGETED, field_of


class TargetsForm(VersionForm):
    """A unit's targets of a year, one field for each figure that may have one; an empty field is none."""

    document = TextField(_l("Document that sets them"), [Length(max=200)])


for _key in TARGETED:
    _field = MoneyField if _key in IN_DONG else CountField
    setattr(TargetsForm, field_of(_key), _field(BY_KEY[_key].label, [Optional()]))


def _read(raw: bytes, _name: str) -> list[Row]:
    return read_rows(raw)


class TargetSheetForm(BaseForm):
    """The targets of many units from one sheet."""

    file = UploadField(_l("Excel file (.xlsx)"), [Required(_l("Choose a file."))], store=_read)


class DraftForm(VersionForm):
    """The text of a report by section, and the works that it shows."""

    works = SelectMultipleField(
        _l("Typical works"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


# Reports are in Vietnamese, and so are the names of their sections.
for _section, _title in prose.SECTIONS.items():
    setattr(
        DraftForm, _section, LongTextField(_title, [Length(max=prose.LONGEST)], render_kw={"rows": 8, "lang": "vi"})
    )


class IssueForm(OnceVersionForm):
    """What a report gets when it is issued."""

    number = TextField(_l("Number"), [Required(), Length(max=20)])
    issued_on = DateField(_l("Date"), [Required()])
    signer_title = TextField(_l("Signer's office"), [Required(), Length(max=100)])
    signer = TextField(_l("Signer"), [Required(), Length(max=120)])


class RequestForm(OnceForm):
    """Whose units are to report on what until when."""

    unit_id = SelectField(_l("Unit that asks"), coerce=int)
    date_from = DateField(_l("From"), [Required()])
    date_to = DateField(_l("To"), [Required()])
    due_on = DateField(_l("Due on"), [Required()])


class LetterheadForm(BaseForm):
    """What stands at the head and the foot of a unit's reports from a day on."""

    valid_from = DateField(_l("Holds from"), [Required()])
    above = TextField(_l("Unit above"), [Length(max=200)])
    issuer = TextField(_l("Issuer"), [Required(), Length(max=200)])
    symbol = TextField(_l("Symbol after the number"), [Required(), Length(max=40)])
    place = TextField(_l("Place of issue"), [Required(), Length(max=100)])
    on_behalf = TextField(_l("On behalf of"), [Required(), Length(max=100)])
    signer_title = TextField(_l("Signer's office"), [Required(), Length(max=100)])
    signer = TextField(_l("Signer"), [Length(max=120)])
    recipients = LongTextField(_l("Recipients, one to a line"), [Length(max=1000)], render_kw={"rows": 4})

    def words(self) -> dict[str, Any]:
        """All of it but the day."""
        return {name: field.data or "" for name, field in self._fields.items() if name in LETTERHEAD_WORDS}


LETTERHEAD_WORDS = ("above", "issuer", "symbol", "place", "on_behalf", "signer_title", "signer", "recipients")
