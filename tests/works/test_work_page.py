"""One work's page, and the decisions on it."""

import pytest

from app.core import clock
from app.works.actions import add_photos, approve_expense, approve_work, return_work
from tests.works import walk

STATES = (walk.draft, walk.submitted, walk.approved, walk.under_way, walk.proved, walk.reported, walk.accepted)


@pytest.mark.parametrize("state", STATES)
def test_the_page_opens_in_every_state_for_everybody_who_may_see_it(cast, client, state):
    id_ = state(cast)
    for person in (cast.an, cast.dung, cast.ha, cast.khanh, cast.lan):
        page = client.as_(person).get(f"/works/{id_}")
        assert len(page.statements) <= 10
    seen = 200 if walk.fresh(id_).state in ("approved", "under_way", "reported", "accepted") else 404
    client.as_(cast.chi).get(f"/works/{id_}", status=seen)
    client.get(f"/works/{id_}", status=200 if walk.fresh(id_).state == "accepted" else 404)


def test_statements_do_not_grow_with_photos_entries_and_history(cast, client):
    id_ = walk.proved(cast)
    few = len(client.as_(cast.an).get(f"/works/{id_}").statements)
    for _ in range(12):
        walk.give(cast, id_, 1000)
    add_photos(cast.an.actor, work_id=id_, moment="during", photos=tuple(walk.photo() for _ in range(6)))
    assert len(client.as_(cast.an).get(f"/works/{id_}").statements) == few


def test_a_work_that_is_not_there_is_not_found(cast, client):
    client.as_(cast.an).get("/works/999999", status=404)
    client.as_(cast.an).get("/works/999999999999999999999999", status=404)


def test_a_visitor_reads_no_names_and_no_reasons_in_the_history(cast, client):
    id_ = walk.submitted(cast)
    return_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Thiếu chữ ký")
    walk.submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    approve_work(cast.ha.actor, work_id=id_, version=walk.version(id_))
    walk.start_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    for moment in ("before", "after"):
        add_photos(cast.an.actor, work_id=id_, moment=moment, photos=(walk.photo(),))
    walk.accept(cast, walk.report(cast, id_))
    page = client.get(f"/works/{id_}")
    for secret in ("Lê Thị An", "Nông Thu Hà", "Thiếu chữ ký", "Đại diện UBND xã"):
        assert secret not in page.source
    page = client.as_(cast.an).get(f"/works/{id_}")
    assert "Thiếu chữ ký" in page.text
    assert "Nông Thu Hà" in page.text


def test_the_committee_approves_from_the_page(cast, client):
    id_ = walk.submitted(cast)
    page = client.as_(cast.ha).get(f"/works/{id_}")
    assert "Bóng đèn LED 50 W" in page.text
    client.as_(cast.ha).post(f"/works/{id_}/approve", {"version": walk.version(id_)})
    assert walk.fresh(id_).state == "approved"


def test_the_committee_returns_with_a_reason_tied_to_groups(cast, client):
    id_ = walk.submitted(cast)
    ha = client.as_(cast.ha)
    ha.post(
        f"/works/{id_}/return",
        {"return-version": walk.version(id_), "return-reason": "Thiếu ảnh", "return-fields": ["where", "lines"]},
    )
    assert walk.fresh(id_).return_reason == "Thiếu ảnh"
    page = client.as_(cast.an).get(f"/works/{id_}")
    assert "Thiếu ảnh" in page.text


def test_a_decision_without_a_reason_is_shown_again(cast, client):
    id_ = walk.submitted(cast)
    page = client.as_(cast.ha).post(
        f"/works/{id_}/reject", {"reject-version": walk.version(id_), "reject-reason": ""}, status=422
    )
    assert page.errors
    assert walk.fresh(id_).state == "submitted"


def test_the_second_officer_sees_what_changed_and_keeps_what_was_typed(cast, client):
    id_ = walk.submitted(cast)
    seen = walk.version(id_)
    return_work(cast.ha.actor, work_id=id_, version=seen, reason="Thiếu vật tư")
    page = client.as_(cast.hai).post(
        f"/works/{id_}/reject", {"reject-version": seen, "reject-reason": "Lý do đã gõ"}, status=409
    )
    assert "Thiếu vật tư" in page.text
    assert "Nông Thu Hà" in page.text
    assert walk.fresh(id_).state == "draft"


def test_two_different_reasons_for_one_proposal_keep_the_second_officers_words(cast, client):
    id_ = walk.submitted(cast)
    seen = walk.version(id_)
    return_work(cast.ha.actor, work_id=id_, version=seen, reason="Thiếu vật tư")
    walk.submit_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    page = client.as_(cast.hai).post(
        f"/works/{id_}/reject", {"reject-version": seen, "reject-reason": "Lý do đã gõ"}, status=409
    )
    assert page.values["reject-reason"] == "Lý do đã gõ"
    assert page.values["reject-version"] == str(walk.version(id_))


def test_a_double_click_approves_once(cast, client):
    id_ = walk.submitted(cast)
    seen = walk.version(id_)
    for _ in range(2):
        client.as_(cast.ha).post(f"/works/{id_}/approve", {"version": seen})
    assert walk.version(id_) == seen + 1


def test_start_and_cancel_from_the_page(cast, client):
    id_ = walk.approved(cast)
    client.as_(cast.an).post(f"/works/{id_}/start", {"version": walk.version(id_)})
    client.as_(cast.an).post(f"/works/{id_}/cancel", {"version": walk.version(id_), "reason": "Mưa lũ"})
    assert walk.fresh(id_).state == "cancelled"


