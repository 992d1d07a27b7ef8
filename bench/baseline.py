"""What a bare Flask application needs for the same: two lists, two detail pages and the sign-up command.

The pages read the product's own rows by plain SQL; the command writes to two tables of its own, so that the product's
data stays as its actions left it. Nothing of the product runs here but the set-up of its connections.
"""

import os

from flask import Flask, Response, abort, redirect, render_template_string, request
from sqlalchemy import create_engine, insert, select, text, update

from app.core.database import set_up_engine
from bench.baseline_tables import shifts, sign_ups

LISTS = {
    "works": "SELECT id, title, state, sort_on AS day FROM works WHERE state = 'accepted' "
    "ORDER BY accepted_on DESC LIMIT 50",
    "activities": "SELECT id, title, state, ends_at AS day FROM activities ORDER BY ends_at DESC, id DESC LIMIT 50",
}
DETAILS = {
    "works": (
        "SELECT id, title, state, description, planned_total AS total, sort_on AS day FROM works WHERE id = :id",
        "SELECT description AS label, unit AS word, amount AS number FROM plan_lines "
        "WHERE version_id IN (SELECT id FROM plan_versions WHERE work_id = :id) ORDER BY position",
    ),
    "activities": (
        "SELECT id, title, state, description, 0 AS total, starts_at AS day FROM activities WHERE id = :id",
        "SELECT role AS label, starts_at AS word, capacity AS number FROM shifts "
        "WHERE activity_id = :id ORDER BY starts_at",
    ),
}
HEAD = '<!doctype html><html lang="vi"><meta charset="utf-8"><title>{{ title }}</title><h1>{{ title }}</h1>'
LIST_PAGE = HEAD + (
    "<table>{% for row in rows %}<tr><td><a href='/{{ area }}/{{ row.id }}'>{{ row.title }}</a>"
    "<td>{{ row.state }}<td>{{ row.day }}</tr>{% endfor %}</table>"
)
DETAIL_PAGE = HEAD + (
    "<p>{{ row.state }} {{ row.day }} {{ row.total }}<p>{{ row.description }}"
    "<table>{% for part in parts %}<tr><td>{{ part.label }}<td>{{ part.word }}<td>{{ part.number }}</tr>"
    "{% endfor %}</table>"
)

app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"], pool_size=int(os.environ.get("DATABASE_POOL", "8")), max_overflow=0)
set_up_engine(engine)


@app.get("/<any(works, activities):area>/")
def page_of_a_list(area: str) -> str:
    with engine.connect() as connection:
        rows = connection.execute(text(LISTS[area])).all()
    return render_template_string(LIST_PAGE, title=area, area=area, rows=rows)


@app.get("/<any(works, activities):area>/<int:id_>")
def detail(area: str, id_: int) -> str:
    of_row, of_parts = DETAILS[area]
    with engine.connect() as connection:
        row = connection.execute(text(of_row), {"id": id_}).first()
        parts = connection.execute(text(of_parts), {"id": id_}).all()
    if row is None:
        abort(404)
    return render_template_string(DETAIL_PAGE, title=row.title, row=row, parts=parts)


@app.post("/shifts/<int:shift_id>/sign-up")
def sign_up(shift_id: int) -> Response:
    member_id = int(request.form["member"])
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        shift = connection.execute(select(shifts).where(shifts.c.id == shift_id).with_for_update()).one()
        is_full = shift.confirmed >= shift.capacity
        connection.execute(
            insert(sign_ups).values(
                shift_id=shift_id, member_id=member_id, is_waiting=int(is_full), position=shift.asked + 1
            )
        )
        connection.execute(
            update(shifts)
            .where(shifts.c.id == shift_id)
            .values(confirmed=shift.confirmed + (not is_full), asked=shift.asked + 1)
        )
    return redirect(f"/activities/{shift_id}", 303)
