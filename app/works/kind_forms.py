"""What is asked for a kind of works and for a measure."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from app.core.forms import OnceVersionForm, Required, TextField

COUNTS_AS_NAMES = {"work": _l("A work (công trình)"), "task": _l("A youth task (phần việc), counted apart")}
TYPE_NAMES = {
    "integer": _l("In whole numbers"),
    "decimal": _l("With decimals"),
    "list": _l("As a list of border markers"),
}


def _choices(names: dict[str, object]) -> list[SelectChoice]:
    return [SelectChoice(value=code, label=name) for code, name in names.items()]


class KindForm(OnceVersionForm):
    name_vi = TextField(_l("Name in Vietnamese"), [Required(), Length(max=100)])
    name_en = TextField(_l("Name in English"), [Required(), Length(max=100)])
    counts_as = RadioField(_l("Counts as"), choices=_choices(COUNTS_AS_NAMES), default="work")
    is_border = BooleanField(_l("At the border: its points are rounded on public pages"))


class MeasureForm(OnceVersionForm):
    name_vi = TextField(_l("Name in Vietnamese"), [Required(), Length(max=100)])
    name_en = TextField(_l("Name in English"), [Required(), Length(max=100)])
    unit_vi = TextField(_l("Unit of measure in Vietnamese"), [Required(), Length(max=30)])
    unit_en = TextField(_l("Unit of measure in English"), [Required(), Length(max=30)])
    type_ = SelectField(_l("How it is counted"), choices=_choices(TYPE_NAMES))
    is_required = BooleanField(_l("Every work of this kind must have it"))
