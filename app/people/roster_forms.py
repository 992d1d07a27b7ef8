"""What is filled in to import or write a roster."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.core.files import shown_name
from app.core.forms import BaseForm, OnceForm, Required, UploadField
from app.core.lists import read_list
from app.core.workbooks import Sheet


def _number_or_none(text: Any) -> int | None:
    return int(text) if str(text).isdecimal() and len(str(text)) < 10 else None


def _read(raw: bytes, name: str) -> tuple[str, list[Sheet]]:
    return shown_name(name), read_list(raw)


class SendRosterForm(OnceForm):
    unit_id = SelectField(_l("Unit"), [Required()], coerce=_number_or_none)
    file = UploadField(_l("List of members"), [Required()], store=_read)


class UnitForm(BaseForm):
    """Stands beside the other one on a page, so its field has an id of its own."""

    unit_id = SelectField(_l("Unit"), [Required()], coerce=_number_or_none, id="export-unit")


class AnswersForm(BaseForm):
    """The answers have names of their own, one for each column and row that was asked about."""
