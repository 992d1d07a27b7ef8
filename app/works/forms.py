"""Wording and shape of what is asked about a work; choices are handed in by the views."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.core.files import store_document, store_photo
from app.core.forms import (
    BaseForm,
    CodesField,
    CountField,
    DateField,
    DecimalField,
    LongTextField,
    MarkersField,
    MoneyField,
    OnceForm,
    PointField,
    Required,
    TextField,
    UploadField,
    UploadsField,
    VersionForm,
)
from app.core.workbooks import Row, read_rows
from app.works.wording import (
    CATEGORY_NAMES,
    CONDITION_NAMES,
    FORM_NAMES,
    GROUP_NAMES,
    LEVEL_NAMES,
    MOMENT_NAMES,
    OTHERS_SOURCES,
    RECIPIENT_NAMES,
    SOURCE_NAMES,
)

SPARE_ROWS = 1
MOST_ROWS = 200
DECISION_GROUPS = ("what", "where", "extent", "dates", "lines", "sources")


def read_sheet_file(raw: bytes, _name: str) -> list[Row]:
    """For an upload that is read and not kept. Raises NotASheet."""
    return read_rows(raw)


def _pairs(names: dict[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value=code, label=name) for code, name in names.items()]


class RowForm(PlainForm):
    """A row that may be left empty."""

    class Meta(BaseForm.Meta):
        csrf = False

    named: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any((self[name].raw_data or [""])[0] or self[name].data for name in self.named)


class RowNeeds:
    """The field must be filled in unless its whole row is empty."""

    def __call__(self, form: RowForm, field: Any) -> None:
        if field.data in (None, "") and getattr(field, "wrong", None) is None and not form.is_empty:
            raise StopValidation(str(_l("Please fill this in.")))


class LineForm(RowForm):
    named = ("description", "quantity", "unit", "unit_price")
    category = SelectField(_l("Category"), choices=_pairs(CATEGORY_NAMES))
    description = TextField(_l("Description"), [RowNeeds(), Length(max=200)])
    quantity = DecimalField(_l("Quantity"), [RowNeeds()])
    unit = TextField(_l("Unit of measure"), [RowNeeds(), Length(max=30)])
    unit_price = MoneyField(_l("Unit price"), [RowNeeds()])

    def validate_quantity(self, field: Any) -> None:
        if field.data is not None and field.data <= 0:
            raise StopValidation(str(_l("Write a number above zero.")))


class PastedField(TextAreaField):
    """Cells from a spreadsheet: the tabs between them stay, other control characters go."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).replace("\r\n", "\n") if valuelist else ""
        self.data = "".join(char for char in text if char in "\t\n" or char.isprintable())


class LinesForm(VersionForm):
    rows = FieldList(FormField(LineForm), max_entries=MOST_ROWS)
    pasted = PastedField(_l("Paste from Excel"), [Length(max=100_000)])


def _sources() -> list[SelectChoice]:
    """What the Union raises apart from what others bring."""
    raised, others = _l("Raised by the Union"), _l("Brought by others")
    return [
        SelectChoice(value=code, label=name, optgroup=others if code in OTHERS_SOURCES else raised)
        for code, name in SOURCE_NAMES.items()
    ]


class SourceForm(RowForm):
    named = ("amount", "name")
    kind = SelectField(_l("Source"), choices=_sources())
    form = SelectField(_l("Form"), choices=_pairs(FORM_NAMES))
    amount = MoneyField(_l("Amount"), [RowNeeds()])
    name = TextField(_l("Who gives it"), [Length(max=200)])

    def validate_amount(self, field: Any) -> None:
        if field.data is not None and field.data <= 0:
            raise StopValidation(str(_l("Write an amount above zero.")))


class SourcesForm(VersionForm):
    rows = FieldList(FormField(SourceForm), max_entries=MOST_ROWS)


class RevisedLineForm(LineForm):
    root = IntegerField(widget=HiddenInput(), validators=[Optional()])


