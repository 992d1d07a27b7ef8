"""Classes: the list, one of them with who was sent, a new one, correcting one, and how many were sent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import Conflict, NotAllowed, NotPossible
from app.core.text import normalise
from app.core.web import current_actor, form_page, id_arg, page_links
from app.learning import actions, queries
from app.learning.actions import Sending
from app.learning.counted import TRAINING_PARTS
from app.learning.forms import ClassForm, SendOneForm
from app.learning.models import CLASS_KINDS, THEORY_LEVELS
from app.learning.permissions import can_edit_class, can_send_members
from app.learning.views import blueprint
from app.learning.wording import (
    CLASS_KIND_NAMES,
    OUTCOME_BADGES,
    OUTCOME_NAMES,
    PART_NAMES,
    THEORY_LEVEL_NAMES,
    say_kind,
)
from app.works.conflict import say_present

WORDS = {
    "kind_names": CLASS_KIND_NAMES,
    "level_names": THEORY_LEVEL_NAMES,
    "outcome_names": OUTCOME_NAMES,
    "outcome_badges": OUTCOME_BADGES,
    "say_kind": say_kind,
}
FIELDS = ("title", "kind", "level", "starts_on", "ends_on", "place", "organiser", "decision", "decided_on")


@dataclass(frozen=True)
class Scope:
    """What is counted: the days from the first to the last, and a unit with all under it."""

    date_from: date
    date_to: date
    unit_id: int | None


@blueprint.get("/")
def classes() -> str:
    actor = current_actor()
    filters = _read_filters()
    page = queries.list_classes(actor, filters, request.args.get("at"))
    return render_template(
        "learning/classes.html",
        page=page,
        pager=page_links(page),
        filters=filters,
        is_filtered=bool(filters),
        units=queries.list_sending_units(),
        years=[(year, year) for year in queries.years()],
        can_add=actor.has(Role.LEADER, Role.COMMITTEE),
        can_count=actor.has(*Role),
        is_member=actor.member_id is not None,
        **WORDS,
    )


def _read_filters() -> queries.ClassFilters:
    """The filters in the address; what can't be read filters nothing."""
    args = request.args
    kind, level, year = args.get("kind", ""), args.get("level", ""), args.get("year", type=int)
    return queries.ClassFilters(
        text=normalise(args.get("q", ""))[:100],
        kind=kind if kind in CLASS_KINDS else "",
        level=level if level in THEORY_LEVELS else "",
        unit_id=id_arg("unit"),
        year=year if year is not None and 1900 <= year <= 2100 else None,
    )


@blueprint.route("/classes/new", methods=["GET", "POST"])
def new_class() -> Response | tuple[str, int]:
    actor = current_actor()
    form = ClassForm()
    _offer(form, queries.list_class_units(actor))
    if not form.unit_id.choices:
        raise NotAllowed
    if form.validate_on_submit():
        try:
            class_id = actions.add_class(actor, once=form.once_key, unit_id=form.unit_id.data, **_values(form))
        except (NotPossible, Conflict) as error:
            form.refuse(error)
        else:
            flash(_("The class is on record. Send the members to it now."), "success")
            return redirect(url_for("learning.training_class", class_id=class_id), 303)
    return form_page("learning/class_form.html", form, training_class=None)


@blueprint.route("/classes/<int:class_id>/edit", methods=["GET", "POST"])
def edit_class(class_id: int) -> Response | tuple[str, int]:
    actor = current_actor()
    found = queries.get_class(actor, class_id)
    if not can_edit_class(actor, found):
        raise NotAllowed
    form = ClassForm(obj=found)
    del form.unit_id
    _offer(form)
    there_now: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            actions.edit_class(actor, once=form.once_key, class_id=class_id, version=form.seen_version, **_values(form))
        except (NotPossible, Conflict) as error:
            form.refuse(error)
            found = queries.get_class(actor, class_id)
            if isinstance(error, Conflict):
                form.version.raw_data, form.version.data = None, str(found.version)
                there_now = say_present(form, {name: getattr(found, name) for name in FIELDS})
        else:
            flash(_("The class is saved."), "success")
            return redirect(url_for("learning.training_class", class_id=class_id), 303)
    return form_page("learning/class_form.html", form, training_class=found, there_now=there_now)


