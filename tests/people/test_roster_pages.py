"""The pages of the roster: a list sent, shown, answered about and imported; the roster as a file."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.events import Event
from app.people.models import Member
from app.people.roster.draft import RosterDraft
from tests import factories
from tests.people import rosters


@pytest.fixture
def send(client, cast):
    """Sends a list as An and gives the preview's address."""

    def send(raw, who=cast.an, name="danh sách.xlsx", unit=cast.unit):
        page = client.as_(who).post(
            "/members/import",
            {"unit_id": str(unit.id), "file": (io.BytesIO(raw), name)},
            content_type="multipart/form-data",
        )
        return page.response.location

    return send


def seen(page):
    return {"seen": page.find("input", name="seen").get("value")}


def book(page):
    return openpyxl.load_workbook(io.BytesIO(page.response.get_data()))


def count(db):
    return db.session.execute(select(func.count()).select_from(Member)).scalar()


def test_a_list_is_shown_before_anything_is_written_and_imported_once(client, cast, db, send):
    before = count(db)
    address = send(rosters.school())
    page = client.as_(cast.an).get(address)
    assert "Nguyễn Thị Phượng" in page.text
    assert count(db) == before
    client.as_(cast.an).post(f"{address}/confirm", seen(page))
    client.as_(cast.an).post(f"{address}/confirm", seen(page))
    assert count(db) == before + 3
    assert client.as_(cast.an).get(address).status == 200
    assert db.session.execute(select(RosterDraft.content)).scalar_one() is None


def test_an_answer_about_a_column_is_kept_through_the_preview(client, cast, send):
    address = send(rosters.agency())
    page = client.as_(cast.an).get(address)
    assert page.find("select", id="c-0-4") is not None
    assert page.find("input", name="seen") is None
    client.as_(cast.an).post(f"{address}/answers", {"c-0-4": "phone"})
    page = client.as_(cast.an).get(address)
    assert page.find("input", name="seen") is not None
    assert "0912 000 001" in page.text


def test_what_is_open_is_named_by_cell_and_holds_the_import_back_until_it_is_left_out(client, cast, db, send):
    before = count(db)
    address = send(rosters.doubtful())
    page = client.as_(cast.an).get(address)
    assert all(cell in page.text for cell in ("B2", "B3", "B4", "C5", "D5", "B6", "E6", "A7", "A8"))
    client.as_(cast.an).post(f"{address}/confirm", {"seen": ""})
    assert count(db) == before
    client.as_(cast.an).post(f"{address}/answers", {"leave_out": "1"})
    client.as_(cast.an).post(f"{address}/confirm", seen(client.as_(cast.an).get(address)))
    assert count(db) == before + 1


def test_the_marked_list_has_each_bad_cell_coloured_with_its_reason(client, cast, send):
    address = send(rosters.doubtful())
    sheet = book(client.as_(cast.an).get(f"{address}/marked.xlsx")).active
    marked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked == {"B2", "B3", "B4", "C5", "D5", "B6", "E6", "A7", "A8"}
    assert all(sheet[cell].fill.fgColor.rgb in ("FFF8CBAD", "FFFFE699") for cell in marked)
    assert sheet["B2"].value == 2008
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_who_may_be_the_same_person_is_chosen_on_the_page(client, cast, db, send):
    address = send(rosters.sheet(rosters.PLAIN[0], ("Nguyễn Văn Binh", "20/05/1998", "Nam", "0977777777")))
    page = client.as_(cast.an).get(address)
    assert page.find("select", id="r-0-2") is not None
    client.as_(cast.an).post(f"{address}/answers", {"r-0-2": str(cast.binh.member.id)})
    page = client.as_(cast.an).get(address)
    client.as_(cast.an).post(f"{address}/confirm", seen(page))
    db.session.expire_all()
    assert cast.binh.member.phone == "+84977777777"


def test_a_minors_number_on_record_is_not_shown_by_a_preview(client, cast, send):
    pupil = factories.member(
        cast.unit, "Vi Thu Nhung", birth_date=date(clock.today().year - 15, 2, 1), phone="+84912999888"
    )
    raw = rosters.sheet(
        ("Mã đoàn viên", "Họ và tên", "Ngày sinh", "SĐT"), (pupil.code, pupil.full_name, pupil.birth_date, "0977777777")
    )
    text = client.as_(cast.an).get(send(raw)).text
    assert "0912 999 888" not in text
    assert "0977 777 777" in text


def test_a_preview_is_for_who_sent_it_and_for_a_day(client, cast, send, travel):
    address = send(rosters.school())
    for who in (cast.giang, cast.lan):
        client.as_(who).get(address, status=404)
        client.as_(who).post(f"{address}/confirm", status=404)
    with travel(clock.now() + timedelta(days=1, minutes=1)):
        client.as_(cast.an).get(address, status=404)


def test_old_lists_are_dropped_when_a_new_one_comes(db, send, travel):
    send(rosters.school())
    with travel(clock.now() + timedelta(days=2)):
        send(rosters.school())
    assert db.session.execute(select(func.count()).select_from(RosterDraft)).scalar() == 1


