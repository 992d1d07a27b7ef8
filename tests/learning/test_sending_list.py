"""A decision's list, pasted or as a file: read, matched with the roster, asked back about, taken in once."""

from datetime import date

import pytest
from flask_babel import force_locale

from app.core.errors import Conflict, NotAllowed, NotFound, NotPossible
from app.core.lists import NotAList
from app.learning.actions import answer_sending_list, import_sending_list, keep_sending_list
from app.learning.list_reading import read_people, sheets_of_file, sheets_of_text
from app.learning.queries import get_class, get_roster, get_sending_list, plan_list
from app.people.roster.draft import pack, unpack
from tests import factories
from tests.learning import walk
from tests.people import rosters

DECISION = """DANH SÁCH
Kèm theo Quyết định số 15-QĐ/ĐTN ngày 01/03/2024
1. Đồng chí Nguyễn Văn Bình, Phó Bí thư, Chi đoàn 11A1;
2) Đ/c Hoàng Dũng – Giỏi
3  LÊ THỊ AN
Tổng số: 03 đồng chí
"""


class Sent:
    """A list that An sent for a class."""

    def __init__(self, cast, class_id, source, person=None) -> None:
        self.actor, self.class_id = (person or cast.an).actor, class_id
        units = get_roster(self.actor, get_class(self.actor, class_id)).units
        sheets = sheets_of_text(source, units) if isinstance(source, str) else sheets_of_file(source, units)
        self.id = keep_sending_list(self.actor, class_id=class_id, name="ds", content=pack(sheets))

    def plan(self):
        found = get_class(self.actor, self.class_id)
        roster = get_roster(self.actor, found)
        kept = get_sending_list(self.actor, self.id)
        self.reading = read_people(unpack(kept.content), roster.units)
        return plan_list(self.actor, found, roster, self.reading, kept.answers)

    def take_in(self, **more):
        plan = self.plan()
        return import_sending_list(self.actor, list_id=self.id, reading=self.reading, seen=plan.digest, **more)

    def answer(self, **answers):
        answer_sending_list(self.actor, list_id=self.id, answers={k.replace("_", "-"): v for k, v in answers.items()})


def names(matches):
    return [(match.person.name, match.outcome, match.grade) for match in matches]


@pytest.fixture
def class_id(cast):
    with force_locale("vi"):
        yield walk.add_class(cast)


def test_the_lines_of_a_decision_are_read_with_titles_numbers_and_grades(cast, class_id):
    sent = Sent(cast, class_id, DECISION.replace(", Chi đoàn 11A1", ""))
    assert names(sent.plan().send) == [
        ("Nguyễn Văn Bình", "", ""),
        ("Hoàng Dũng", "completed", "Giỏi"),
        ("Lê Thị An", "", ""),
    ]
    assert sent.take_in() == {"sent": 3, "changed": 0, "same": 0, "left_out": 0}
    assert walk.turn(class_id, cast.dung.member).grade == "Giỏi"


def test_a_sheet_with_headings_names_codes_units_results_and_grades(cast, class_id):
    raw = rosters.sheet(
        ("QUYẾT ĐỊNH CỬ ĐI HỌC",),
        ("TT", "Mã đoàn viên", "Họ và tên", "Chức vụ", "Số điện thoại", "Đơn vị", "Kết quả", "Xếp loại"),
        (1, cast.binh.member.code, "NGUYỄN VĂN BÌNH", "Bí thư", "không rõ", "", "Đạt", "Khá"),
        (2, "", "Hoàng Dũng", "Uỷ viên", "", "Đoàn trường THPT Chi Lăng", "Bỏ học", ""),
        ("", "", "Tổng cộng: 2", "", "", "", "", ""),
    )
    sent = Sent(cast, class_id, raw)
    assert names(sent.plan().send) == [("Nguyễn Văn Bình", "completed", "Khá"), ("Hoàng Dũng", "not_completed", "")]


def test_the_second_import_changes_nothing_and_a_later_one_brings_the_outcomes(cast, class_id):
    Sent(cast, class_id, "1. Nguyễn Văn Bình\n2. Hoàng Dũng").take_in()
    again = Sent(cast, class_id, "1. Nguyễn Văn Bình\n2. Hoàng Dũng")
    plan = again.plan()
    assert (plan.send, plan.change, len(plan.same)) == ([], [], 2)
    assert again.take_in() == {"sent": 0, "changed": 0, "same": 2, "left_out": 0}
    assert again.actor
    assert import_sending_list(again.actor, list_id=again.id, reading=again.reading)["same"] == 2
    later = Sent(cast, class_id, "1. Nguyễn Văn Bình, đạt\n2. Hoàng Dũng")
    assert later.take_in() == {"sent": 0, "changed": 1, "same": 1, "left_out": 0}
    assert walk.turn(class_id, cast.binh.member).outcome == "completed"


