"""The home page by role: what each reader finds first, by a fixed number of statements."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.actions import new_key
from app.core.clock import now, today
from app.core.files import StoredFile
from app.public.queries import get_public_totals
from app.volunteering.models import Shift
from app.works.models import Expense, PlanLine, PlanVersion, Work, WorkKind
from tests import factories
from tests.cast import Cast
from tests.checks import Html, PageClient, text_of

ROLES = ("binh", "an", "dung", "ha", "khanh", "lan")


def links(page: Html) -> list[str]:
    return [a.get("href", "") for a in page.all("a")]


def waiting(page: Html) -> str:
    section = page.find("section", id="waiting")
    return text_of(section) if section is not None else ""


def pending_expense(db: Any, work: Work, recorded_by: int, payee: str = "Cửa hàng Hải Yến") -> None:
    """An expense as its action records it, with a receipt."""
    line = db.session.scalars(
        select(PlanLine).join(PlanVersion, PlanVersion.id == PlanLine.version_id).where(PlanVersion.work_id == work.id)
    ).first()
    receipt = StoredFile(key=new_key(), name="hoa-don.pdf", media_type="application/pdf", size=1, sha256="0", at=now())
    db.session.add(receipt)
    db.session.flush()  # the expense needs its id
    db.session.add(
        Expense(
            work_id=work.id,
            plan_line_id=line.id,
            amount=1_500_000,
            payee=payee,
            on=today(),
            file_id=receipt.id,
            recorded_by=recorded_by,
            recorded_at=now(),
        )
    )
    db.session.commit()


# -- The visitor -------------------------------------------------------------------------------------------------------


def test_a_visitor_reads_what_was_achieved_and_what_comes_next(client: PageClient, cast: Cast) -> None:
    factories.work(
        cast.unit,
        title="Thắp sáng thôn Nà Lùng",
        state="accepted",
        accepted_on=today(),
        union_contribution=12_000_000,
        delivered_people=345,
    )
    factories.activity(cast.unit, title="Đổ bê tông đường thôn")
    page = client.get("/")
    assert "Thắp sáng thôn Nà Lùng" in page.text
    assert "Đổ bê tông đường thôn" in page.text
    assert "345" in page.text
    assert "12 triệu" in page.text
    assert {"/map/", "/activities/", "/works/"} <= set(links(page))


def test_a_visitor_sees_no_work_that_is_not_accepted_and_no_activity_for_one_unit(
    client: PageClient, cast: Cast
) -> None:
    factories.work(cast.unit, title="Còn đang làm", state="under_way")
    factories.activity(cast.unit, title="Chỉ cho đơn vị", audience="host")
    page = client.get("/")
    assert "Còn đang làm" not in page.text
    assert "Chỉ cho đơn vị" not in page.text


def test_works_of_a_kind_that_is_no_longer_offered_still_count(client: PageClient, cast: Cast, db: Any) -> None:
    work = factories.work(cast.unit, state="accepted", accepted_on=today())
    before = get_public_totals()
    db.session.execute(update(WorkKind).where(WorkKind.id == work.kind_id).values(is_active=False))
    db.session.commit()
    assert get_public_totals() == before


def test_an_empty_database_has_a_home_too(client: PageClient) -> None:
    page = client.get("/")
    assert len(page.all("div", class_="empty")) >= 1


# -- Members and officers ----------------------------------------------------------------------------------------------


def test_a_member_finds_the_next_days_with_a_place_to_take_and_the_own_places(
    client: PageClient, cast: Cast, db: Any
) -> None:
    activity = factories.activity(cast.unit, title="Thứ Bảy tình nguyện")
    mine = factories.activity(cast.unit, title="Ca của Bình", starts_at=now() + timedelta(days=5))
    shift = db.session.scalars(select(Shift).where(Shift.activity_id == mine.id)).one()
    factories.sign_up(shift, cast.binh.member, cast.unit)
    page = client.as_(cast.binh).get("/")
    assert f"/activities/{activity.id}" in links(page)
    assert any((form.get("action") or "").endswith("/sign-up") for form in page.all("form"))
    assert "Ca của Bình" in page.text
    assert not waiting(page)


def test_a_leader_finds_what_waits_and_the_works_in_hand(client: PageClient, cast: Cast, db: Any) -> None:
    returned = factories.work(cast.unit, title="Bị trả lại", state="draft", return_reason="Thiếu nguồn")
    running = factories.work(cast.unit, title="Đang làm", state="under_way")
    pending_expense(db, running, cast.dung.account.id)
    short = factories.activity(cast.unit, title="Thiếu người")
    db.session.execute(update(Shift).where(Shift.activity_id == short.id).values(minimum=4))
    db.session.commit()
    page = client.as_(cast.an).get("/")
    for said in ("Bị trả lại", "Cửa hàng Hải Yến", "Thiếu người"):
        assert said in waiting(page), said
    assert {f"/works/{returned.id}", f"/works/{running.id}", "/works/new"} <= set(links(page))


def test_a_treasurer_sees_that_own_expenses_wait_for_another_person(client: PageClient, cast: Cast, db: Any) -> None:
    work = factories.work(cast.unit, state="under_way")
    pending_expense(db, work, cast.dung.account.id)
    page = client.as_(cast.dung).get("/")
    assert "Cửa hàng Hải Yến" in waiting(page)
    assert f"/works/{work.id}/budget" in links(page)


def test_the_committee_finds_totals_and_the_queue_with_its_age(client: PageClient, cast: Cast) -> None:
    factories.work(cast.unit, title="Chờ duyệt lâu", state="submitted", sort_on=today() - timedelta(days=9))
    factories.work(cast.unit, title="Chờ nghiệm thu", state="reported")
    factories.work(cast.unit, state="accepted", accepted_on=today(), union_contribution=7_000_000)
    page = client.as_(cast.ha).get("/")
    assert "Chờ duyệt lâu" in waiting(page)
    assert "9 ngày" in waiting(page)
    assert "Chờ nghiệm thu" in waiting(page)
    assert "7 triệu" in page.text


def test_works_in_border_communes_are_one_click_from_the_committees_home(client: PageClient, cast: Cast) -> None:
    page = client.as_(cast.ha).get("/")
    address = next(link for link in links(page) if "class=border" in link)
    assert client.as_(cast.ha).get(address).values["class"] == "border"


def test_an_administrator_finds_units_members_and_accounts(client: PageClient, cast: Cast) -> None:
    page = client.as_(cast.lan).get("/")
    assert {"/units/", "/members/"} <= set(links(page))


@pytest.mark.parametrize("who", [None, *ROLES])
def test_each_home_takes_a_fixed_number_of_statements(client: PageClient, cast: Cast, db: Any, who: str | None) -> None:
    reader = client.as_(getattr(cast, who)) if who else client
    taken = []
    for number in (2, 12):
        for _ in range(number):
            factories.work(cast.unit, state="accepted", accepted_on=today())
            factories.work(cast.unit, state="submitted")
            pending_expense(db, factories.work(cast.unit, state="under_way"), cast.dung.account.id)
            factories.activity(cast.unit, shifts=3)
        taken.append(len(reader.get("/").statements))
    assert taken[1] == taken[0]
    assert taken[1] <= (10 if who is None else 20)


@pytest.mark.parametrize("who", [None, *ROLES])
def test_each_home_speaks_english_too(client: PageClient, cast: Cast, who: str | None) -> None:
    factories.work(cast.unit, state="submitted")
    reader = client.as_(getattr(cast, who)) if who else client
    assert reader.get("/?lang=en").all("html")[0].get("lang") == "en"