def test_what_may_not_be_asked_is_not_kept_for_the_preview(db, send):
    from app.people.roster.draft import unpack

    send(rosters.school())
    (sheet,) = unpack(db.session.execute(select(RosterDraft.content)).scalar_one())
    assert "Tày" not in str(sheet)


@pytest.mark.parametrize("rows", [rosters.TCVN3, rosters.VNI])
def test_an_old_font_is_refused_with_advice(client, cast, rows):
    page = client.as_(cast.an).post(
        "/members/import",
        {"unit_id": str(cast.unit.id), "file": (io.BytesIO(rosters.text(rows)), "a.csv")},
        status=422,
        content_type="multipart/form-data",
    )
    assert "UniKey" in page.text


def test_a_file_without_headings_is_refused_with_advice(client, cast):
    page = client.as_(cast.an).post(
        "/members/import",
        {"unit_id": str(cast.unit.id), "file": (io.BytesIO(b"a,b\nc,d"), "a.csv")},
        status=422,
        content_type="multipart/form-data",
    )
    assert "Họ và tên" in page.text


@pytest.mark.parametrize("who", ["binh", "dung", "khanh", "ha"])
def test_who_leads_no_unit_sends_no_list(client, cast, who):
    client.as_(getattr(cast, who)).get("/members/import", status=403)


def test_a_unit_that_one_does_not_lead_is_no_choice(client, cast):
    client.as_(cast.an).post(
        "/members/import",
        {"unit_id": str(cast.other_unit.id), "file": (io.BytesIO(rosters.school()), "a.xlsx")},
        status=422,
        content_type="multipart/form-data",
    )


def test_the_number_of_statements_does_not_grow_with_the_rows(client, cast, send):
    few, many = send(rosters.large(5)), send(rosters.large(900))
    counted = [len(client.as_(cast.an).get(address).statements) for address in (few, many)]
    assert counted[0] == counted[1] <= 12


def test_the_roster_as_a_file_reads_back_equal(client, cast, db, send):
    factories.member(
        cast.chapter,
        "Vi Thu Nhung",
        birth_date=date(2009, 2, 1),
        gender="female",
        email="nhung@example.vn",
        class_name="11A1",
        occupation="=1+1",
        card_number="0012",
    )
    before = db.session.execute(select(func.count()).select_from(Event).where(Event.verb == "roster.imported")).scalar()
    page = client.as_(cast.an).post("/members/export", {"unit_id": str(cast.unit.id)}, status=200)
    sheet = book(page).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    address = send(page.response.get_data())
    preview = client.as_(cast.an).get(address)
    assert [value.text for value in preview.all("span", class_="stat-value")] == ["0", "0", "4", "0"]
    after = db.session.execute(select(func.count()).select_from(Event).where(Event.verb == "roster.imported")).scalar()
    assert after == before


def test_the_file_gives_the_same_members_to_an_empty_roster(client, cast, db, send):
    page = client.as_(cast.an).post("/members/export", {"unit_id": str(cast.unit.id)}, status=200)
    raw = page.response.get_data()
    ours = [cell.value for cell in book(page).active[4]]
    code = db.session.execute(select(Member).where(Member.code == ours[0])).scalar_one()
    kept = (code.full_name, code.birth_date, code.phone, code.joined_on, code.gender)
    code.code, code.full_name, code.name_folded = "KHAC", "Người Khác", "nguoi khac"
    db.session.commit()
    address = send(raw)
    client.as_(cast.an).post(f"{address}/confirm", seen(client.as_(cast.an).get(address)))
    again = db.session.execute(select(Member).where(Member.code == ours[0])).scalar_one()
    assert (again.full_name, again.birth_date, again.phone, again.joined_on, again.gender) == kept


def test_whose_contact_data_a_file_gives_is_recorded_for_minors(client, cast, db):
    pupil = factories.member(cast.unit, birth_date=date(clock.today().year - 15, 1, 1))
    client.as_(cast.an).post("/members/export", {"unit_id": str(cast.unit.id)}, status=200)
    read = db.session.execute(select(Event.subject_id).where(Event.verb == "contact.read")).scalars().all()
    assert read == [pupil.id]
    assert "Danh sách" in client.as_(cast.khanh).get("/contact-readings").text


@pytest.mark.parametrize("who", ["binh", "dung", "giang"])
def test_who_may_not_see_contact_data_gets_no_file(client, cast, who):
    page = client.as_(getattr(cast, who)).call("POST", "/members/export", data={"unit_id": str(cast.unit.id)})
    assert page.status_code in (303, 403)


def test_the_template_is_an_empty_list_of_our_own_columns(client, cast):
    sheet = book(client.as_(cast.an).get("/members/import/template.xlsx")).active
    assert [cell.value for cell in sheet[3]][:3] == ["Mã đoàn viên", "Họ và tên", "Ngày sinh"]