def _offer(form: Any, units: Any = None) -> None:
    if units is not None:
        form.unit_id.choices = units
    form.kind.choices = list(CLASS_KIND_NAMES.items())
    form.level.choices = [("", _("None: another kind of class")), *THEORY_LEVEL_NAMES.items()]


def _values(form: Any) -> dict[str, Any]:
    values = {name: form[name].data or "" for name in ("title", "kind", "place", "organiser", "decision")}
    days = {name: form[name].data for name in ("starts_on", "ends_on", "decided_on")}
    return {**values, **days, "level": form.level.data or None, "paper": form.paper.stored}


@blueprint.route("/classes/<int:class_id>", methods=["GET", "POST"])
def training_class(class_id: int) -> Response | tuple[str, int]:
    """A class with who was sent; one more is sent from here."""
    actor = current_actor()
    form = SendOneForm()
    if form.is_submitted() and not can_send_members(actor, queries.get_class(actor, class_id)):
        raise NotAllowed
    if form.validate_on_submit() and _send_one(actor, class_id, form):
        return redirect(url_for("learning.training_class", class_id=class_id), 303)
    page = queries.get_class_page(actor, class_id, request.args.get("at"))
    return form_page(
        "learning/class.html",
        form,
        page=page,
        training_class=page.training_class,
        pager=page_links(page.turns),
        reads_decision=queries.can_read_decision(actor, page.training_class),
        today=clock.today(),
        **WORDS,
    )


def _send_one(actor: Actor, class_id: int, form: SendOneForm) -> bool:
    """Send the member who was named; False where it isn't clear who that is, or it can't be."""
    found = queries.find_member_to_send(actor, queries.get_class(actor, class_id), form.member.data or "")
    if len(found) != 1:
        many = _("Several members are called so. Write the member code.")
        none = _("Nobody of this name or code was in a unit of yours when the class began.")
        form.member.errors = [*form.member.errors, many if found else none]
        return False
    try:
        sent = actions.send_members(actor, once=form.once_key, class_id=class_id, people=[Sending(found[0].id)])
    except (NotPossible, Conflict) as error:
        form.refuse(error)
        return False
    if sent:
        flash(_("%(name)s is sent to the class.", name=found[0].name), "success")
    else:
        flash(_("%(name)s is in the class already.", name=found[0].name), "info")
    return True


@blueprint.get("/counts")
def counts() -> str:
    """People and turns of a period, by unit and kind."""
    actor = current_actor()
    units = queries.list_units_to_count(actor)
    if not units:
        raise NotAllowed
    scope, wrong = _read_scope([id_ for id_, _name in units])
    figures = queries.count_training(scope)
    return render_template(
        "learning/counts.html",
        scope=scope,
        wrong=wrong,
        units=units,
        figures=[
            (PART_NAMES[part], figures[f"training.{part}"][0], figures[f"training.{part}_turns"][0])
            for part in TRAINING_PARTS
        ],
        rows=queries.count_by_unit_and_kind(scope),
        **WORDS,
    )


def _read_scope(unit_ids: list[int]) -> tuple[Scope, str]:
    """The period and unit of the address, else this year and the highest unit; and what couldn't be read."""
    today = clock.today()
    days, wrong = [], ""
    for name, usual in (("from", date(today.year, 1, 1)), ("to", today)):
        try:
            text = request.args.get(name, "")
            days.append(clock.parse_date(text) if text else usual)
        except clock.NotADate:
            days.append(usual)
            wrong = _("A day could not be read; this year is shown instead.")
    if days[0] > days[1]:
        days, wrong = (
            [date(today.year, 1, 1), today],
            _("The period ends before it begins; this year is shown instead."),
        )
    unit_id = id_arg("unit")
    return Scope(days[0], days[1], unit_id if unit_id in unit_ids else unit_ids[0]), wrong
