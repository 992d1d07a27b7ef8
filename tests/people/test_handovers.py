"""An office that ends: its authority is gone at the next request, and what waits in it is handed over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.events import Event
from app.people.actions import ask_for_transfer, close_handover, end_appointment
from app.people.models import Appointment
from app.people.permissions import can_see_handover
from app.people.queries import get_handover, list_handovers
from app.volunteering.models import Shift
from app.works.models import Work
from tests import factories
from tests.cast import somebody
from tests.works import walk


@pytest.fixture
def appointment(db, cast):
    """An's, by which she leads the unit."""
    return db.session.execute(select(Appointment).where(Appointment.account_id == cast.an.account.id)).scalar_one()


def end(cast, appointment, on=None):
    end_appointment(cast.lan.actor, appointment_id=appointment.id, on=on or clock.today(), reason="Chuyển công tác")


def ids(person):
    return [row[0].id for row in list_handovers(person.actor)]


def test_the_authority_of_an_office_ends_and_begins_with_its_days_at_the_next_request(db, cast, client, appointment):
    url = f"/units/{cast.unit.id}/transfers"
    future = somebody(cast.unit, "Lộc Tương Lai")
    factories.appointment(future.account, "leader", cast.unit, valid_from=clock.today() + timedelta(days=5))
    an, later = client.as_(cast.an), client.as_(future)
    an.get(url)
    later.get(url, status=403)
    # A term that was given with its last day ends by itself.
    appointment.valid_until = clock.today() + timedelta(days=5)
    db.session.commit()
    an.get(url)
    with clock.travel(clock.now() + timedelta(days=5)):
        an.get(url, status=403)
        later.get(url)
    # And one that the administrator ends, at once.
    end(cast, appointment)
    an.get(url, status=403)
    an.post(f"/members/{cast.binh.member.id}/account", status=404)
    assert cast.an.actor.held == ()


def test_an_office_is_shown_a_month_before_its_end_to_all_concerned_and_to_nobody_else(db, cast, appointment):
    assert ids(cast.lan) == []
    next_one = somebody(cast.unit, "Bế Kế Nhiệm", "leader")
    above = somebody(cast.bloc, "Hà Trên", "leader")
    end(cast, appointment, clock.today() + timedelta(days=31))
    assert ids(cast.lan) == []
    with clock.travel(clock.now() + timedelta(days=1)):
        for person in (cast.an, cast.lan, next_one, above):
            assert ids(person) == [appointment.id]
        for person in (cast.binh, cast.dung, cast.giang, cast.ha):
            assert ids(person) == []
            with pytest.raises(NotFound):
                get_handover(person.actor, appointment.id)
    for person in (cast.an, cast.lan, next_one, above, cast.binh, cast.dung, cast.giang, cast.khanh):
        with clock.travel(clock.now() + timedelta(days=1)):
            assert bool(ids(person)) == can_see_handover(person.actor, appointment, cast.unit.path)


def test_the_inspector_reads_a_handover_but_says_nothing_and_is_not_asked_to(db, cast, client, appointment):
    end(cast, appointment)
    khanh = client.as_(cast.khanh)
    assert ids(cast.khanh) == [appointment.id]
    assert f"/handovers/{appointment.id}" in khanh.get("/handovers").source
    assert not khanh.get(f"/handovers/{appointment.id}").all("form", action=f"/handovers/{appointment.id}")
    assert not get_handover(cast.khanh.actor, appointment.id).can_close
    khanh.post(f"/handovers/{appointment.id}", status=403)
    with pytest.raises(NotAllowed):
        close_handover(cast.khanh.actor, appointment_id=appointment.id)
    # On the home page stands what waits for its reader.
    assert "/handovers/" not in khanh.get("/").source
    assert f"/handovers/{appointment.id}" in client.as_(cast.lan).get("/").source


def test_who_is_appointed_again_hands_nothing_over(db, cast, appointment):
    end(cast, appointment)
    assert ids(cast.lan) == [appointment.id]
    factories.appointment(cast.an.account, "leader", cast.unit, valid_from=clock.today())
    assert ids(cast.lan) == []