def test_two_of_one_name_are_asked_about_and_nobody_is_sent_before_the_answer(cast, class_id):
    twin = factories.member(cast.unit, "Nguyễn Văn Bình", birth_date=date(2006, 5, 5))
    sent = Sent(cast, class_id, "1. Nguyễn Văn Bình\n2. Hoàng Dũng")
    [question] = sent.plan().questions
    assert {person.id for person in question.candidates} == {twin.id, cast.binh.member.id}
    with pytest.raises(NotPossible, match="list_unclear"):
        sent.take_in()
    sent.answer(r_0_1=str(twin.id))
    assert sent.take_in()["sent"] == 2
    assert walk.turn(class_id, twin).unit_id == cast.unit.id


def test_the_birth_date_or_the_unit_tells_two_of_one_name_apart(cast, class_id):
    cast_born = factories.member(cast.chapter, "Vi Thị Hoa", birth_date=date(2006, 5, 5))
    factories.member(cast.unit, "Vi Thị Hoa", birth_date=date(2007, 7, 7))
    by_birth, by_unit = (Sent(cast, class_id, f"1. Vi Thị Hoa, {more}") for more in ("05/05/2006", "Chi đoàn 11A1"))
    for sent in (by_birth, by_unit):
        assert [match.person.id for match in sent.plan().send] == [cast_born.id]


@pytest.mark.parametrize("line", ["Nguyễn Văn Binh", "Vi Không Ai"])
def test_a_missing_mark_is_asked_about_and_an_unknown_name_is_refused(cast, class_id, line):
    plan = Sent(cast, class_id, f"1. {line}").plan()
    if line.endswith("Binh"):
        assert [person.id for person in plan.questions[0].candidates] == [cast.binh.member.id]
    else:
        assert [doubt.text for doubt in plan.doubts] == ["Vi Không Ai"]
    assert plan.send == []


def test_a_strangers_unit_is_out_of_reach_by_name_and_by_code(cast, class_id):
    by_code = rosters.sheet(("Mã đoàn viên", "Họ và tên"), (cast.chi.member.code, "Trần Thị Chi"))
    for source in ("1. Trần Thị Chi", by_code):
        plan = Sent(cast, class_id, source).plan()
        assert len(plan.doubts) == 1
        assert (plan.send, plan.questions) == ([], [])


def test_a_code_that_belongs_to_somebody_else_and_one_person_twice_are_refused_cell_by_cell(cast, class_id):
    raw = rosters.sheet(
        ("Mã đoàn viên", "Họ và tên", "Kết quả"),
        (cast.binh.member.code, "Hoàng Dũng", ""),
        ("", "Hoàng Dũng", "Đạt"),
        ("", "Hoàng Dũng", "Chẳng biết"),
        (cast.dung.member.code, "Hoàng Dũng", ""),
    )
    plan = Sent(cast, class_id, raw).plan()
    assert sorted(doubt.cell for doubt in plan.doubts) == ["A2", "B5", "C4"]
    assert names(plan.send) == [("Hoàng Dũng", "completed", "")]


def test_open_rows_are_left_out_when_that_is_wanted(cast, class_id):
    sent = Sent(cast, class_id, "1. Hoàng Dũng\n2. Vi Không Ai")
    assert sent.take_in(leave_out=True) == {"sent": 1, "changed": 0, "same": 0, "left_out": 1}


def test_what_was_confirmed_is_what_was_shown(cast, class_id):
    sent = Sent(cast, class_id, "1. Hoàng Dũng")
    seen = sent.plan().digest
    walk.send(cast.an, class_id, cast.dung.member)
    with pytest.raises(Conflict):
        import_sending_list(sent.actor, list_id=sent.id, reading=sent.reading, seen=seen)


def test_the_list_of_the_own_class_may_not_say_how_it_ended(cast, class_id):
    plan = Sent(cast, class_id, "1. Lê Thị An, đạt").plan()
    assert (len(plan.doubts), plan.send) == (1, [])


def test_a_list_is_its_senders_alone_and_a_text_without_names_is_none(cast, class_id):
    sent = Sent(cast, class_id, "1. Hoàng Dũng")
    with pytest.raises(NotFound):
        get_sending_list(cast.dung.actor, sent.id)
    with pytest.raises(NotAllowed):
        Sent(cast, class_id, "1. Hoàng Dũng", person=cast.binh)
    with pytest.raises(NotAList):
        Sent(cast, class_id, "quyết định\nvề việc cử đi học")