class RevisionForm(VersionForm):
    """A new version of an approved plan: all its lines and sources on one page."""

    lines = FieldList(FormField(RevisedLineForm), max_entries=MOST_ROWS)
    sources = FieldList(FormField(SourceForm), max_entries=MOST_ROWS)


class StepForm(VersionForm):
    """A step that needs nothing but the page's version."""


class ReasonForm(VersionForm):
    """Reject, send back, cancel."""

    reason = LongTextField(_l("Reason"), [Required(), Length(max=2000)])


class ReturnForm(ReasonForm):
    """Return a proposal, with the groups of questions that the reason is about."""

    fields = SelectMultipleField(
        _l("What it is about"),
        choices=_pairs({name: GROUP_NAMES[name] for name in DECISION_GROUPS}),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class ContributionForm(OnceForm):
    source = SelectField(_l("Source"), choices=_pairs(SOURCE_NAMES))
    form = SelectField(_l("Form"), choices=_pairs(FORM_NAMES))
    amount = MoneyField(_l("Amount"), [Required()])
    received_on = DateField(_l("Received on"), [Required()])
    party = TextField(_l("From whom"), [Required(), Length(max=200)])
    is_anonymous = BooleanField(_l("Wants to stay anonymous"))
    description = TextField(_l("What for, or what was given"), [Length(max=500)])
    paper = UploadField(_l("Paper"), store=store_document)


class PledgeForm(OnceForm):
    source = SelectField(_l("Source"), choices=_pairs(SOURCE_NAMES))
    form = SelectField(_l("Form"), choices=_pairs(FORM_NAMES))
    amount = MoneyField(_l("Amount"), [Required()])
    promised_on = DateField(_l("Promised on"), [Required()])
    party = TextField(_l("From whom"), [Required(), Length(max=200)])
    is_anonymous = BooleanField(_l("Wants to stay anonymous"))
    description = TextField(_l("What for, or what is promised"), [Length(max=500)])


class ExpenseForm(OnceForm):
    plan_line_id = SelectField(_l("Line of the plan"), coerce=int)
    amount = MoneyField(_l("Amount"), [Required()])
    paid_on = DateField(_l("Paid on"), [Required()])
    payee = TextField(_l("Paid to"), [Required(), Length(max=200)])
    description = TextField(_l("What for"), [Length(max=500)])
    receipt = UploadField(_l("Receipt (photo or PDF)"), [Required(_l("Add the receipt."))], store=store_document)


class DecideForm(BaseForm):
    """Approve an expense, or remove a photo: one button."""


class RefuseForm(BaseForm):
    """Refuse an expense, reverse an entry."""

    reason = TextField(_l("Reason"), [Required(), Length(max=500)])


class PeopleForm(BaseForm):
    """Who can be recognised on a photo, by member codes."""

    codes = CodesField(_l("Member codes, one in a line"), [Optional(), Length(max=4000)])


class PhotosForm(OnceForm):
    moment = RadioField(_l("When were they taken?"), choices=_pairs(MOMENT_NAMES), default="before")
    files = UploadsField(
        _l("Photos"), store=store_photo, render_kw={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"}
    )
    caption = TextField(_l("Caption"), [Length(max=200)])


class ReportForm(VersionForm):
    """What was delivered; the kind's measures are added by `with_measures`."""

    households = CountField(_l("Households"))
    people = CountField(_l("Number of people"))
    text = LongTextField(_l("What was done"), [Length(max=5000)])
    benefit = MoneyField(_l("Benefit value (an estimate)"))
    benefit_reason = LongTextField(_l("How the benefit was reckoned"), [Length(max=2000)])


class AcceptForm(VersionForm):
    accepted_on = DateField(_l("Accepted on"), [Required()])
    participants = LongTextField(_l("Who took part"), [Required(), Length(max=2000)])
    note = LongTextField(_l("Remarks"), [Length(max=5000)])
    minutes = UploadField(_l("Minutes (photo or PDF)"), store=store_document)


class VisitForm(OnceForm):
    """A visit after acceptance; which of those due it was is handed in, "" for one beside them."""

    months = RadioField(_l("Which visit was it?"), choices=[])
    visited_on = DateField(_l("Visited on"), [Required()])
    condition = RadioField(
        _l("Condition"), choices=_pairs(CONDITION_NAMES), validators=[Required(_l("Say in which condition it is."))]
    )
    note = LongTextField(_l("Remarks"), [Length(max=1000)])
    photo = UploadField(_l("Photo"), store=store_photo)


class HistoryForm(OnceForm):
    """A work of the past, by its papers."""

    unit_id = SelectField(_l("Unit that takes it on"), coerce=int)
    kind_id = RadioField(_l("Kind of work"), coerce=int, validators=[Required(_l("Choose a kind of work."))])
    title = TextField(_l("Name of the work"), [Required(), Length(max=200)])
    level = SelectField(_l("Level"), choices=_pairs(LEVEL_NAMES), default="base_unit")
    accepted_on = DateField(_l("Accepted on"), [Required()])
    document = TextField(_l("Document that it rests on"), [Required(), Length(max=300)])
    commune = TextField(_l("Commune of that time"), [Required(), Length(max=120)])
    district = TextField(_l("District of that time"), [Length(max=120)])
    village = TextField(_l("Village"), [Length(max=100)])
    point = PointField(_l("Point on the map"))
    quantity = DecimalField(_l("Quantity"))
    markers = MarkersField(_l("Border markers"))
    households = CountField(_l("Households"))
    people = CountField(_l("Number of people"))
    own = MoneyField(_l("From the unit's fund and members"))
    raised = MoneyField(_l("Raised from sponsors"))
    others = MoneyField(_l("From the state and people's own part"))
    description = LongTextField(_l("Remarks"), [Length(max=5000)])


class SheetForm(BaseForm):
    """An Excel sheet, read into `rows.stored`."""

    rows = UploadField(_l("Excel file (.xlsx)"), [Required(_l("Choose a file."))], store=read_sheet_file)


class ImportForm(BaseForm):
    """What a sheet was read as, signed: so what is entered is what the preview showed."""

    works = HiddenField()


class RecognitionForm(VersionForm):
    """The decision that recognises a work; the paper that is there stays where none is chosen."""

    number = TextField(_l("Number of the decision"), [Required(), Length(max=60)])
    decided_on = DateField(_l("Decided on"), [Required()])
    level = SelectField(_l("Level"), choices=_pairs(LEVEL_NAMES))
    paper = UploadField(_l("Paper"), store=store_document)


class HandoverForm(VersionForm):
    recipient_kind = RadioField(
        _l("Handed over to"), choices=_pairs(RECIPIENT_NAMES), validators=[Required(_l("Choose one of them."))]
    )
    recipient = TextField(_l("Name of who took it over"), [Required(), Length(max=200)])
    handed_on = DateField(_l("Handed over on"), [Required()])
    paper = UploadField(_l("Paper"), store=store_document)


class PlaqueForm(VersionForm):
    has_plaque = BooleanField(_l("The work has a plaque"))
    put_up_on = DateField(_l("Put up on"))
    text = LongTextField(_l("What it says"), [Length(max=2000)])
    paper = UploadField(_l("Paper"), store=store_document)


def with_measures(form_class: type[Any], measures: list[tuple[str, str, str, str]]) -> type[Any]:
    """A form with a field for each measure of the kind: (code, label, type, unit). Named `m_<code>`."""
    fields: dict[str, Any] = {}
    for code, label, kind, _unit in measures:
        if kind == "list":
            fields[f"m_{code}"] = MarkersField(label)
        elif kind == "integer":
            fields[f"m_{code}"] = CountField(label)
        else:
            fields[f"m_{code}"] = DecimalField(label)
    return type(form_class.__name__, (form_class,), fields)