def test_the_list_names_what_waits_in_the_unit_of_each_area(db, app, cast, appointment):
    draft, under_way = walk.draft(cast), walk.under_way(cast)
    walk.give(cast, under_way, 5_000_000)
    walk.spend(cast, under_way, 1_000_000)
    factories.activity(cast.unit, state="draft", title="Đang soạn")
    factories.activity(cast.unit, title="Đang mở")
    over = factories.activity(cast.chapter, starts_at=clock.now() - timedelta(days=2), title="Chưa xác nhận")
    shift = db.session.execute(select(Shift).where(Shift.activity_id == over.id)).scalar_one()
    factories.check_in(factories.sign_up(shift, cast.binh.member, cast.unit), state="open", problem="implausible_time")
    ask_for_transfer(cast.an.actor, member_id=cast.binh.member.id, unit_id=cast.other_unit.id)
    factories.activity(cast.other_unit, title="Của đơn vị khác")
    end(cast, appointment)
    page = get_handover(cast.lan.actor, appointment.id)
    with app.test_request_context():
        found = {str(kind.name): [thing.title for thing in kind.things] for kind in page.kinds}
    titles = {id_: db.session.get(Work, id_).title for id_ in (draft, under_way)}
    assert found == {
        "Đề nghị chuyển sinh hoạt chờ trả lời": ["Nguyễn Văn Bình"],
        "Bản nháp công trình": [titles[draft]],
        "Công trình cần khởi công hoặc hoàn thành": [titles[under_way]],
        "Khoản chi chờ duyệt": [page.kinds[3].things[0].title],
        "Hoạt động đang chuẩn bị": ["Đang soạn"],
        "Hoạt động đang mở hoặc đang diễn ra": ["Chưa xác nhận", "Đang mở"],
        "Ca chưa xác nhận giờ": ["Chưa xác nhận"],
        "Ca có ghi nhận cần xem lại": ["Chưa xác nhận"],
    }
    assert page.successors == []


def test_a_treasurer_hands_over_the_entries_that_wait_and_the_committee_what_it_has_to_decide(db, app, cast):
    under_way = walk.under_way(cast)
    walk.give(cast, under_way, 5_000_000)
    walk.spend(cast, under_way, 1_000_000)
    walk.submitted(cast)
    names = {}
    for person in (cast.dung, cast.ha):
        held = db.session.execute(select(Appointment).where(Appointment.account_id == person.account.id)).scalar_one()
        end(cast, held)
        with app.test_request_context():
            kinds = get_handover(cast.lan.actor, held.id).kinds
            names[person.account.id] = [str(kind.name) for kind in kinds]
    assert names == {
        cast.dung.account.id: ["Khoản chi chờ duyệt"],
        cast.ha.account.id: ["Đề xuất chờ duyệt"],
    }


def test_it_stays_on_the_list_until_the_successor_or_whoever_stands_above_says_that_it_is_done(db, cast, appointment):
    successor = somebody(cast.unit, "Bế Kế Nhiệm", "leader")
    end(cast, appointment, clock.today() + timedelta(days=3))
    with pytest.raises(NotPossible) as refusal:
        close_handover(successor.actor, appointment_id=appointment.id)
    assert refusal.value.reason == "still_in_office"
    with clock.travel(clock.now() + timedelta(days=3)):
        assert get_handover(successor.actor, appointment.id).successors == ["Bế Kế Nhiệm"]
        for person, expected in ((cast.an, NotAllowed), (cast.dung, NotFound), (cast.giang, NotFound)):
            with pytest.raises(expected):
                close_handover(person.actor, appointment_id=appointment.id)
        for _time in range(2):
            close_handover(successor.actor, appointment_id=appointment.id, note="Đủ hồ sơ")
        assert ids(successor) == ids(cast.lan) == []
        assert get_handover(cast.lan.actor, appointment.id).done.note == "Đủ hồ sơ"
    assert len(db.session.execute(select(Event).where(Event.verb == "appointment.handed_over")).all()) == 1


def test_home_leads_leader_and_administrator_to_it_and_the_page_closes_it(db, cast, client, appointment):
    successor = somebody(cast.unit, "Bế Kế Nhiệm", "leader")
    walk.draft(cast)
    end(cast, appointment)
    for person in (successor, cast.lan):
        assert "Bàn giao: Lê Thị An" in client.as_(person).get("/").text
    assert "Bàn giao: Lê Thị An" not in client.as_(cast.binh).get("/").text
    page = client.as_(successor).get(url := f"/handovers/{appointment.id}")
    assert "Bản nháp công trình" in page.text
    assert len(page.statements) <= 16
    assert "Xác nhận đã bàn giao" not in client.as_(cast.an).get(url).text
    done = client.as_(successor).follow(client.as_(successor).post(url, {"note": "Xong"}))
    assert "Không có chức vụ nào cần bàn giao" in done.text
    assert "Đã bàn giao ngày" in client.as_(cast.lan).get(url).text
