"""The audit trail: found by person, thing, time and kind; read in words, "before → after"; for the inspector."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.audit.details import differences
from app.audit.queries import KINDS
from app.audit.wording import FIELD_NAMES, HIDDEN, describe
from app.core import clock
from app.core.actor import SYSTEM
from app.core.audit import seal_events
from app.people.actions import change_unit, edit_member, read_contact
from app.privacy.actions import set_keeping
from tests import factories

APP = Path(__file__).resolve().parents[2] / "app"
VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def recorded():
    """The verbs that the code records as literal texts, with their areas, and the names of the details beside them."""
    verbs, keys = {}, set()
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            is_call = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) > 1
            is_list = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "VERBS"
            if is_call or is_list:
                for one in ast.walk(node.args[1] if is_call else node.value):
                    if isinstance(one, ast.Constant) and VERB.fullmatch(str(one.value)):
                        verbs.setdefault(one.value, set()).add(path.relative_to(APP).parts[0])
            if is_call:
                keys |= {keyword.arg for keyword in node.keywords if keyword.arg}
    return verbs, keys


def edit(cast, **values):
    member = cast.binh.member
    old = {name: getattr(member, name) for name in ("full_name", "birth_date", "gender", "phone", "email", "joined_on")}
    edit_member(cast.an.actor, member_id=member.id, version=member.version, **{**old, **values})


def rename(cast, name):
    unit = cast.unit
    change_unit(
        cast.lan.actor,
        unit_id=unit.id,
        version=unit.version,
        name=name,
        short_name="Chi Lăng",
        kind=unit.kind,
        sector=unit.sector,
        on=clock.today(),
        decision="Số 5",
    )


def test_every_step_and_every_detail_that_is_recorded_has_words_and_a_kind(app):
    verbs, keys = recorded()
    assert len(verbs) > 90
    kinds = {word for words in KINDS.values() for word in words}
    with app.test_request_context():
        sample = {
            **dict.fromkeys(("amount", "entry", "reverses", "number", "count"), 1),
            "party": "",
            "days": "1",
            "moment": "before",
            "groups": [],
            "form": "cash",
            "condition": "lost",
        }
        assert not [verb for verb in sorted(verbs) if describe(verb, sample) == verb]
    assert not [verb for verb in sorted(verbs) if verb.split(".")[0] not in kinds]
    # Two areas that say the same of different things would be told in one area's words.
    assert not {verb: areas for verb, areas in verbs.items() if len(areas) > 1}
    named = set(FIELD_NAMES) | HIDDEN | {"before", "after"}
    assert keys <= named, sorted(keys - named)


def test_the_inspector_reads_what_was_and_what_is_in_words(cast, db, client):
    old = cast.unit.name
    rename(cast, "Đoàn trường THPT Chi Lăng Mới")
    set_keeping(cast.lan.actor, months={"contact": 6}, days_off=[])
    page = client.as_(cast.khanh).get("/audit")
    assert f"{old} → Đoàn trường THPT Chi Lăng Mới" in page.text
    assert "12 → 6" in page.text
    for raw in ('{"', "unit.changed", "before", "&#39;name&#39;"):
        assert raw not in page.source
    assert "Sửa đơn vị" in page.text


def test_a_members_corrected_fields_are_named_but_not_what_they_held(cast, db, client):
    edit(cast, phone="+84987000111")
    page = client.as_(cast.khanh).get("/audit")
    assert "Đã đổi: Điện thoại" in page.text
    assert "987000111" not in page.source.replace(" ", "")


def test_steps_are_found_by_person_thing_time_and_kind(cast, db, client):
    with clock.travel(clock.today() - timedelta(days=10)):
        rename(cast, "Tên giữa")
    edit(cast, occupation="Giáo viên")
    minor = factories.member(cast.unit, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 365))
    read_contact(cast.an.actor, member_id=minor.id, on="member")
    khanh = client.as_(cast.khanh)

    def found(query):
        """The steps of this test; every database begins with some of its own."""
        body = khanh.get(f"/audit?{query}").find("tbody")
        steps = [] if body is None else [row.findall("td")[2].text.strip() for row in body.iter("tr")]
        return [step for step in steps if step in everything]

    everything = ["Xem dữ liệu liên hệ của người chưa thành niên", "Sửa dữ liệu đoàn viên", "Sửa đơn vị"]
    assert found("") == everything
    assert found("person=le thi an") == everything[:2]  # what she did
    assert found("person=Vy Thi Em") == everything[:1]  # what was done to her data
    assert found(f"person={cast.binh.member.code}") == everything[1:2]
    assert found("person=khong ai ca") == []
    assert found(f"thing=units&number={cast.unit.id}") == everything[2:]
    assert found("kind=personal_data") == everything[:1]
    day = clock.today() - timedelta(days=5)
    assert found(f"to={day}") == everything[2:]
    assert found(f"from={clock.format_date(day)}") == everything[:2]
    assert found("from=31/02/2026") == everything
    assert "31/02/2026" in khanh.get("/audit?from=31/02/2026").text
    assert found("thing=nothing&number=x&kind=y&at=z") == everything


def test_ids_are_read_as_names_and_long_lists_as_sums(app):
    names = {("units", 3): "Chi Lăng", ("units", 4): "Cao Lộc", ("members", 7): "Vy An", ("works", 3): "Đường thôn"}

    def read(**details):
        with app.test_request_context():
            return [(one.label, one.after) for one in differences(details, names)]

    assert read(members=[7, 8]) == [("Đoàn viên", "Vy An, số 8")]
    assert read(members=5) == [("Đoàn viên", "5")]
    assert read(units=[3, 4]) == [("Đơn vị", "Chi Lăng, Cao Lộc")]
    assert read(authors=[[7, 60], [8, 40]]) == [("Tác giả", "Vy An 60 %, số 8 40 %")]
    assert read(members=list(range(10, 20)))[0][1].endswith("số 15 và 4 mục khác")
    assert read(gone=7) == [("Hồ sơ được gộp vào", "Vy An")]
    # A nomination says what was nominated, whatever it is.
    assert read(nomination=1, kind="work", thing=3, form="certificate") == [
        ("Công trình", "Đường thôn"),
        ("Hình thức", "Giấy khen của Đoàn Khối"),
    ]
    # What a rearrangement moves is said in all; who of hundreds went where stands on its own page.
    assert read(rearrangement=1, members={"3": [7, 8], "4": [9]}, officers={"1": 3, "2": None}) == [
        ("Đoàn viên", "3"),
        ("Cán bộ phụ trách", "2"),
    ]
    assert read(fund={"3": {"0": 200_000, "1": 300_000}}) == [("Số tiền chuyển đi", "500.000\N{NO-BREAK SPACE}₫")]
    assert read(kind="split", outcome={"member": [3, 4]}) == [("Loại", "Chia tách đơn vị")]
    assert read(changed=["title", "solution"])[0][1] == "Tiêu đề, Nội dung giải pháp"


def test_a_page_takes_a_fixed_number_of_statements(cast, db, client):
    rename(cast, "Tên giữa")
    edit(cast, occupation="Giáo viên")
    khanh = client.as_(cast.khanh)
    few = len(khanh.get("/audit?person=binh").statements)
    for number in range(8):
        edit(cast, occupation=f"Nghề {number}")
        db.session.refresh(cast.binh.member)
    assert len(khanh.get("/audit?person=binh").statements) == few <= 15


def test_it_says_up_to_where_the_trail_is_sealed(cast, db, client):
    rename(cast, "Tên giữa")
    assert "Chưa niêm phong" in client.as_(cast.khanh).get("/audit").text
    seal_events(SYSTEM)
    edit(cast, occupation="Giáo viên")
    page = client.as_(cast.khanh).get("/audit")
    assert "Đã niêm phong đến bước" in page.text
    assert "Có 1 bước sau đó" in page.text


@pytest.mark.parametrize("who", ["an", "binh", "dung", "ha", "lan"])
def test_nobody_else_reads_the_trail(cast, client, who):
    client.as_(getattr(cast, who)).get("/audit", status=403)


def test_what_is_unknown_is_still_shown(app):
    with app.test_request_context():
        lines = differences({"strange": {"inner": [1, "hai"]}, "note": "x" * 500, "unit": 7}, {})
    assert ("strange: inner", None, "1, hai") in lines
    assert next(line for line in lines if line.label == "Đơn vị").after == "số 7"
    assert max(len(line.after) for line in lines) <= 121
