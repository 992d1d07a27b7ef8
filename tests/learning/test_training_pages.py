"""Training over HTTP: from a new class to a certificate that only those may open whom it concerns."""

import io
from datetime import date

from app.extensions import db
from app.learning.models import TrainingClass
from tests import factories
from tests.hostile_files import good
from tests.learning import walk
from tests.people import rosters

CLASS = {
    "title": "Bồi dưỡng tiếng Trung",
    "kind": "political",
    "level": "intermediate",
    "starts_on": "04/03/2024",
    "ends_on": "04/06/2024",
    "place": "Trường Chính trị",
    "organiser": "Tỉnh Đoàn",
    "decision": "12-QĐ/ĐTN",
}


def paper():
    return io.BytesIO(good("JPEG")), "chung-chi.jpg"


def test_from_a_new_class_by_a_pasted_list_to_an_outcome_with_its_certificate(cast, client):
    leader = client.as_(cast.an)
    wrong = leader.post("/learning/classes/new", {**CLASS, "unit_id": cast.unit.id, "level": ""}, status=422)
    assert wrong.errors
    assert wrong.values["title"] == CLASS["title"]
    page = leader.follow(leader.post("/learning/classes/new", {**CLASS, "unit_id": cast.unit.id}))
    assert "Lý luận chính trị, trung cấp" in page.text
    class_id = db.session.query(TrainingClass.id).scalar()
    pasted = {"text": "1. Đồng chí Nguyễn Văn Bình\r\n2. Vi Không Ai\r\n"}
    preview = leader.follow(leader.post(f"/learning/classes/{class_id}/list", pasted))
    assert "Vi Không Ai" in preview.text
    assert not preview.find("input", name="seen")
    where = preview.find("form", action=None) or next(
        f for f in preview.all("form") if "answers" in f.get("action", "")
    )
    preview = leader.follow(leader.post(where.get("action"), {"leave_out": "1"}))
    confirm = next(f.get("action") for f in preview.all("form") if "confirm" in f.get("action", ""))
    done = leader.follow(leader.post(confirm, {"seen": preview.values["seen"]}))
    assert [text for text in ("1 được cử", "1 bỏ") if text.split()[0] not in done.text] == []
    turn = walk.turn(class_id, cast.binh.member)
    sent = {"outcome": "completed", "grade": "Khá", "version": turn.version, "certificate": paper()}
    page = leader.follow(leader.post(f"/learning/enrolments/{turn.id}", sent, content_type="multipart/form-data"))
    assert "Khá" in page.text
    file_url = next(a.get("href") for a in page.all("a") if "/files/" in (a.get("href") or ""))
    for person, status in ((cast.binh, 200), (cast.an, 200), (cast.khanh, 200), (cast.chi, 404), (cast.giang, 404)):
        assert client.as_(person).call("get", file_url).status_code == status
    own = client.as_(cast.binh).get("/learning/own")
    assert CLASS["title"] in own.text
    assert own.find("a", href=file_url) is not None
    assert CLASS["title"] in leader.get(f"/learning/members/{cast.binh.member.id}").text


def test_a_file_with_a_list_is_read_and_a_broken_one_is_explained(cast, client):
    class_id = walk.add_class(cast)
    leader, address = client.as_(cast.an), f"/learning/classes/{class_id}/list"

    def send(raw, name, status):
        values = {"text": "", "file": (io.BytesIO(raw), name)}
        return leader.post(address, values, status=status, content_type="multipart/form-data")

    sheet = rosters.sheet(("Họ và tên", "Kết quả"), ("Hoàng Dũng", "Đạt"))
    assert "Hoàng Dũng" in leader.follow(send(sheet, "ds.xlsx", 303)).text
    assert send(b"\x89PNG\r\n\x1a\n", "ds.xlsx", 422).errors
    assert leader.post(address, {"text": "  "}, status=422).errors


def test_one_member_is_sent_by_name_or_code_and_a_stranger_is_not_found(cast, client):
    class_id = walk.add_class(cast)
    leader, address = client.as_(cast.an), f"/learning/classes/{class_id}"
    assert "Nguyễn Văn Bình" in leader.follow(leader.post(address, {"member": "nguyễn văn bình"})).text
    assert "Hoàng Dũng" in leader.follow(leader.post(address, {"member": cast.dung.member.code})).text
    assert leader.post(address, {"member": cast.chi.member.code}, status=422).errors
    factories.member(cast.unit, "Hoàng Dũng")
    assert leader.post(address, {"member": "Hoàng Dũng"}, status=422).errors


