"""Start, report, send back, accept, cancel."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.volunteering.actions import cancel_work
from app.works.actions import (
    accept_work,
    add_photos,
    approve_expense,
    refuse_expense,
    remove_photo,
    report_work,
    send_back_report,
    start_work,
)
from app.works.models import Acceptance, WorkMeasure, WorkPhoto
from tests import factories
from tests.works import walk


def test_the_leader_starts_an_approved_work(cast):
    id_ = walk.approved(cast)
    with pytest.raises(NotAllowed):
        start_work(cast.ha.actor, work_id=id_, version=walk.version(id_))
    with pytest.raises(NotAllowed):
        start_work(cast.giang.actor, work_id=id_, version=walk.version(id_))
    start_work(cast.an.actor, work_id=id_, version=walk.version(id_))
    work = walk.fresh(id_)
    assert (work.state, work.started_on) == ("under_way", clock.today())


def test_a_report_writes_down_what_was_delivered(cast, db):
    id_ = walk.proved(cast)
    walk.report(cast, id_, quantities={"lamps": Decimal(18), "length_km": Decimal("1.1")}, households=28, people=None)
    work = walk.fresh(id_)
    assert (work.state, work.delivered_households, work.delivered_people) == ("reported", 28, None)
    assert work.reported_by == cast.an.account.id
    rows = db.session.execute(select(WorkMeasure.planned, WorkMeasure.delivered).order_by(WorkMeasure.planned)).all()
    assert rows == [(Decimal("1.2"), Decimal("1.1")), (Decimal(20), Decimal(18))]


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ({"quantities": {}}, "delivered_missing"),
        ({"quantities": {"lamps": Decimal(0)}}, "delivered_missing"),
        ({"quantities": {"lamps": Decimal(-1)}}, "negative"),
        ({"households": None, "people": None}, "beneficiaries_missing"),
    ],
)
def test_report_needs_delivered_quantity_and_beneficiaries(cast, missing, reason):
    id_ = walk.proved(cast)
    with pytest.raises(NotPossible) as refused:
        walk.report(cast, id_, **missing)
    assert refused.value.reason == reason
    assert walk.fresh(id_).state == "under_way"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_report_needs_a_photo_before_and_one_after(cast, db, moment):
    id_ = walk.proved(cast)
    photo = db.session.execute(select(WorkPhoto.id).where(WorkPhoto.moment == moment)).scalar_one()
    remove_photo(cast.an.actor, work_id=id_, photo_id=photo)
    with pytest.raises(NotPossible, match=f"photo_{moment}_missing"):
        walk.report(cast, id_)


def test_report_needs_every_expense_decided(cast):
    id_ = walk.proved(cast)
    expense = walk.spend(cast, id_)
    with pytest.raises(NotPossible, match="expense_waits"):
        walk.report(cast, id_)
    refuse_expense(cast.an.actor, expense_id=expense, reason="Không có hoá đơn")
    walk.report(cast, id_)
    assert walk.fresh(id_).state == "reported"


def test_a_report_sent_back_is_under_way_again(cast):
    id_ = walk.reported(cast)
    with pytest.raises(NotPossible, match="reason_needed"):
        send_back_report(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="")
    send_back_report(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="Ảnh mờ")
    work = walk.fresh(id_)
    assert (work.state, work.return_reason) == ("under_way", "Ảnh mờ")
    walk.accept(cast, walk.report(cast, id_))
    assert walk.fresh(id_).return_reason is None


def test_acceptance_records_the_minutes_and_gives_the_date_that_reports_count_by(cast, db):
    id_ = walk.reported(cast)
    walk.accept(cast, id_, note="Đèn sáng tốt", minutes=walk.receipt())
    work = walk.fresh(id_)
    minutes = db.session.execute(select(Acceptance)).scalar_one()
    assert (work.state, work.accepted_on, work.sort_on) == ("accepted", clock.today(), clock.today())
    assert minutes.accepted_by == cast.ha.account.id
    assert minutes.file_id is not None


def test_the_acceptance_date_may_be_past_but_never_in_the_future(cast, travel):
    with travel(clock.today() - timedelta(days=10)):
        id_ = walk.reported(cast)
    with pytest.raises(NotPossible, match="in_the_future"):
        walk.accept(cast, id_, accepted_on=clock.today() + timedelta(days=1))
    walk.accept(cast, id_, accepted_on=clock.today() - timedelta(days=10))
    assert walk.fresh(id_).accepted_on == clock.today() - timedelta(days=10)


def test_the_acceptance_date_is_never_before_the_approval_unless_it_is_history(cast, db):
    id_ = walk.reported(cast)
    before = clock.today() - timedelta(days=1)
    with pytest.raises(NotPossible, match="before_approval"):
        walk.accept(cast, id_, accepted_on=before)
    walk.fresh(id_).is_history = True
    db.session.commit()
    walk.accept(cast, id_, accepted_on=before)
    assert walk.fresh(id_).accepted_on == before


def test_acceptance_says_who_took_part(cast):
    id_ = walk.reported(cast)
    with pytest.raises(NotPossible, match="participants_missing"):
        walk.accept(cast, id_, participants=" ")


def test_who_reported_never_accepts(cast):
    factories.appointment(cast.an.account, "committee", cast.bloc)
    id_ = walk.reported(cast)
    with pytest.raises(NotAllowed):
        walk.accept(cast, id_, by=cast.an)


def test_an_expense_recorded_after_the_report_still_keeps_the_work_from_being_accepted(cast):
    id_ = walk.reported(cast)
    walk.give(cast, id_)
    expense = walk.spend(cast, id_)
    with pytest.raises(NotPossible, match="expense_waits"):
        walk.accept(cast, id_)
    approve_expense(cast.an.actor, expense_id=expense)
    walk.accept(cast, id_)


def test_what_came_in_after_the_acceptance_date_is_no_part_of_the_contribution(cast, travel):
    with travel(clock.today() - timedelta(days=10)):
        id_ = walk.proved(cast)
        walk.give(cast, id_, 4_000_000)
    walk.give(cast, id_, 1_000_000)
    walk.accept(cast, walk.report(cast, id_), accepted_on=clock.today() - timedelta(days=5))
    assert walk.fresh(id_).union_contribution == 4_000_000


def test_two_officers_accept_one_work_and_the_second_gets_a_conflict(cast):
    id_ = walk.reported(cast)
    seen = walk.version(id_)
    given = {"accepted_on": clock.today(), "participants": "UBND xã"}
    accept_work(cast.ha.actor, work_id=id_, version=seen, **given)
    assert accept_work(cast.ha.actor, work_id=id_, version=seen, **given) == id_
    with pytest.raises(Conflict):
        accept_work(cast.hai.actor, work_id=id_, version=seen, **given)


def test_the_same_report_or_acceptance_sent_twice_counts_once_and_another_is_a_conflict(cast):
    id_ = walk.proved(cast)
    seen = walk.version(id_)
    given = {"quantities": {"lamps": Decimal(20)}, "households": 30, "people": None}
    for _ in range(2):
        report_work(cast.an.actor, work_id=id_, version=seen, **given, text="Đủ 20 bóng")
    with pytest.raises(Conflict):
        report_work(cast.an.actor, work_id=id_, version=seen, **given, text="Đủ 20 bóng, đèn sáng tốt")
    given = {"accepted_on": clock.today(), "participants": "UBND xã"}
    for _ in range(2):
        accept_work(cast.ha.actor, work_id=id_, version=seen + 1, **given)
    with pytest.raises(Conflict):
        accept_work(cast.ha.actor, work_id=id_, version=seen + 1, **given, minutes=walk.receipt())
    assert walk.version(id_) == seen + 2


@pytest.mark.parametrize("state", [walk.approved, walk.under_way])
def test_leader_and_committee_cancel_with_a_reason(cast, state):
    for person in (cast.an, cast.ha):
        id_ = state(cast)
        with pytest.raises(NotPossible, match="reason_needed"):
            cancel_work(person.actor, work_id=id_, version=walk.version(id_), reason="")
        cancel_work(person.actor, work_id=id_, version=walk.version(id_), reason="Mưa lũ")
        assert walk.fresh(id_).state == "cancelled"


def test_others_do_not_cancel(cast):
    id_ = walk.approved(cast)
    for person in (cast.binh, cast.dung, cast.giang, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            cancel_work(person.actor, work_id=id_, version=walk.version(id_), reason="x")


def test_a_reported_work_is_not_cancelled(cast):
    id_ = walk.reported(cast)
    with pytest.raises(NotPossible, match="wrong_step"):
        cancel_work(cast.ha.actor, work_id=id_, version=walk.version(id_), reason="x")


def test_photos_are_added_and_removed_until_the_work_is_reported(cast, db):
    id_ = walk.proved(cast)
    assert add_photos(cast.an.actor, work_id=id_, moment="during", photos=(walk.photo(), walk.photo())) == 2
    walk.report(cast, id_)
    photo = db.session.execute(select(WorkPhoto.id)).scalars().first()
    with pytest.raises(NotPossible, match="photos_closed"):
        add_photos(cast.an.actor, work_id=id_, moment="after", photos=(walk.photo(),))
    with pytest.raises(NotPossible, match="photos_closed"):
        remove_photo(cast.an.actor, work_id=id_, photo_id=photo)


def test_the_same_photos_sent_twice_are_added_once(cast, db):
    id_ = walk.draft(cast)
    for _ in range(2):
        add_photos(cast.an.actor, work_id=id_, moment="before", photos=(walk.photo(),), once="a-key-of-photos")
    assert db.session.query(WorkPhoto).count() == 1


def test_only_the_units_leader_adds_and_removes_photos(cast, db):
    id_ = walk.proved(cast)
    photo = db.session.execute(select(WorkPhoto.id)).scalars().first()
    for person in (cast.binh, cast.dung, cast.giang, cast.ha, cast.khanh, cast.lan):
        with pytest.raises(NotAllowed):
            add_photos(person.actor, work_id=id_, moment="after", photos=(walk.photo(),))
        with pytest.raises(NotAllowed):
            remove_photo(person.actor, work_id=id_, photo_id=photo)


def test_a_photo_of_another_work_is_not_found(cast, db):
    first, second = walk.proved(cast), walk.proved(cast)
    photo = db.session.execute(select(WorkPhoto.id).where(WorkPhoto.work_id == second)).scalars().first()
    with pytest.raises(NotFound):
        remove_photo(cast.an.actor, work_id=first, photo_id=photo)


def test_removing_a_photo_twice_is_the_same_as_once(cast, db):
    id_ = walk.proved(cast)
    photo = db.session.execute(select(WorkPhoto.id)).scalars().first()
    remove_photo(cast.an.actor, work_id=id_, photo_id=photo)
    remove_photo(cast.an.actor, work_id=id_, photo_id=photo)
    assert db.session.query(WorkPhoto).count() == 1


def test_a_photo_taken_in_another_commune_is_kept_and_flagged(cast, db):
    from dataclasses import replace

    id_ = walk.draft(cast)
    there = factories.commune("Hữu Lũng")
    add_photos(
        cast.an.actor,
        work_id=id_,
        moment="before",
        photos=(replace(walk.photo(), lat=there.lat, lon=there.lon), walk.photo("red")),
    )
    rows = db.session.execute(select(WorkPhoto.is_outside).order_by(WorkPhoto.id)).scalars()
    assert list(rows) == [True, False]


# -- The benefit value -------------------------------------------------------------------------------------------------


def test_a_benefit_value_is_an_estimate_that_needs_its_reasoning(cast):
    id_ = walk.proved(cast)
    with pytest.raises(NotPossible, match="benefit_reason_missing"):
        walk.report(cast, id_, benefit=50_000_000)
    with pytest.raises(NotPossible, match="benefit_missing"):
        walk.report(cast, id_, benefit_reason="Tiết kiệm tiền điện")
    with pytest.raises(NotPossible, match="benefit_missing"):
        walk.report(cast, id_, benefit=0, benefit_reason="Không")
    walk.report(cast, id_, benefit=50_000_000, benefit_reason="120 người, mỗi người bớt 400.000 đồng một năm")
    assert walk.fresh(id_).benefit == 50_000_000


def test_the_benefit_value_is_never_mixed_with_cost_or_contribution(cast, client):
    id_ = walk.proved(cast)
    walk.give(cast, id_, 3_000_000)
    walk.report(cast, id_, benefit=77_000_000, benefit_reason="Bớt tiền thuê xe")
    work = walk.fresh(id_)
    assert (work.union_contribution, work.cash_received, work.cash_spent) == (3_000_000, 3_000_000, 0)
    an = client.as_(cast.an)
    for path in ("", "/summary"):
        text = an.get(f"/works/{id_}{path}").text
        assert "77.000.000 ₫" in text
        assert "Bớt tiền thuê xe" in text
    assert "77 triệu" in an.get(f"/works/{id_}/budget").text


def test_the_form_of_the_report_takes_a_benefit_and_keeps_what_was_typed(cast, client):
    id_ = walk.proved(cast)
    values = {"version": str(walk.version(id_)), "m_lamps": "20", "people": "120", "benefit": "50 triệu"}
    page = client.as_(cast.an).post(f"/works/{id_}/report", values, status=422)
    assert page.values["benefit"] == "50 triệu"
    client.as_(cast.an).post(f"/works/{id_}/report", {**values, "benefit_reason": "Tiền điện"}, status=303)
    assert walk.fresh(id_).benefit == 50_000_000
