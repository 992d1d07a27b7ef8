"""Writing and issuing a report: frozen with its figures, records and checksum, and never edited."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.core.clock import travel
from app.core.errors import Conflict, NotFound, NotPossible
from app.reports import actions, frozen, queries
from app.reports.models import IssuedReport, ReportDraft
from tests import factories
from tests.cast import Cast
from tests.checks import PageClient
from tests.reports import records

FIRST, LAST, DAY = date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 5)


def start(cast: Cast, person: Any = None, unit: Any = None) -> int:
    unit = unit or cast.unit
    return actions.start_draft((person or cast.an).actor, unit_id=unit.id, date_from=FIRST, date_to=LAST)


def draft_of(db: Any, draft_id: int) -> ReportDraft:
    row: ReportDraft = db.session.get(ReportDraft, draft_id, populate_existing=True)
    return row


def issue(cast: Cast, db: Any, draft_id: int, number: str = "12", **more: Any) -> int:
    values = {"issued_on": DAY, "signer_title": "Bí thư", "signer": "Lê Thị An", **more}
    version = values.pop("version", None) or draft_of(db, draft_id).version
    return actions.issue_report(cast.an.actor, draft_id=draft_id, version=version, number=number, **values)


def stored(db: Any, report_id: int) -> IssuedReport:
    row: IssuedReport = db.session.get(IssuedReport, report_id, populate_existing=True)
    return row


def test_a_draft_is_begun_once_and_says_what_the_figures_say(cast: Cast, db: Any) -> None:
    factories.work(cast.unit, state="accepted", accepted_on=date(2026, 8, 1), lines=[])
    draft_id = start(cast)
    assert start(cast) == draft_id
    assert "{works.accepted}" in draft_of(db, draft_id).texts["people"]


def test_only_who_leads_the_unit_or_sits_above_it_writes_its_report(cast: Cast, db: Any) -> None:
    draft_id = start(cast)
    for stranger in (cast.giang, cast.binh, cast.dung, cast.khanh):
        with pytest.raises(NotFound):
            start(cast, stranger)
        with pytest.raises(NotFound):
            queries.get_draft(stranger.actor, draft_id)
    assert start(cast, cast.ha) == draft_id


def test_a_stale_page_overwrites_nothing_and_unknown_placeholders_are_refused(cast: Cast, db: Any) -> None:
    draft_id = start(cast)
    actor, texts = cast.an.actor, dict(draft_of(db, draft_id).texts)
    version = actions.save_draft(actor, draft_id=draft_id, version=1, texts={**texts, "self": "Mới"}, works=[])
    assert actions.save_draft(actor, draft_id=draft_id, version=1, texts={**texts, "self": "Mới"}, works=[]) == version
    with pytest.raises(Conflict):
        actions.save_draft(actor, draft_id=draft_id, version=1, texts={**texts, "self": "Khác"}, works=[])
    wrong = {**texts, "self": "{works.unheard_of}"}
    with pytest.raises(NotPossible, match="unknown_placeholder"):
        actions.save_draft(actor, draft_id=draft_id, version=version, texts=wrong, works=[])
    with pytest.raises(NotPossible, match="too_many_typical"):
        actions.save_draft(actor, draft_id=draft_id, version=version, texts=texts, works=list(range(1, 9)))


def test_what_was_issued_stays_byte_for_byte_and_the_page_shows_the_difference(
    client: PageClient, cast: Cast, db: Any
) -> None:
    kept = factories.work(cast.unit, state="accepted", accepted_on=date(2026, 8, 1), lines=[])
    gone = factories.work(cast.unit, state="accepted", accepted_on=date(2026, 9, 1), lines=[])
    records.contribution(kept, 4_000_000, date(2026, 7, 20))
    report_id = issue(cast, db, start(cast))
    before = stored(db, report_id)
    written, checksum = before.frozen, before.checksum
    content = json.loads(written)
    found = {figure["key"]: figure for figure in content["figures"]}
    assert (found["works.accepted"]["value"], found["works.value"]["value"]) == (2, 4_000_000)
    assert content["records"]["works.accepted"] == [[kept.id, 1], [gone.id, 1]]
    for key, rows in content["records"].items():
        assert sum(amount for _id, amount in rows) == found[key]["value"], key
    an = client.as_(cast.an)
    page = an.get(f"/reports/issued/{report_id}")
    assert page.find("div", class_="notice-success") is not None
    gone.state, gone.accepted_on = "under_way", None
    db.session.commit()
    records.contribution(kept, 1_000_000, date(2026, 7, 25))
    late = factories.work(cast.unit, state="accepted", accepted_on=date(2026, 9, 2), lines=[])
    after = stored(db, report_id)
    assert (after.frozen, after.checksum) == (written, checksum) == (written, frozen.checksum(written))
    assert an.get(f"/reports/issued/{report_id}/report.json").source == written
    rows = {row.key: row for row in queries.get_issued_page(cast.an.actor, report_id).differences}
    accepted, value = rows["works.accepted"], rows["works.value"]
    assert (accepted.then, accepted.now, accepted.came, accepted.went) == (2, 2, [late.id], [gone.id])
    assert (value.then, value.now, value.other) == (4_000_000, 5_000_000, [kept.id])
    page = an.get(f"/reports/issued/{report_id}")
    assert "Số liệu nay đã khác" in page.text
    assert "4.000.000" in page.text
    assert len(page.statements) <= 30


@pytest.mark.parametrize("change", ["UPDATE issued_reports SET number = 'x'", "DELETE FROM issued_reports"])
def test_the_database_itself_refuses_to_change_an_issued_report(cast: Cast, db: Any, change: str) -> None:
    issue(cast, db, start(cast))
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(change))


def test_it_is_issued_with_number_date_and_signer_once(cast: Cast, db: Any) -> None:
    draft_id = start(cast)
    with pytest.raises(NotPossible, match="bad_issue_day"):
        issue(cast, db, draft_id, issued_on=date(2026, 9, 29))
    with pytest.raises(NotPossible, match="bad_issue_day"):
        issue(cast, db, draft_id, issued_on=date(2999, 1, 1))
    with pytest.raises(Conflict):
        issue(cast, db, draft_id, version=7)
    report = stored(db, issue(cast, db, draft_id))
    assert (report.number, report.issued_on, report.year) == ("12-BC/ĐTN", DAY, 2026)
    assert json.loads(report.frozen)["letterhead"]["signer"] == "Lê Thị An"
    with pytest.raises(NotPossible, match="issued_already"):
        issue(cast, db, draft_id)
    with pytest.raises(NotPossible, match="issued_already"):
        start(cast)
    august = {"unit_id": cast.unit.id, "date_from": date(2026, 8, 1), "date_to": date(2026, 8, 31)}
    other = actions.start_draft(cast.an.actor, **august)
    with pytest.raises(NotPossible, match="number_taken"):
        issue(cast, db, other)


def test_a_period_that_is_not_over_is_not_issued(cast: Cast, db: Any) -> None:
    with travel(date(2026, 9, 30)):
        assert issue(cast, db, start(cast), issued_on=date(2026, 9, 30))
    with travel(date(2026, 9, 29)):
        other = start(cast, cast.giang, cast.other_unit)
        with pytest.raises(NotPossible, match="period_not_over"):
            actions.issue_report(
                cast.giang.actor,
                draft_id=other,
                version=1,
                number="1",
                issued_on=date(2026, 9, 29),
                signer_title="Bí thư",
                signer="Giang",
            )


def test_an_issued_report_is_only_replaced_and_only_once(client: PageClient, cast: Cast, db: Any) -> None:
    first = issue(cast, db, start(cast))
    draft_id = actions.correct_report(cast.an.actor, report_id=first)
    assert actions.correct_report(cast.an.actor, report_id=first) == draft_id
    second = issue(cast, db, draft_id, number="13")
    assert json.loads(stored(db, second).frozen)["replaces"]["number"] == "12-BC/ĐTN"
    with pytest.raises(NotPossible, match="replaced_already"):
        actions.correct_report(cast.an.actor, report_id=first)
    an = client.as_(cast.an)
    assert "13-BC/ĐTN" in an.get(f"/reports/issued/{first}").text
    assert "12-BC/ĐTN" in an.get(f"/reports/issued/{second}").text


def test_checks_name_a_report_that_no_longer_fits_its_checksum(app: Any, cast: Cast, db: Any) -> None:
    report_id = issue(cast, db, start(cast))
    run = app.test_cli_runner()
    assert run.invoke(args=["check"]).exit_code == 0
    row = stored(db, report_id)
    copied = {column.name: getattr(row, column.key) for column in IssuedReport.__table__.columns}
    other = actions.start_draft(
        cast.an.actor, unit_id=cast.unit.id, date_from=date(2026, 8, 1), date_to=date(2026, 8, 31)
    )
    copied |= {"id": report_id + 1, "draft_id": other, "number": "x", "frozen": row.frozen + " "}
    db.session.add(IssuedReport(**copied))
    db.session.commit()
    result = run.invoke(args=["check"])
    assert f"issued_reports {report_id + 1}" in result.output


def test_from_the_draft_to_the_issued_report_over_the_pages(client: PageClient, cast: Cast, db: Any) -> None:
    factories.work(cast.unit, state="accepted", accepted_on=date(2026, 8, 1), lines=[])
    an, days = client.as_(cast.an), f"from={FIRST}&to={LAST}"
    page = an.get(f"/reports/period?{days}")
    assert page.find("form", action=f"/reports/drafts?unit=CL&{days}") is not None
    an.post(f"/reports/drafts?unit=CL&{days}")
    draft = db.session.execute(select(ReportDraft)).scalar_one()
    address = f"/reports/drafts/{draft.id}"
    page = an.get(address)
    assert page.find("a", class_="report-linked") is not None
    assert len(page.statements) <= 18
    wrong = an.post(address, {"version": "1", "people": "Có {works.nothing}"}, status=422)
    assert "{works.nothing}" in wrong.text
    an.post(address, {"version": "1", "people": "Đã xong {works.accepted} công trình.", "tasks": "Làm tiếp"})
    stale = an.post(address, {"version": "1", "people": "Câu của tôi"}, status=409)
    assert "Câu của tôi" in stale.source
    assert "Đã xong {works.accepted}" in stale.text
    page = an.get(f"{address}/issue")
    assert "Đã xong 01 công trình." in page.text
    form = {"version": "2", "number": "7", "issued_on": DAY.isoformat(), "signer_title": "Bí thư", "signer": "An"}
    an.post(f"{address}/issue", {**form, "number": ""}, status=422)
    an.post(f"{address}/issue", form)
    report_id = queries.find_issued_of(draft.id)
    assert "Đã xong 01 công trình." in an.get(f"/reports/issued/{report_id}").text
    an.get(address, status=303)
    client.as_(cast.ha).get(f"/reports/issued/{report_id}")
    client.as_(cast.giang).get(f"/reports/issued/{report_id}", status=404)
    client.as_(cast.binh).get(f"/reports/issued/{report_id}", status=403)
