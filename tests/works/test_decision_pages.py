"""Deciding over the pages: the queue, several at once, everything about one, and what changed since the last time."""

import pytest
from sqlalchemy import select

from app.core.errors import NotAllowed
from app.works.actions import approve_work, record_pledge, return_work, save_draft, submit_work
from app.works.models import Submission, Work
from app.works.values import Dates, Extent, Line, Place, Source
from tests import factories
from tests.works import walk


@pytest.fixture
def ha(cast, client):
    return client.as_(cast.ha)


def mark(*ids):
    return [f"{id_}-{walk.version(id_)}" for id_ in ids]


def states(*ids):
    return [walk.fresh(id_).state for id_ in ids]


def text_of(found):
    return " ".join(found.itertext()) if hasattr(found, "itertext") else found.text


# -- who decides -------------------------------------------------------------------------------------------------------


def test_whoever_changed_any_group_of_the_draft_never_decides_on_it(cast, db):
    id_ = walk.draft(cast)
    factories.appointment(cast.ha.account, "leader", cast.unit)
    save_draft(cast.ha.actor, work_id=id_, version=walk.version(id_), dates=Dates(None, None))
    save_draft(cast.an.actor, work_id=id_, version=walk.version(id_), dates=walk.proposal(cast)["dates"])
    submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    with pytest.raises(NotAllowed):
        approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))
    with pytest.raises(NotAllowed):
        return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Thiếu")
    approve_work(cast.hai.actor, work_id=id_, version=walk.version(id_))
    assert walk.fresh(id_).state == "approved"


def test_the_queue_is_the_committees_and_holds_what_each_may_decide_on(cast, client, ha):
    id_ = walk.submitted(cast)
    walk.draft(cast)
    own = factories.work(cast.unit, state="submitted", title="Đề xuất của chính Hà", proposed_by=cast.ha.account.id)
    page = ha.get("/works/deciding")
    assert page.find("a", href=f"/works/{id_}/decide") is not None
    assert page.find("a", href=f"/works/{own.id}/decide") is None
    assert client.as_(cast.hai).get("/works/deciding").find("a", href=f"/works/{own.id}/decide") is not None
    for person in (cast.an, cast.binh, cast.dung, cast.khanh, cast.lan):
        client.as_(person).get("/works/deciding", status=403)


def test_the_queue_takes_no_statement_more_for_more_proposals(cast, ha):
    walk.submitted(cast)
    few = len(ha.get("/works/deciding").statements)
    for _ in range(5):
        walk.submitted(cast)
    assert len(ha.get("/works/deciding").statements) == few
    assert few <= 10


# -- several at once ---------------------------------------------------------------------------------------------------


def test_several_proposals_are_approved_at_once_and_twice_changes_nothing(cast, ha):
    ids = [walk.submitted(cast) for _ in range(3)]
    sent = {"chosen": mark(*ids[:2]), "decision": "approve"}
    for _ in range(2):
        ha.post("/works/deciding", sent, status=303)
    assert states(*ids) == ["approved", "approved", "submitted"]
    assert [walk.version(id_) for id_ in ids[:2]] == [3, 3]


def test_several_proposals_are_returned_with_one_reason(cast, ha):
    ids = [walk.submitted(cast) for _ in range(2)]
    page = ha.post("/works/deciding", {"chosen": mark(*ids), "decision": "return", "reason": "  "}, status=422)
    assert page.errors
    assert states(*ids) == ["submitted", "submitted"]
    assert [box.get("checked") is not None for box in page.all("input", name="chosen")] == [True, True]
    ha.post("/works/deciding", {"chosen": mark(*ids), "decision": "return", "reason": "Thiếu ảnh"}, status=303)
    assert [walk.fresh(id_).return_reason for id_ in ids] == ["Thiếu ảnh", "Thiếu ảnh"]


def test_each_refusal_is_named_and_the_others_are_decided(cast, ha):
    good, stale, own = (walk.submitted(cast) for _ in range(3))
    chosen = mark(good, stale, own)
    approve_work(cast.hai.actor, work_id=stale, version=walk.version(stale))
    walk.fresh(own).drafted_by = cast.ha.account.id
    walk.db.session.commit()
    walk.db.session.execute(Work.__table__.update().where(Work.id == stale).values(title="Đã có người duyệt"))
    walk.db.session.execute(Work.__table__.update().where(Work.id == own).values(title="Của chính mình"))
    walk.db.session.commit()
    page = ha.post("/works/deciding", {"chosen": [*chosen, "987654-1"], "decision": "approve"}, status=409)
    notice = page.find(class_="notice-warning")
    assert "Đã có người duyệt" in text_of(notice)
    assert "Của chính mình" in text_of(notice)
    assert len(notice.findall(".//li")) == 3
    assert states(good, stale, own) == ["approved", "approved", "submitted"]


@pytest.mark.parametrize("chosen", [[], ["x"], ["1"], ["-"], ["1-2-3"], ["9" * 40 + "-1"], ["²-1"]])
def test_nothing_that_can_be_read_is_nothing_chosen(cast, ha, chosen):
    ha.post("/works/deciding", {"chosen": chosen, "decision": "approve"}, status=422)


