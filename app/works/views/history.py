"""Works of the past: entered one by one, or from an Excel sheet that is shown before anything is kept."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.text import fold
from app.core.web import current_actor, form_page, language
from app.works import queries
from app.works.actions import enter_history, import_history
from app.works.actions.history import fingerprint
from app.works.forms import HistoryForm, ImportForm, SheetForm
from app.works.history_sheet import Doubt, Known, Reading, Unclear, quantities_of, read_sheet, write_template
from app.works.messages import REASONS
from app.works.values import PastWork
from app.works.views import blueprint

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A preview may be confirmed within a day.
VALID_FOR = 86_400
SHOWN = 100


@blueprint.route("/works/history/new", methods=["GET", "POST"])
def history_new() -> Response | tuple[str, int]:
    actor = current_actor()
    units, kinds = _units(), queries.list_kinds_with_measures()
    form = HistoryForm()
    form.unit_id.choices = [(unit.id, unit.name) for unit in units]
    form.kind_id.choices = [(kind.id, kind.name(language())) for kind in kinds]
    if form.validate_on_submit():
        try:
            past = _past(form, kinds)
            work_id = enter_history(actor, once=form.once_key, past=past)
        except Unclear as error:
            form[error.column].errors = [*form[error.column].errors, error.reason]
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The work is entered. It counts in reports from now on."), "success")
            return redirect(url_for("works.work", work_id=work_id), 303)
    return form_page("works/history_new.html", form)


def _past(form: Any, kinds: list[Any]) -> PastWork:
    """What the form says. Raises Unclear for a commune or quantity that can't be taken."""
    kind = next(kind for kind in kinds if kind.id == form.kind_id.data)
    lat, lon = form.point.data or (None, None)
    return PastWork(
        unit_id=form.unit_id.data,
        kind_id=kind.id,
        title=form.title.data or "",
        commune_id=_commune_id(form.commune.data or "", form.district.data or "", form.accepted_on.data),
        accepted_on=form.accepted_on.data,
        document=form.document.data or "",
        quantities=quantities_of(kind, form.quantity.data, form.markers.data),
        level=form.level.data,
        village=form.village.data or None,
        lat=lat,
        lon=lon,
        households=form.households.data,
        people=form.people.data,
        own=form.own.data or 0,
        raised=form.raised.data or 0,
        others=form.others.data or 0,
        description=form.description.data or "",
    )


@blueprint.get("/works/history/template.xlsx")
def history_template() -> FlaskResponse:
    content = write_template(queries.list_kinds_with_measures(), [unit.name for unit in _units()])
    response = FlaskResponse(content, mimetype=MEDIA_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename="cong-trinh-da-hoan-thanh.xlsx")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/works/history/import", methods=["GET", "POST"])
def history_import() -> Response | tuple[str, int]:
    """The sheet is read and shown; nothing is kept before the preview is confirmed."""
    units = _units()
    form, preview = SheetForm(), None
    if form.validate_on_submit():
        reading = read_sheet(form.rows.stored, _known(units))
        preview = _preview(reading, units)
        form.status = 200 if preview["token"] else 422
    return form_page("works/history_import.html", form, preview=preview, shown=SHOWN)


@blueprint.post("/works/history/confirm")
def history_confirm() -> Response | tuple[str, int]:
    _units()
    form = ImportForm()
    if not form.validate_on_submit():
        return redirect(url_for("works.history_import"), 303)
    works = _read_token(form.works.data or "")
    if works is None:
        flash(_("The preview is too old. Choose the file again."), "warning")
        return redirect(url_for("works.history_import"), 303)
    try:
        count = import_history(current_actor(), works=works)
    except NotPossible as error:
        flash(str(REASONS[error.reason]), "danger")
        return redirect(url_for("works.history_import"), 303)
    flash(ngettext("%(num)d work was entered.", "%(num)d works were entered.", count), "success")
    return redirect(url_for("works.works"), 303)


def _units() -> list[Any]:
    """The units that the actor may enter works for. Raises NotAllowed where there is none."""
    units = queries.list_units_for_history(current_actor())
    if not units:
        raise NotAllowed
    return units


