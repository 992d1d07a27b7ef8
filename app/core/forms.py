"""Forms: the base that speaks both languages, and fields that read what people type.

A field keeps the text as it was typed, so that a page shown again after an error has lost nothing.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import SEEK_END
from typing import Any

from flask_babel import get_domain, gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from app.core import clock
from app.core.actions import new_key
from app.core.coordinates import parse_point
from app.core.errors import Conflict, NotPossible, explain
from app.core.files import shown_name
from app.core.messages import sentence
from app.core.money import parse_money
from app.core.numbers import format_number, parse_decimal
from app.core.phones import normalise_phone
from app.core.text import normalise, parse_markers
from app.core.wrong_input import WrongInput

MOST_TOGETHER = 25 * 1024 * 1024  # bytes of files in one field


class _Translations:
    """WTForms' own messages through our catalogue; its plural call has another shape than Flask-Babel's."""

    def gettext(self, message: str) -> str:
        return gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return get_domain().get_translations().ungettext(singular, plural, number)


class BaseForm(FlaskForm):
    """A form in the page's language."""

    class Meta(FlaskForm.Meta):
        locales = ("en",)  # chooses nothing: get_translations has the last word

        def get_translations(self, form: Any) -> _Translations:
            return _Translations()

    # The answer's status when the form is shown again: 422, or 409 after a conflict.
    status = 422

    @property
    def all_errors(self) -> str:
        """Every sentence of what is wrong, for an answer that isn't a page."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)

    def refuse(self, error: NotPossible | Conflict) -> None:
        """Show a refusal beside the field it is about, else above the form."""
        self.status = 409 if isinstance(error, Conflict) else 422
        name = getattr(error, "field", None)
        target = self._fields.get(name) if name else None
        if target is None:
            self.form_errors.append(explain(error))
        else:
            target.errors = [*target.errors, explain(error)]


def _printable(text: Any) -> Any:
    """Hidden fields are sent back as they came, but never with characters that no page may hold."""
    return normalise(text) if isinstance(text, str) else text


class OnceForm(BaseForm):
    """A form that creates something: its key makes a second sending harmless."""

    once = HiddenField(default=new_key, filters=[_printable])

    @property
    def once_key(self) -> str:
        """The key as sent; a missing or overlong one is replaced, and protects nothing then."""
        key = self.once.data or ""
        return key if 8 <= len(key) <= 60 else new_key()


class VersionForm(BaseForm):
    """A form that changes something two people may edit: carries the version its page showed."""

    version = HiddenField(filters=[_printable])

    @property
    def seen_version(self) -> int:
        """The version as sent, 0 when missing or unreadable (which matches nothing)."""
        text = str((self.version.raw_data or [""])[0])
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class OnceVersionForm(OnceForm, VersionForm):
    """A form that changes something in one step: sent again it gives the first answer, not a conflict with itself."""

    def refuse(self, error: NotPossible | Conflict) -> None:
        """After a conflict it's another form, to be sent once: it has seen the present values."""
        if isinstance(error, Conflict) and self.seen_version:
            self.once.data = new_key()
        super().refuse(error)


class TypedField(StringField):
    """Reads a value out of text by `read`; what was typed stays for showing it again."""

    widget = TextInput()

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            # As it was typed, without what no page may hold.
            return "".join(char for char in str(self.raw_data[0])[:5000] if char.isprintable())
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        self.wrong: WrongInput | None = None
        text = normalise(str(valuelist[0])) if valuelist else ""
        if not text:
            return
        try:
            self.data = self.read(text)
        except WrongInput as error:
            self.wrong = error

    def pre_validate(self, form: Any) -> None:
        wrong = getattr(self, "wrong", None)
        if wrong is not None:
            raise StopValidation(sentence(wrong))


class TextField(StringField):
    """One line of text in canonical Unicode, without control characters."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = normalise(str(valuelist[0])) if valuelist else None


class LongTextField(TextAreaField):
    """Several lines of text in canonical Unicode."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = normalise(str(valuelist[0]), multiline=True) if valuelist else None


class CodesField(LongTextField):
    """Codes of members, in lines or with commas between them."""

    @property
    def codes(self) -> list[str]:
        """Each code once, as codes are written."""
        return sorted({code.upper() for code in (self.data or "").replace(",", " ").replace(";", " ").split()})


class MoneyField(TypedField):
    """Whole đồng: "1.500.000", "1,5 triệu"."""

    def read(self, text: str) -> int:
        return parse_money(text)

    def show(self, value: int) -> str:
        return format_number(value)