def test_a_stranger_finds_no_decision_and_a_member_may_not_take_one(cast, client):
    id_ = walk.submitted(cast)
    client.as_(cast.chi).post(f"/works/{id_}/approve", {"version": 1}, status=404)
    client.as_(cast.an).post(f"/works/{id_}/approve", {"version": walk.version(id_)}, status=403)


def test_report_and_acceptance_over_their_forms(cast, client):
    id_ = walk.proved(cast)
    an, ha = client.as_(cast.an), client.as_(cast.ha)
    page = an.get(f"/works/{id_}/report")
    assert page.values["m_lamps"] == "20"
    an.post(
        f"/works/{id_}/report",
        {"version": walk.version(id_), "m_lamps": "18", "m_length_km": "1,1", "households": "28", "people": "100"},
    )
    work = walk.fresh(id_)
    assert (work.state, work.delivered_households) == ("reported", 28)
    page = ha.get(f"/works/{id_}/accept")
    ha.post(
        f"/works/{id_}/accept",
        {
            "version": walk.version(id_),
            "accepted_on": page.values["accepted_on"],
            "participants": "UBND xã, Ban Thường vụ",
            "minutes": (walk.io.BytesIO(walk.picture()), "bien-ban.jpg"),
        },
        content_type="multipart/form-data",
    )
    assert walk.fresh(id_).state == "accepted"
    ha.get(f"/works/{id_}/accept", status=400)


def test_a_double_click_reports_and_accepts_once(cast, client):
    id_ = walk.proved(cast)
    seen = walk.version(id_)
    for _ in range(2):
        client.as_(cast.an).post(f"/works/{id_}/report", {"version": seen, "m_lamps": "18", "people": "100"})
    assert walk.version(id_) == seen + 1
    sent = {"version": seen + 1, "accepted_on": clock.format_date(clock.today()), "participants": "UBND xã"}
    for _ in range(2):
        client.as_(cast.ha).post(f"/works/{id_}/accept", sent)
    assert walk.version(id_) == seen + 2


def test_the_second_officer_who_accepts_sees_what_changed_and_keeps_what_was_typed(cast, client):
    id_ = walk.reported(cast)
    sent = {
        "version": walk.version(id_),
        "accepted_on": clock.format_date(clock.today()),
        "participants": "UBND xã, trưởng thôn",
    }
    walk.accept(cast, id_)
    page = client.as_(cast.hai).post(f"/works/{id_}/accept", sent, status=409)
    assert "Nông Thu Hà" in page.text
    assert page.values["participants"] == "UBND xã, trưởng thôn"
    assert page.values["version"] == str(walk.version(id_))


def test_a_report_with_letters_for_numbers_keeps_them_beside_their_messages(cast, client):
    id_ = walk.proved(cast)
    page = client.as_(cast.an).post(
        f"/works/{id_}/report",
        {"version": walk.version(id_), "m_lamps": "hai mươi", "households": "-3", "people": ""},
        status=422,
    )
    assert page.values["m_lamps"] == "hai mươi"
    assert page.values["households"] == "-3"
    assert len(page.errors) == 2


def test_an_acceptance_date_that_is_no_day_or_still_to_come_is_refused_beside_its_field(cast, client):
    id_ = walk.reported(cast)
    # A day comes back in the one form that a browser's calendar shows, no day as it was typed.
    for day, shown in (("31/02/2026", "31/02/2026"), ("01/01/2090", "2090-01-01")):
        page = client.as_(cast.ha).post(
            f"/works/{id_}/accept",
            {"version": walk.version(id_), "accepted_on": day, "participants": "UBND xã"},
            status=422,
        )
        assert page.values["accepted_on"] == shown
        assert len(page.errors) == 1


def test_the_point_of_a_border_work_is_rounded_for_whoever_is_no_officer(cast, client):
    from app.works.values import Extent, What
    from tests import factories

    kind = factories.kind("border_patrol_lighting")
    id_ = walk.accepted(
        cast,
        what=What(cast.unit.id, kind.id, "Thắp sáng đường tuần tra"),
        extent=Extent({"lamps": walk.Decimal(20)}, 1, 1),
    )
    commune = factories.commune()
    exact = f"{commune.lat:.5f}, {commune.lon:.5f}"
    assert exact not in client.get(f"/works/{id_}").text
    assert f"{commune.lat:.2f}, {commune.lon:.2f}" in client.get(f"/works/{id_}").text
    assert exact in client.as_(cast.an).get(f"/works/{id_}").text


def test_a_work_with_much_behind_it_stays_within_eight_kilobytes(cast, client):
    id_ = walk.proved(cast)
    for number in range(40):
        walk.give(cast, id_, 1000 + number)
    add_photos(cast.an.actor, work_id=id_, moment="during", photos=tuple(walk.photo() for _ in range(38)))
    approve_expense(cast.an.actor, expense_id=walk.spend(cast, id_, 1000))
    page = client.as_(cast.an).get(f"/works/{id_}")
    import brotli

    assert len(page.statements) <= 10
    assert len(brotli.compress(page.source.encode(), quality=4)) <= 8 * 1024


STEPS_WITH_REASON = (
    ("return", walk.submitted, 404),
    ("reject", walk.submitted, 404),
    ("send-back", walk.reported, 403),
    ("budget/plans/submit", walk.approved, 404),
    ("budget/plans/refuse", walk.approved, 404),
)


@pytest.mark.parametrize(("step", "state", "to_strangers"), STEPS_WITH_REASON)
def test_who_may_not_take_a_step_is_told_so_before_anything_about_the_reason(cast, client, step, state, to_strangers):
    id_ = state(cast)
    for person, status in ((cast.dung, 403), (cast.khanh, 403), (cast.giang, to_strangers), (cast.chi, to_strangers)):
        client.as_(person).post(f"/works/{id_}/{step}", {"version": walk.version(id_)}, status=status)