def _known(units: list[Any]) -> Known:
    """What names in a sheet mean to this actor; each commune is looked up once for its day."""
    by_name: dict[str, set[int]] = {}
    for unit in units:
        for name in {fold(unit.code), fold(unit.name), fold(unit.short_name)}:
            by_name.setdefault(name, set()).add(unit.id)

    def unit_id(text: str) -> int:
        found = by_name.get(fold(text), set())
        if len(found) > 1:
            raise Unclear(_("Several units are called so. Write the unit's code."))
        if not found:
            raise Unclear(_("You can't enter works for a unit of this name."))
        return min(found)

    return Known(queries.list_kinds_with_measures(), unit_id, lru_cache(maxsize=None)(_commune_id))


def _commune_id(name: str, district: str, day: date) -> int:
    """The commune that a name and district meant on a day. Raises Unclear, with what it may mean."""
    found = queries.find_whereabouts(name, district, day)
    if found.commune is not None:
        return found.commune.id
    names = "; ".join(dict.fromkeys(commune.full_name for commune in found.candidates))
    if found.problem == "several":
        raise Unclear(_("Several communes were called so: %(names)s. Write the district.", names=names), "commune")
    if found.problem == "not_then":
        raise Unclear(
            _(
                "There was none of this name on that day. At other times: %(names)s. Write the name of that time.",
                names=names,
            ),
            "commune",
        )
    raise Unclear(_("No commune is known by this name, with this district."), "commune")


def _preview(reading: Reading, units: list[Any]) -> dict[str, Any]:
    """What would be entered, what is there already, and what is in doubt; the token only where nothing is."""
    doubts = list(reading.doubts)
    prints = {row: fingerprint(past) for row, past in reading.works.items()}
    known = queries.find_fingerprints(set(prints.values()))
    first: dict[str, int] = {}
    alike: dict[tuple[Any, ...], int] = {}
    new: dict[int, PastWork] = {}
    for row, past in reading.works.items():
        key = (past.unit_id, past.kind_id, fold(past.title), past.commune_id, past.accepted_on)
        if prints[row] in first:
            reason = _("The same stands in row %(row)s.", row=first[prints[row]])
            doubts.append(Doubt(row, f"A{row}", "", past.title, reason))
        elif key in alike:
            reason = _("Row %(row)s is the same work with other figures.", row=alike[key])
            doubts.append(Doubt(row, f"A{row}", "", past.title, reason))
        elif prints[row] not in known:
            if queries.find_work_like(past) is not None:
                doubts.append(Doubt(row, f"A{row}", "", past.title, str(REASONS["entered_before"])))
            new[row] = past
        first.setdefault(prints[row], row)
        alike.setdefault(key, row)
    is_whole = not doubts and not reading.missing and new
    names = {unit.id: unit.short_name for unit in units}
    return {
        "reading": reading,
        "doubts": sorted(doubts),
        "new": [(row, past, names[past.unit_id]) for row, past in new.items()],
        "known": len(known & set(prints.values())),
        "total": sum(past.own + past.raised for past in new.values()),
        "token": _write_token(list(new.values())) if is_whole else None,
        "confirm_form": ImportForm(formdata=None, works=_write_token(list(new.values())) if is_whole else ""),
    }


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="works.history")


def _write_token(works: list[PastWork]) -> str:
    plain = [
        {**asdict(past), "accepted_on": past.accepted_on.isoformat(), "quantities": _texts(past)} for past in works
    ]
    return str(_serializer().dumps([current_actor().account_id, plain]))


def _texts(past: PastWork) -> dict[str, Any]:
    return {code: value if isinstance(value, list) else str(value) for code, value in past.quantities.items()}


def _read_token(token: str) -> tuple[PastWork, ...] | None:
    """The works of a preview that the same person was shown within a day; None otherwise."""
    try:
        account_id, plain = _serializer().loads(token, max_age=VALID_FOR)
    except BadData:
        return None
    if account_id != current_actor().account_id:
        return None
    for values in plain:
        values["accepted_on"] = date.fromisoformat(values["accepted_on"])
        values["quantities"] = {
            code: value if isinstance(value, list) else Decimal(value) for code, value in values["quantities"].items()
        }
    return tuple(PastWork(**values) for values in plain)
