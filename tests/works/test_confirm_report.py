"""The report is confirmed by the unit's party committee or agency head (who, date, document) where the setting asks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.works.actions import change_rules, confirm_report, send_back_report
from app.works.models import Confirmation
from tests.works import walk

TODAY = walk.clock.today()


@pytest.fixture
def asked(cast):
    """The office wants reports confirmed."""
    change_rules(cast.lan.actor, version=1, line_tolerance=10, needs_confirmation=True)


def confirm(cast, id_, by=None, **values):
    given = {
        "body": "party_committee",
        "name": "Hoàng Văn Thụ, Bí thư Chi bộ",
        "confirmed_on": TODAY,
        "document": "12-CV/CB",
        "paper": walk.receipt(),
        **values,
    }
    return confirm_report((by or cast.an).actor, work_id=id_, version=walk.version(id_), **given)


def test_a_report_that_nobody_confirmed_is_not_accepted_where_the_setting_asks(cast, asked):
    id_ = walk.reported(cast)
    with pytest.raises(NotPossible, match="confirmation_missing"):
        walk.accept(cast, id_)
    confirm(cast, id_)
    walk.accept(cast, id_)
    assert walk.fresh(id_).state == "accepted"


def test_without_the_setting_no_confirmation_is_needed(cast):
    id_ = walk.reported(cast)
    walk.accept(cast, id_)
    assert walk.fresh(id_).state == "accepted"


def test_a_confirmation_says_who_when_and_by_which_document(cast, db):
    id_ = walk.reported(cast)
    confirm(cast, id_)
    row = db.session.execute(select(Confirmation)).scalar_one()
    assert (row.body, row.name, row.document, row.recorded_by) == (
        "party_committee",
        "Hoàng Văn Thụ, Bí thư Chi bộ",
        "12-CV/CB",
        cast.an.account.id,
    )
    event = db.session.execute(select(Event).where(Event.verb == "work.report_confirmed")).scalar_one()
    assert event.details["confirmed_on"] == TODAY.isoformat()


def test_a_report_that_was_sent_back_is_confirmed_anew(cast, asked):
    id_ = walk.reported(cast)
    confirm(cast, id_)
    send_back_report(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Thiếu ảnh")
    walk.report(cast, id_)
    with pytest.raises(NotPossible, match="confirmation_missing"):
        walk.accept(cast, id_)
    confirm(cast, id_, paper=None)
    walk.accept(cast, id_)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"body": "anybody"}, "body_unknown"),
        ({"name": " "}, "confirmer_missing"),
        ({"document": " "}, "number_missing"),
        ({"confirmed_on": TODAY + timedelta(days=1)}, "in_the_future"),
        ({"paper": None}, "confirmation_paper_missing"),
    ],
)
def test_it_needs_a_body_a_name_a_document_a_past_day_and_the_paper(cast, wrong, reason):
    id_ = walk.reported(cast)
    with pytest.raises(NotPossible, match=reason):
        confirm(cast, id_, **wrong)


def test_it_is_recorded_by_the_units_leader_while_the_report_waits(cast):
    id_ = walk.reported(cast)
    for person in (cast.ha, cast.dung, cast.khanh, cast.lan, cast.giang):
        with pytest.raises(NotAllowed):
            confirm(cast, id_, by=person)
    with pytest.raises(NotFound):
        confirm(cast, walk.draft(cast), by=cast.chi)
    with pytest.raises(NotPossible, match="not_reported"):
        confirm(cast, walk.under_way(cast))


def test_recording_it_twice_is_one_and_again_corrects_it(cast, db):
    id_ = walk.reported(cast)
    seen = walk.version(id_)
    given = {"body": "agency_head", "name": "Lê Hà", "confirmed_on": TODAY, "document": "1", "paper": walk.receipt()}
    for _ in range(2):
        confirm_report(cast.an.actor, work_id=id_, version=seen, **given)
    assert walk.version(id_) == seen + 1
    with pytest.raises(Conflict):
        confirm_report(cast.an.actor, work_id=id_, version=seen, **{**given, "document": "2"})
    confirm(cast, id_, document="3", paper=None)
    assert db.session.execute(select(Confirmation.document)).scalar_one() == "3"


def test_the_pages_ask_for_it_show_it_and_keep_its_paper_from_others(cast, client, asked, db):
    id_ = walk.reported(cast)
    an = client.as_(cast.an)
    page = an.get(f"/works/{id_}")
    assert page.find("a", href=f"/works/{id_}/confirmation") is not None
    assert len(page.statements) <= 10
    assert "chưa có xác nhận" in client.as_(cast.ha).get(f"/works/{id_}/accept").text
    sent = {"body": "agency_head", "name": "Lê Hà", "confirmed_on": str(TODAY), "document": "7-CV"}
    page = an.post(f"/works/{id_}/confirmation", {"version": walk.version(id_), **sent}, status=422)
    assert page.errors
    assert page.values["document"] == "7-CV"
    paper = (walk.io.BytesIO(walk.picture()), "xac-nhan.jpg")
    an.post(f"/works/{id_}/confirmation", {"version": walk.version(id_), **sent, "paper": paper})
    assert an.get(f"/works/{id_}").find("a", href=f"/works/{id_}/confirmation") is None
    page = client.as_(cast.ha).get(f"/works/{id_}/accept")
    assert "7-CV" in page.text
    file_id = db.session.execute(select(Confirmation.file_id)).scalar_one()
    for person, status in ((cast.ha, 200), (cast.khanh, 200), (cast.binh, 404), (cast.giang, 404)):
        client.as_(person).get(f"/works/papers/{file_id}", status=status)