# -- one page with everything ------------------------------------------------------------------------------------------


def test_one_page_shows_plan_place_nearby_works_and_those_of_the_unit(cast, ha):
    id_ = walk.submitted(cast)
    here = walk.fresh(id_)
    near = {"state": "accepted", "accepted_on": walk.clock.today(), "lat": here.lat + 0.001, "lon": here.lon}
    factories.work(cast.other_unit, title="Đường bên cạnh", **near)
    factories.work(cast.other_unit, title="Đường ở xa", **{**near, "lat": here.lat + 0.5, "commune_id": None})
    factories.work(cast.unit, title="Việc trước đây", **{**near, "lat": None, "lon": None, "commune_id": None})
    page = ha.get(f"/works/{id_}/decide")
    for words in ("Bóng đèn LED 50 W", "11.250.000", "Đường bên cạnh", "111 m", "Việc trước đây", "Nà Lùng"):
        assert words in page.text
    assert "Đường ở xa" not in page.text
    for step in ("approve", "return", "reject"):
        assert page.find("form", action=f"/works/{id_}/{step}") is not None


def test_the_page_takes_a_fixed_number_of_statements(cast, ha):
    id_ = walk.submitted(cast)
    few = len(ha.get(f"/works/{id_}/decide").statements)
    for _ in range(12):
        factories.work(
            cast.unit, state="accepted", accepted_on=walk.clock.today(), commune_id=walk.fresh(id_).commune_id
        )
    assert len(ha.get(f"/works/{id_}/decide").statements) == few
    assert few <= 15


def test_what_may_be_missing_or_wrong_stands_first(cast, ha):
    id_ = walk.submitted(
        cast, place=Place(factories.commune().id), dates=Dates(walk.clock.parse_date("01/01/2020"), walk.clock.today())
    )
    said = text_of(ha.get(f"/works/{id_}/decide").find(class_="notice-warning"))
    for words in (
        "điểm trên bản đồ",
        "chưa vẽ tuyến",
        "đã cam kết",
        "ảnh hiện trạng",
        "Ngày khởi công",
        "sự cần thiết",
    ):
        assert words in said
    given = {"form": "cash", "source": "sponsor", "amount": 9_000_000, "promised_on": walk.clock.today(), "party": "A"}
    record_pledge(cast.dung.actor, work_id=id_, **given)
    assert "đã cam kết" not in text_of(ha.get(f"/works/{id_}/decide").find(class_="notice-warning"))


def test_only_who_may_decide_opens_the_page_and_only_while_it_waits(cast, client, ha):
    id_ = walk.submitted(cast)
    for person, status in ((cast.an, 403), (cast.khanh, 403), (cast.lan, 403), (cast.binh, 404), (cast.giang, 404)):
        client.as_(person).get(f"/works/{id_}/decide", status=status)
    approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))
    ha.get(f"/works/{id_}/decide", status=400)


# -- what changed ------------------------------------------------------------------------------------------------------


def returned_and_changed(cast):
    id_ = walk.submitted(cast)
    return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Ít quá", fields=("extent", "lines"))
    lines = (Line("materials", "Bóng đèn LED 50 W", 30, "bộ", 450_000),)
    sources = (Source("sponsor", "cash", 13_500_000, "Công ty A"),)
    extent = Extent({"lamps": 30, "length_km": walk.Decimal("1.2")}, 30, 120)
    given = {"place": Place(factories.commune("Hữu Lũng").id, "Nà Lùng"), "lines": lines, "sources": sources}
    save_draft(cast.an.actor, work_id=id_, version=walk.version(id_), extent=extent, **given)
    return id_


def test_the_leader_reads_what_changed_since_the_last_submission(cast, client):
    id_ = returned_and_changed(cast)
    page = client.as_(cast.an).get(f"/works/{id_}/edit/check")
    rows = [text_of(row) for row in page.all("tr")]
    assert any("Số bóng đèn" in row and "20" in row and "30" in row for row in rows)
    assert any("Đồng Đăng" in row and "Hữu Lũng" in row for row in rows)
    assert any("Bóng đèn LED 50 W" in row and "+4.500.000" in row for row in rows)
    assert any("Công lắp đặt" in row and "bỏ" in row.lower() for row in rows)


def test_the_committee_reads_the_same_once_it_is_handed_in_again(cast, ha):
    id_ = returned_and_changed(cast)
    submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    page = ha.get(f"/works/{id_}/decide")
    assert "Ít quá" in page.text
    assert any("Đồng Đăng" in text_of(row) and "Hữu Lũng" in text_of(row) for row in page.all("tr"))
    assert "lần thứ 2" in ha.get("/works/deciding").text


def test_each_submission_is_kept_and_the_first_has_nothing_to_compare_with(cast, ha, db):
    id_ = walk.submitted(cast)
    assert "Thay đổi so với" not in ha.get(f"/works/{id_}/decide").text
    return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Xem lại")
    submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    assert "Không có gì thay đổi" in ha.get(f"/works/{id_}/decide").text
    kept = db.session.execute(select(Submission).order_by(Submission.number)).scalars().all()
    assert [(row.number, row.content["title"]) for row in kept] == [(n, walk.fresh(id_).title) for n in (1, 2)]