def test_names_are_for_the_officers_of_the_unit_and_the_class_itself_for_everybody(cast, client):
    class_id = walk.add_class(cast, person=cast.ha, unit=cast.bloc)
    walk.send(cast.an, class_id, cast.binh.member)
    walk.send(cast.giang, class_id, cast.chi.member)
    for person, seen in (
        *((cast.an, {"Nguyễn Văn Bình"}), (cast.giang, {"Trần Thị Chi"}), (cast.binh, {"Nguyễn Văn Bình"})),
        (cast.ha, {"Nguyễn Văn Bình", "Trần Thị Chi"}),
    ):
        text = client.as_(person).get(f"/learning/classes/{class_id}").text
        assert {name for name in ("Nguyễn Văn Bình", "Trần Thị Chi") if name in text} == seen


def test_the_list_is_filtered_by_kind_level_year_sender_and_words_without_marks(cast, client):
    walk.send(cast.an, walk.add_class(cast, title="Tin học văn phòng"), cast.binh.member)
    theory = walk.add_class(cast, person=cast.ha, unit=cast.bloc, title="Trung cấp lý luận", kind="political",
                            level="intermediate", starts_on=date(2025, 2, 3), place="Hữu Lũng")  # fmt: skip
    walk.send(cast.giang, theory, cast.chi.member)
    browser = client.as_(cast.binh)
    for query, found in (
        ("q=huu lung", {"Trung cấp lý luận"}),
        ("q=tin hoc", {"Tin học văn phòng"}),
        ("kind=political&level=intermediate", {"Trung cấp lý luận"}),
        ("level=advanced", set()),
        ("year=2024", {"Tin học văn phòng"}),
        (f"unit={cast.other_unit.id}", {"Trung cấp lý luận"}),
        ("", {"Tin học văn phòng", "Trung cấp lý luận"}),
    ):
        text = browser.get(f"/learning/?{query}").text
        assert {title for title in ("Tin học văn phòng", "Trung cấp lý luận") if title in text} == found, query


def test_people_and_turns_stand_apart_in_the_counts_of_a_period_and_a_unit(cast, client):
    for _class in range(2):
        walk.send(cast.an, walk.add_class(cast), cast.binh.member)
    page = client.as_(cast.an).get("/learning/counts?from=01/01/2024&to=31/12/2024")
    cells = [cell.text for cell in page.all("td", class_="figures")]
    assert cells[:2] == ["1", "2"]
    wrong = client.as_(cast.an).get("/learning/counts?from=31/12/2024&to=01/01/2024")
    assert wrong.all(class_="notice-warning")
    other = client.as_(cast.giang).get(f"/learning/counts?from=01/01/2024&to=31/12/2024&unit={cast.unit.id}")
    assert [cell.text for cell in other.all("td", class_="figures")][:2] == ["0", "0"]


def test_the_pages_take_as_many_statements_however_many_were_sent(cast, client):
    class_id = walk.add_class(cast)
    leader = client.as_(cast.an)
    addresses = ("/learning/", f"/learning/classes/{class_id}", "/learning/counts?from=01/01/2024", "/learning/own")
    walk.send(cast.an, class_id, cast.binh.member)
    few = [len(leader.get(address).statements) for address in addresses]
    walk.send(cast.an, class_id, *(factories.member(cast.unit) for _ in range(20)))
    for _ in range(5):
        walk.send(cast.an, walk.add_class(cast), cast.an.member, cast.binh.member)
    assert [len(leader.get(address).statements) for address in addresses] == few
    assert max(few) <= 8


def test_a_stale_page_keeps_what_was_typed_and_shows_what_is_there_now(cast, client):
    class_id = walk.add_class(cast)
    leader = client.as_(cast.an)
    values = {**CLASS, "kind": "it", "level": "", "version": 1}
    leader.post(f"/learning/classes/{class_id}/edit", {**values, "place": "Phòng 1", "once": "a-key-of-one"})
    page = leader.post(f"/learning/classes/{class_id}/edit", {**values, "place": "Phòng 2"}, status=409)
    assert page.values["place"] == "Phòng 2"
    assert page.values["version"] == "2"
    assert "Phòng 1" in page.text
