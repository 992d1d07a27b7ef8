"""A unit's report goes to the unit above, which sees who has sent and who is late."""

from datetime import date
from typing import Any

import pytest

from app.core.clock import travel
from app.core.errors import NotFound, NotPossible
from app.reports import actions, queries
from app.reports.models import ReportDraft
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient
from tests.people.rearranging import dissolve

FIRST, LAST, DUE = date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 10)


def ask(cast: Cast, person: Any = None, **more: Any) -> int:
    values = {"unit_id": cast.bloc.id, "date_from": FIRST, "date_to": LAST, "due_on": DUE, **more}
    return actions.ask_for_reports((person or cast.ha).actor, **values)


def send(cast: Cast, db: Any, person: Any, unit: Any, day: date, number: str = "1") -> int:
    with travel(day):
        draft_id = actions.start_draft(person.actor, unit_id=unit.id, date_from=FIRST, date_to=LAST)
        version = db.session.get(ReportDraft, draft_id, populate_existing=True).version
        signed = {"issued_on": day, "signer_title": "Bí thư", "signer": "An"}
        return actions.issue_report(person.actor, draft_id=draft_id, version=version, number=number, **signed)


def test_the_unit_above_sees_who_sent_in_time_who_sent_late_and_who_has_not(cast: Cast, db: Any) -> None:
    ask(cast)
    third = factories.unit("Chi đoàn thứ ba", parent=cast.bloc)
    early = send(cast, db, cast.an, cast.unit, date(2026, 10, 10))
    send(cast, db, cast.giang, cast.other_unit, date(2026, 10, 13))
    with travel(date(2026, 10, 20)):
        (asked,) = queries.list_requests(cast.ha.actor)
    rows = {sender.unit_id: sender for sender in asked.senders}
    assert set(rows) == {cast.unit.id, cast.other_unit.id, third.id}  # no chapter of the union, which sends to that
    assert [rows[unit.id].late for unit in (cast.unit, cast.other_unit, third)] == [0, 3, 10]
    assert (rows[cast.unit.id].report_id, rows[third.id].report_id) == (early, None)
    assert (asked.sent, asked.missing) == (2, 1)


def test_who_is_asked_are_the_units_that_stood_right_under_it_on_the_last_day(cast: Cast) -> None:
    ended = factories.unit("Chi đoàn giải thể", parent=cast.bloc)
    dissolve(cast.lan.actor, ended, on=date(2026, 9, 30))
    later = factories.unit("Chi đoàn mới", parent=cast.bloc, founded_on=date(2026, 10, 1))
    ask(cast)
    (asked,) = queries.list_requests(cast.ha.actor)
    assert not {ended.id, later.id} & {sender.unit_id for sender in asked.senders}


def test_a_correction_is_not_late_where_the_first_report_was_not(cast: Cast, db: Any) -> None:
    ask(cast)
    first = send(cast, db, cast.an, cast.unit, date(2026, 10, 2))
    with travel(date(2026, 11, 2)):
        actions.correct_report(cast.an.actor, report_id=first)
        with pytest.raises(NotPossible, match="number_taken"):
            send_again(cast, db, "1")
        second = send_again(cast, db, "2")
        (asked,) = queries.list_requests(cast.ha.actor)
    (row,) = [sender for sender in asked.senders if sender.unit_id == cast.unit.id]
    assert (row.late, row.report_id, row.sent_on) == (0, second, date(2026, 10, 2))


def send_again(cast: Cast, db: Any, number: str) -> int:
    return send(cast, db, cast.an, cast.unit, date(2026, 11, 2), number)


def test_a_unit_sees_what_it_is_asked_for_until_it_has_sent(client: PageClient, cast: Cast, db: Any) -> None:
    ask(cast)
    assert [sender.unit_id for _request, sender in queries.list_asked_of(cast.an.actor)] == [cast.unit.id]
    page = client.as_(cast.an).get("/reports/sent")
    assert "10/10/2026" in page.text
    assert len(page.statements) <= 11
    send(cast, db, cast.an, cast.unit, date(2026, 10, 2))
    assert queries.list_asked_of(cast.an.actor) == []
    assert queries.list_asked_of(cast.ha.actor) == []  # the Bloc itself is asked by nobody
    table = client.as_(cast.ha).get("/reports/sent")
    assert "1-BC/ĐTN" in table.text
    assert cast.unit.short_name not in client.as_(cast.giang).get("/reports/sent").text


def test_asking_again_moves_the_day_and_a_day_within_the_period_is_refused(cast: Cast) -> None:
    request_id = ask(cast)
    assert ask(cast) == request_id
    assert ask(cast, due_on=date(2026, 10, 20)) == request_id
    (asked,) = queries.list_requests(cast.ha.actor)
    assert (asked.request.due_on, asked.request.version) == (date(2026, 10, 20), 2)
    with pytest.raises(NotPossible, match="due_within_the_period"):
        ask(cast, due_on=LAST)
    for stranger in (cast.giang, cast.an, cast.khanh):
        with pytest.raises(NotFound):
            ask(cast, stranger)


def test_a_letterhead_holds_from_its_day_on(client: PageClient, cast: Cast) -> None:
    made_up = queries.get_letterhead(cast.unit, LAST)
    assert (made_up.above, made_up.signer, made_up.valid_from) == (cast.bloc.name, "Lê Thị An", None)
    form = {"issuer": "BCH Đoàn trường", "symbol": "BC/ĐTr", "place": "Chi Lăng", "on_behalf": "TM. BCH"}
    form |= {"signer_title": "Bí thư", "signer": "An", "recipients": "Tỉnh đoàn", "above": ""}
    an = client.as_(cast.an)
    an.post("/reports/letterhead?unit=CL", {**form, "valid_from": "2026-08-01"})
    an.post("/reports/letterhead?unit=CL", {**form, "valid_from": "2026-10-01", "symbol": "BC/MỚI"})
    an.post("/reports/letterhead?unit=CL", {**form, "valid_from": ""}, status=422)
    days = (date(2026, 7, 31), date(2026, 8, 1), date(2026, 10, 1))
    assert [queries.get_letterhead(cast.unit, day).symbol for day in days] == ["BC/ĐTN", "BC/ĐTr", "BC/MỚI"]
    client.as_(cast.giang).get("/reports/letterhead?unit=CL", status=404)


def test_from_the_leaders_home_to_the_word_file_of_this_quarter_are_two_clicks(client: PageClient, cast: Cast) -> None:
    an = client.as_(cast.an)
    first = next(
        a.get("href", "") for a in an.get("/").all("a", class_="btn") if "/reports/period" in a.get("href", "")
    )
    second = next(a.get("href", "") for a in an.get(first).all("a", class_="btn-lamp"))
    response = an.get(second).response
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.mimetype.endswith("wordprocessingml.document")
