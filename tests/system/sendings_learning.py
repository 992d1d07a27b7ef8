"""The forms of study and initiatives, filled in as somebody would who is in earnest."""

from tests.hostile_files import good
from tests.system.sendings import TODAY, Sending, reasons

PAPER = ("anh.jpg", good("JPEG"))
CLASS = {"title": "Tiếng Anh bậc 2", "kind": "language", "starts_on": TODAY, "ends_on": TODAY, "paper": PAPER}
IDEA = {
    "title": "Mã QR tra cứu",
    "solution": "Dán mã ở bàn tiếp dân.",
    "saved_hours": "90",
    "saving_reason": "Đếm lượt",
}

LEARNING: dict[str, Sending] = {
    "learning.apply": Sending(
        "an",
        "/learning/initiatives/{recognised}/apply",
        {"applied_on": TODAY, "applied_where": "Các phòng", "proof": PAPER},
    ),
    "learning.edit_class": Sending("an", "/learning/classes/{class}/edit", {"place": "Hội trường", "paper": PAPER}),
    "learning.edit_initiative": Sending(
        "binh", "/learning/initiatives/{registered}/edit", {**IDEA, "authors": "Hoàng Dũng 60\nLê Thị An 40"}
    ),
    "learning.list_answers": Sending(
        "an", "/learning/lists/{open_list}", {"leave_out": "1"}, to="/learning/lists/{open_list}/answers"
    ),
    "learning.list_confirm": Sending("an", "/learning/lists/{sure_list}", to="/learning/lists/{sure_list}/confirm"),
    "learning.new_class": Sending("an", "/learning/classes/new", {"unit_id": "{unit}", **CLASS}),
    "learning.new_initiative": Sending(
        "binh", "/learning/initiatives/new", {"unit_id": "{unit}", "papers": PAPER, **IDEA}
    ),
    "learning.outcome": Sending(
        "an",
        "/learning/enrolments/{turn}",
        {"outcome": "completed", "grade": "Giỏi", "certificate": PAPER},
    ),
    "learning.recognise": Sending(
        "ha",
        "/learning/initiatives/{handed_in}/recognise",
        {"decided_by": "Hội đồng", "level": "bloc", "decision": "Số 5", "decided_on": TODAY, "paper": PAPER},
    ),
    "learning.refuse": Sending("ha", "/learning/initiatives/{doubted}/refuse", reasons()),
    "learning.send_list": Sending("an", "/learning/classes/{class}/list", {"text": "1. Hoàng Dũng"}),
    "learning.submit_initiative": Sending(
        "an", "/learning/initiatives/{proposed}", to="/learning/initiatives/{proposed}/submit"
    ),
    "learning.take_back": Sending("an", "/learning/enrolments/{mistaken}/take-back", reasons()),
    "learning.take_up": Sending(
        "giang", "/learning/initiatives/{applied}/take-up", {"unit_id": "{other_unit}", "taken_on": TODAY}
    ),
    "learning.training_class": Sending("an", "/learning/classes/{class}", {"member": "Hoàng Dũng"}),
    "learning.withdraw": Sending("binh", "/learning/initiatives/{given_up}/withdraw", reasons()),
}