class DecimalField(TypedField):
    """An exact decimal as people write it: "1,25", "1.250"."""

    def read(self, text: str) -> Decimal:
        return parse_decimal(text)

    def show(self, value: Decimal) -> str:
        return str(value).replace(".", ",")


class CountField(TypedField):
    """A whole number of things, not negative."""

    def read(self, text: str) -> int:
        return int(parse_decimal(text, decimals=0))

    def show(self, value: int) -> str:
        return str(value)


class _CalendarInput(TextInput):
    """A browser's own input for days; a plain one for what that input couldn't show, or it would be lost."""

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        if getattr(field, "wrong", None) is not None:
            kwargs["type"] = "text"
        return super().__call__(field, **kwargs)


class _CalendarField(TypedField):
    """Shows what was read in the one form that the browser's input takes, and what couldn't be read as it was typed."""

    def _value(self) -> str:
        return self.show(self.data) if self.data is not None else super()._value()


class DateField(_CalendarField):
    """A date; browsers send yyyy-mm-dd, people type dd/mm/yyyy."""

    widget = _CalendarInput("date")

    def read(self, text: str) -> date:
        return clock.parse_date(text)

    def show(self, value: date) -> str:
        return value.isoformat()


class NotMoment(WrongInput):
    """Not a day and time."""

    kind = "moment"
    codes = frozenset({"unreadable"})


class MomentField(_CalendarField):
    """A local day and time, as an aware UTC datetime: "2026-11-28T07:30" or "28/11/2026 07:30"."""

    widget = _CalendarInput("datetime-local")

    def read(self, text: str) -> datetime:
        day, _separator, hour = text.replace("T", " ").partition(" ")
        try:
            moment = time.fromisoformat(hour.strip().replace("h", ":").replace("g", ":"))
        except ValueError as error:
            raise NotMoment("unreadable") from error
        return clock.at_local(clock.parse_date(day), moment.replace(tzinfo=None)).astimezone(UTC)

    def show(self, value: datetime) -> str:
        return clock.local(value).strftime("%Y-%m-%dT%H:%M")


class PhoneField(TypedField):
    """A Vietnamese phone number, as E.164."""

    def read(self, text: str) -> str:
        return normalise_phone(text)


class PointField(TypedField):
    """Latitude and longitude as people paste them; the value is a pair of floats."""

    def read(self, text: str) -> tuple[float, float]:
        return parse_point(text)

    def show(self, value: tuple[float, float]) -> str:
        return f"{value[0]:.6f}, {value[1]:.6f}"


class MarkersField(TypedField):
    """A list of border markers in natural order."""

    def read(self, text: str) -> list[str]:
        return parse_markers(text)

    def show(self, value: list[str]) -> str:
        return ", ".join(value)


class UploadField(FileField):
    """An upload, read and written to disk by `store`; the value in `stored` is a NewFile."""

    def __init__(self, label: Any = None, validators: Any = None, *, store: Callable[[bytes, str], Any], **kw: Any):
        super().__init__(label, validators, **kw)
        self.store = store
        self.stored: Any = None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if not validation_stopped and isinstance(self.data, FileStorage) and self.data.filename:
            try:
                self.stored = self.store(self.data.stream.read(), self.data.filename)
            except WrongInput as error:
                raise ValidationError(str(sentence(error))) from error


class UploadsField(MultipleFileField):
    """Several files at once, each read and written by `store`; all of them or none. `stored` are what `store` gave."""

    def __init__(self, label: Any = None, validators: Any = None, *, store: Callable[[bytes, str], Any], **kw: Any):
        super().__init__(label, validators, **kw)
        self.store = store
        self.stored: tuple[Any, ...] = ()

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        chosen = [file for file in self.data or [] if isinstance(file, FileStorage) and file.filename]
        if sum(file.stream.seek(0, SEEK_END) for file in chosen) > MOST_TOGETHER:
            raise ValidationError(gettext("These files are too large together: at most 25 MB."))
        stored, wrong = [], []
        for file in chosen:
            file.stream.seek(0)
            try:
                stored.append(self.store(file.stream.read(), file.filename or ""))
            except WrongInput as error:
                wrong.append(f"{shown_name(file.filename or '')}: {sentence(error)}")
        if wrong:
            raise ValidationError(" ".join(wrong))
        self.stored = tuple(stored)


class Required:
    """The field must be filled in. Accepts 0, which WTForms' own takes for empty."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.errors:
            return
        data = field.data
        empty = data is None or data == [] or (isinstance(data, str) and not data.strip())
        if isinstance(field, FileField):
            empty = not (isinstance(data, FileStorage) and data.filename)
        if empty and getattr(field, "wrong", None) is None:
            raise StopValidation(str(self.message or _l("Please fill this in.")))
