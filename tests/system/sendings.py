"""Every form of the product, filled in as somebody would who is in earnest, for the test that sends each five times."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.sheets import Column, write_sheet
from tests.hostile_files import good
from tests.people import rosters
from tests.system.things import GUARDIAN

PASSWORD = "sông kỳ cùng mùa lũ"
TODAY = clock.today().isoformat()
YESTERDAY = (clock.today() - timedelta(days=1)).isoformat()
IN_A_MONTH = (clock.today() + timedelta(days=30)).isoformat()
TOMORROW = (clock.today() + timedelta(days=1)).isoformat()
PHOTO = ("anh.jpg", good("JPEG"))
TARGET_SHEET = write_sheet("Chỉ tiêu", [Column("Mã đơn vị"), Column("Youth works accepted")], [["KHOI", 40], ["CL", 3]])


@dataclass(frozen=True)
class Sending:
    """Who opens which page, what they fill in, and where the form goes if not back to its page.

    Names in braces are ids of `Things`. The first answer is a redirect, and every later one the same, unless `first`
    or `again` names other statuses. `counts` is a table that notes each try.
    `by_script`: no form of the page is sent but the values, as JSON.
    `why`: what is right about an answer that differs.
    """

    who: str
    page: str
    values: dict[str, Any] = field(default_factory=dict)
    to: str | None = None
    first: int = 303
    again: int | None = None
    counts: str = ""
    by_script: bool = False
    why: str = ""


def reasons(**more: str) -> dict[str, str]:
    return {"reason": "Ghi rõ thêm", **more}


SHIFT = {
    "shifts-0-role": "Dựng cột",
    "shifts-0-starts_at": f"{TOMORROW}T08:00",
    "shifts-0-ends_at": f"{TOMORROW}T10:00",
    "shifts-0-capacity": "2",
}
CONTRIBUTION = {"amount": "1.000.000", "source": "sponsor", "form": "cash", "received_on": TODAY, "party": "Công ty B"}
PLEDGE = {"amount": "1.000.000", "source": "sponsor", "form": "cash", "promised_on": TODAY, "party": "Công ty B"}
NOW = clock.now().timestamp() * 1000
DELIVERY = {
    "now": NOW,
    "records": [
        {
            "id": "of-a-name",
            "shift": "{running_shift}",
            "direction": "in",
            "how": "name",
            "sign_up": "{running}",
            "at": NOW,
        },
        {
            "id": "a-walk-in",
            "shift": "{running_shift}",
            "direction": "in",
            "how": "walk_in",
            "name": "{plain_code}",
            "at": NOW,
        },
        {"id": "a-stranger", "shift": "{running_shift}", "direction": "in", "how": "walk_in", "name": "Lạ", "at": NOW},
    ],
}
DRIVE_DAYS = {"date_from": TODAY, "date_to": IN_A_MONTH, "registers_until": TOMORROW}
INDICATORS = write_sheet(
    "Chỉ tiêu",
    [Column(heading) for heading in ("Nội dung", "Chỉ tiêu", "Tính từ", "Điểm")],
    [("Trách nhiệm với bản thân", "Có sổ tay", "Điều kiện có văn bản chứng minh", 5)],
)
EXPENSE = {"amount": "50.000", "paid_on": TODAY, "payee": "Cửa hàng", "receipt": PHOTO}

SENDINGS: dict[str, Sending] = {
    # notifications
    "notifications.choices": Sending("binh", "/notices/choices", {"quiet_from": "22"}),
    "notifications.open_notice": Sending("an", "/notices/", to="/notices/{notice}/open"),
    "notifications.read_all": Sending("an", "/notices/", to="/notices/read"),
    "notifications.renew_calendar": Sending("binh", "/notices/choices", {"number": "1"}, to="/calendar/renew"),
    "notifications.unsubscribe": Sending("nobody", "/notices/unsubscribe/{signed}", first=200),
    # service
    "service.correct": Sending("an", "/service/tallies/{tally}/correct", reasons(people="1")),
    "service.day": Sending("binh", "/service/activities/{past}", {"people": "3"}),
    "service.end_pilot": Sending("ha", "/service/pilots/{pilot}/end", {"valid_until": TOMORROW, "decision": "Số 3"}),
    "service.mark": Sending(
        "an", "/service/activities/{coming}", {"kind": "legal_advice"}, to="/service/activities/{coming}/kind"
    ),
    "service.model": Sending(
        "ha", "/service/models/{model}", {"unit_id": "{unit}", "valid_from": TODAY, "decision": "Số 2"}
    ),
    "service.new_model": Sending(
        "ha",
        "/service/models/new",
        {"name": "Bàn tư vấn", "unit_id": "{bloc}", "decision": "Số 1", "decided_on": TODAY},
    ),
    # drives
    "drives.new": Sending("ha", "/drives/new", {"title": "Đợt mới", "unit_id": "{bloc}", **DRIVE_DAYS}),
    "drives.edit": Sending("ha", "/drives/{drive_draft}/edit", {"title": "Tên khác"}),
    "drives.open_drive": Sending("ha", "/drives/{drive_draft}", to="/drives/{drive_draft}/open"),
    "drives.publish": Sending("ha", "/drives/{drive_runs}", {"is_public": "1"}, to="/drives/{drive_runs}/publish"),
    "drives.indicators": Sending(
        "ha", "/drives/{drive_draft}/indicators", {"name": "Hoạt động", "points": "5", "target": "2"}
    ),
    "drives.edit_indicator": Sending("ha", "/drives/indicators/{draft_indicator}/edit", {"points": "7,5"}),
    "drives.remove_indicator": Sending(
        "ha",
        "/drives/{drive_draft}/indicators",
        to="/drives/indicators/{draft_indicator}/remove",
        again=404,
        why="It is gone.",
    ),
    "drives.targets": Sending("ha", "/drives/indicators/{draft_indicator}/targets", {"rows-0-target": "3"}),
    "drives.sheet": Sending("ha", "/drives/{drive_draft}/sheet", {"rows": ("chi-tieu.xlsx", INDICATORS)}),
    "drives.clusters": Sending("ha", "/drives/{drive_draft}/clusters", {"name": "Cụm 2", "unit_ids": ["{union}"]}),
    "drives.edit_cluster": Sending("ha", "/drives/clusters/{draft_cluster}/edit", {"name": "Cụm trường"}),
    "drives.register": Sending("an", "/drives/places/{invited_place}/register", {"promise": "Một công trình"}),
    "drives.withdraw": Sending("an", "/drives/places/{own_place}/withdraw", reasons()),
    "drives.object_": Sending("an", "/drives/places/{own_place}/object", {"text": "Thiếu một công trình"}),
    "drives.answer": Sending("ha", "/drives/objections/{objection}/answer", {"outcome": "rejected", "answer": "Đúng"}),
    "drives.score": Sending(
        "an",
        "/drives/places/{own_place}/indicators/{condition}/score",
        {"document": "12-KH", "document_on": TODAY, "file": PHOTO},
    ),
    "drives.verify": Sending("ha", "/drives/claims/{claim}/verify", reasons(verdict="verified", score="3")),
    "drives.close": Sending("hai", "/drives/{drive_over}/close", {"confirm": "y"}),
    "drives.nominate": Sending(
        "an", "/drives/places/{closed_place}/nominate/member", {"thing_id": "{dung_member}", "merit": "Tích cực"}
    ),
    "drives.check": Sending("ha", "/drives/nominations/{nominated}", to="/drives/nominations/{nominated}/check"),
    "drives.refuse": Sending("ha", "/drives/nominations/{nominated}/refuse", reasons()),
    "drives.decide": Sending(
        "hai",
        "/drives/{drive_closed}/decide",
        {"chosen": ["{checked}"], "number": "13-QĐ/ĐTN", "signer": "Lương Hải", "signer_title": "Bí thư"},
    ),
    "drives.naming": Sending(
        "binh", "/drives/nominations/{commended}", {"agrees": "1"}, to="/drives/nominations/{commended}/naming"
    ),
    "drives.guardian": Sending("an", "/drives/nominations/{commended_minor}/guardian", {"guardian": "Mẹ: Lý Thị Mẹ"}),
    # people
    "people.account_appoint": Sending(
        "lan", "/accounts/{binh}/appoint", {"role": "treasurer", "unit_id": "{unit}", "decision": "Số 1"}
    ),
    "people.account_end_appointment": Sending(
        "lan", "/accounts/{dung}/appointments/{appointment}/end", {"on": TODAY, "reason": "Chuyển việc"}
    ),
    "people.activate": Sending(
        "nobody",
        "/activate",
        {"member_code": "{new_code}", "code": "{code}", "password": PASSWORD, "repeat": PASSWORD},
        again=422,
        counts="sign_in_attempts",
        why="The code is used up, and whoever tries a code too often has to wait.",
    ),
    "people.ask_for_member": Sending(
        "an", "/units/{unit}/transfers/ask", {"code": "{chi_code}", "full_name": "Trần Thị Chi"}
    ),
    "people.ask_transfer": Sending("an", "/members/{plain}/transfer/ask", {"unit_id": "{other_unit}"}),
    "people.refuse_transfer": Sending("an", "/transfers/{wanted}/refuse", reasons()),
    "people.withdraw_transfer": Sending("an", "/units/{unit}/transfers", to="/transfers/{asked_out}/withdraw"),
    "people.member_account": Sending("an", "/members/{plain}", to="/members/{plain}/account"),
    "people.merge": Sending("an", "/members/{plain}/merge/{twin}", {"reason": "Một người, hai hồ sơ"}),
    "people.split": Sending("an", "/members/merges/{merge}", {"reason": "Hai người"}),
    "people.milestones": Sending("an", "/units/{unit}/milestones", {"members": ["{plain}"], "decision": "QĐ 3"}),
    "people.take_back_milestone": Sending("an", "/milestones/{milestone}/take-back", reasons()),
    "people.handover": Sending("an", "/handovers/{handover}", {"note": "Đã bàn giao sổ sách"}),
    "people.member_edit": Sending("an", "/members/{plain}/edit", {"occupation": "Giáo viên"}),
    "people.member_new": Sending(
        "an", "/members/new", {"full_name": "Hoàng Văn Mới", "unit_id": "{unit}", "member_since": TODAY}
    ),
    "people.profile_end_others": Sending("binh", "/profile", to="/profile/sign-ins/end-others"),
    "people.profile_end_sign_in": Sending("binh", "/profile", to="/profile/sign-ins/{sign_in}/end"),
    "people.ratings": Sending("lan", f"/units/{{unit}}/ratings?year={TODAY[:4]}", {"rows-0-grade": "good"}),
    "people.second_factor_reset": Sending("lan", "/accounts/{hai}/second-factor/reset", reasons()),
    "people.second_factor_rule": Sending("lan", "/accounts/second-factor", {"since": IN_A_MONTH}),
    "people.sign_out": Sending("binh", "/", to="/sign-out", again=303, why="Who is signed out is led to signing in."),
    "people.unit_change": Sending(
        "lan", "/units/{chapter}/change", {"name": "Chi đoàn 11A", "on": TODAY, "decision": "Số 2", "paper": PHOTO}
    ),
    "people.unit_dissolve": Sending("lan", "/units/{empty}/dissolve", {"on": TODAY, "decision": "Số 3"}),
    "people.unit_merge": Sending(
        "lan", "/units/{union}/merge", {"decision": "Số 5", "units": ["{divided}"], "into": "{union}", "paper": PHOTO}
    ),
    "people.unit_split": Sending(
        "lan",
        "/units/{union}/split",
        {
            "decision": "Số 6",
            "goes_on": "y",
            "parts-0-name": "Đoàn trường THPT Ba",
            "parts-0-short_name": "THPT Ba",
            "parts-0-code": "BA",
        },
    ),
    "people.rearranged_members": Sending(
        "lan", "/rearrangements/{plan}/members", {"goal": "0", "lines": "{divided_code}"}
    ),
    "people.rearranged_things": Sending("lan", "/rearrangements/{plan}/things", {"fund-{divided}-1": "100.000"}),
    "people.rearrangement_agree": Sending(
        "ha", "/rearrangements/{money_plan}", to="/rearrangements/{money_plan}/agree"
    ),
    "people.rearrangement_carry_out": Sending("lan", "/rearrangements/{plan}", to="/rearrangements/{plan}/carry-out"),
    "people.rearrangement_drop": Sending("lan", "/rearrangements/{plan}", to="/rearrangements/{plan}/drop"),
    "people.rearrangement_edit": Sending("lan", "/rearrangements/{plan}/edit", {"decision": "Số 7", "paper": PHOTO}),
    "people.unit_move": Sending(
        "lan", "/units/{chapter}/move", {"parent_id": "{union}", "on": TODAY, "decision": "Số 4", "paper": PHOTO}
    ),
    "people.unit_new": Sending(
        "lan",
        "/units/new",
        {
            "name": "Chi đoàn mới",
            "short_name": "CĐ mới",
            "kind": "base_chapter",
            "sector": "agency",
            "code": "MOI",
            "parent_id": "{bloc}",
            "founded_on": TODAY,
        },
    ),
    # privacy
    "privacy.acknowledge": Sending(
        "an", "/privacy/requests/{data_request}", to="/privacy/requests/{data_request}/acknowledge"
    ),
    "privacy.ask": Sending("chi", "/privacy/requests/new", {"kind": "correction", "text": "Sai lớp"}),
    "privacy.consents": Sending("chi", "/privacy/consents", {"purpose": "publication"}),
    "privacy.member_consents": Sending(
        "an",
        "/privacy/members/{pupil}/consents",
        {
            "purpose": "publication",
            "side": "guardian",
            "guardian_name": "Lý Thị Mẹ",
            "relation": "mẹ",
            "given_on": TODAY,
            "paper": PHOTO,
        },
    ),
    "privacy.withdraw_consent": Sending("binh", "/privacy/consents", to="/privacy/consents/{privacy_consent}/withdraw"),
    "volunteering.photo_people": Sending("an", "/activities/{coming}/photo/people", {"codes": "{plain_code}"}),
    "works.photo_people": Sending("an", "/works/{proved}/photos/{photo}/people", {"codes": "{plain_code}"}),
    "privacy.data_request": Sending(
        "an", "/privacy/requests/{data_request}", {"decision": "refused", "answer": "Đúng như giấy khai sinh"}
    ),
    "privacy.expiry": Sending("lan", "/privacy/expiry"),
    "privacy.keeping": Sending("lan", "/privacy/keeping", {"notice": "6"}),
    "privacy.withdraw": Sending(
        "binh", "/privacy/requests/{data_request}", to="/privacy/requests/{data_request}/withdraw"
    ),
    # volunteering
    "volunteering.accept_transfer": Sending("an", "/transfers/{wanted_too}/accept", {"on": TODAY}),
    "volunteering.growing_up": Sending(
        "an", "/units/{unit}/growing-up?q=Người", {"members": ["{plain}"], "decision": "QĐ 4"}
    ),
    "volunteering.call_off": Sending("an", "/activities/{coming}/cancel", reasons()),
    "volunteering.cancel": Sending("binh", "/sign-ups/{sign_up}/cancel", reasons()),
    "volunteering.cancel_work": Sending("an", "/works/{approved}/cancel", reasons()),
    "volunteering.consents": Sending(
        "an",
        "/members/{pupil}/consents",
        {
            "guardian_name": "Lý Thị Mẹ",
            "relation": "mẹ",
            "marks": ["heavy"],
            "given_on": TODAY,
            "valid_until": TOMORROW,
            "file": PHOTO,
        },
    ),
    "volunteering.edit": Sending("an", "/activities/{coming}/edit", {"title": "Ngày Chủ nhật xanh"}),
    "volunteering.border_notice": Sending(
        "an",
        "/activities/{coming}/border-notice",
        {"post": "Đồn Chi Ma", "given_on": TODAY, "document": "CV 12", "contact": "Trực ban"},
    ),
    "volunteering.change_photo": Sending(
        "an", "/activities/{coming}/photo/change", {"photo": PHOTO, "caption": "Cổng làng", "everybody_agreed": "y"}
    ),
    "volunteering.copy": Sending("an", "/activities/{coming}/copy", {"day": IN_A_MONTH}),
    "volunteering.publish_series": Sending(
        "an", "/activities/series/{series}", to="/activities/series/{series}/publish"
    ),
    "volunteering.repeat": Sending("an", "/activities/{coming}/repeat", {"pattern": "weekly", "until": IN_A_MONTH}),
    "volunteering.resume": Sending("an", "/activities/{suspended}", to="/activities/{suspended}/resume"),
    "volunteering.series": Sending("an", "/activities/series/{series}", {"until": IN_A_MONTH}),
    "volunteering.suspend": Sending("an", "/activities/{coming}/suspend", reasons()),
    "volunteering.guardian": Sending(
        "nobody",
        "/guardian/{link}",
        {"guardian_name": "Lý Thị Mẹ", "relation": "mẹ", "phone": GUARDIAN, "marks": ["away"], "valid_until": TOMORROW},
    ),
    "volunteering.guardian_refuse": Sending(
        "nobody", "/guardian/{link}", {"refusing_phone": GUARDIAN}, to="/guardian/{link}/refuse"
    ),
    "volunteering.guardian_withdraw": Sending(
        "nobody", "/guardian/{answered_link}", to="/guardian/{answered_link}/withdraw"
    ),
    "volunteering.member_leave": Sending("an", "/members/{plain}/leave", reasons(on=TODAY)),
    "volunteering.member_list": Sending(
        "an",
        "/shifts/{coming_shift}/members/list",
        {"lines": "{plain_code}", "confirm": "1"},
        first=200,
        why="What each line got stands in the answer itself.",
    ),
    "volunteering.member_transfer": Sending("an", "/members/{plain}/transfer", {"unit_id": "{chapter}", "on": TODAY}),
    "volunteering.my_skills": Sending("binh", "/my/skills", {"skills": ["photo"]}),
    "volunteering.terms": Sending("an", "/shifts/{coming_shift}/terms", {"needed_skills": ["photo"]}),
    "volunteering.held": Sending("an", "/activities/{past}", to="/activities/{past}/held"),
    "volunteering.new": Sending("an", "/activities/new", {"title": "Dựng cột đèn", "host_unit_id": "{unit}", **SHIFT}),
    "volunteering.publish": Sending("an", "/activities/{planned}", to="/activities/{planned}/publish"),
    "volunteering.sign_up": Sending("chi", "/activities/{coming}", to="/shifts/{coming_shift}/sign-up"),
    "volunteering.sign_up_member": Sending(
        "an",
        "/activities/{coming}/people?q=Người",
        {"member_id": "{plain}"},
        to="/shifts/{coming_shift}/members",
    ),
    "volunteering.withdraw": Sending("an", "/members/{pupil}/consents", to="/consents/{consent}/withdraw"),
    # attendance
    "attendance.certificate": Sending("binh", "/my/certificates/{certificate}", {"shows_hours": "y"}),
    "attendance.certificates": Sending("an", "/activities/{ended}/certificates"),
    "attendance.correct": Sending("an", "/sign-ups/{past_sign_up}/hours", reasons(state="attended", minutes="90")),
    "attendance.here": Sending("binh", "/here/{running_shift}/{shown_code}"),
    "attendance.issue": Sending("binh", "/my/hours", to="/activities/{ended}/certificate"),
    "attendance.settle": Sending("an", "/check-ins/{check_in}/settle", {"count": "1", "note": "Đã hỏi lại"}),
    "attendance.shift": Sending("an", "/shifts/{past_shift}/attendance", {"marks-0-state": "attended"}),
    "attendance.site_deliver": Sending(
        "an", "/site/", DELIVERY, to="/site/deliver", first=200, by_script=True, why="A script reads the answer."
    ),
    "attendance.withdraw_certificate": Sending("an", "/certificates/{certificate}/withdraw", reasons()),
    # works: proposal
    "works.new": Sending(
        "an", "/works/new", {"unit_id": "{unit}", "kind_id": "{kind}", "title": "Thắp sáng đường thôn Mới"}
    ),
    "works.edit_what": Sending("an", "/works/{draft}/edit/what", {"title": "Thắp sáng đường thôn Khác"}),
    "works.edit_where": Sending("an", "/works/{draft}/edit/where", {"village": "Thôn Khác"}),
    "works.edit_extent": Sending("an", "/works/{draft}/edit/extent", {"households": "77"}),
    "works.edit_dates": Sending("an", "/works/{draft}/edit/dates", {"ends_on": "2030-01-01"}),
    "works.edit_lines": Sending("an", "/works/{draft}/edit/lines", {"rows-0-description": "Bóng đèn khác"}),
    "works.edit_sources": Sending("an", "/works/{draft}/edit/sources", {"rows-0-name": "Công ty C"}),
    "works.check": Sending("an", "/works/{draft}/edit/check"),
    "works.history_new": Sending(
        "an",
        "/works/history/new",
        {
            "unit_id": "{unit}",
            "kind_id": "{kind}",
            "title": "Thắp sáng năm xưa",
            "accepted_on": "2026-01-02",
            "document": "Biên bản số 1",
            "commune": "Đồng Đăng",
            "quantity": "20",
        },
    ),
    # works: decision and steps
    "works.approve": Sending("ha", "/works/{submitted}", to="/works/{submitted}/approve"),
    "works.reject": Sending("ha", "/works/{submitted}", {"reject-reason": "Trùng"}, to="/works/{submitted}/reject"),
    "works.return_": Sending(
        "ha", "/works/{submitted}", {"return-reason": "Ghi rõ", "return-fields": "what"}, to="/works/{submitted}/return"
    ),
    "works.start": Sending("an", "/works/{approved}", to="/works/{approved}/start"),
    "works.report": Sending("an", "/works/{proved}/report", {"text": "Đã lắp đủ"}),
    "works.send_back": Sending(
        "ha", "/works/{reported}", {"back-reason": "Thiếu ảnh"}, to="/works/{reported}/send-back"
    ),
    "works.accept": Sending("ha", "/works/{reported}/accept", {"accepted_on": TODAY, "participants": "UBND xã"}),
    "works.visit": Sending(
        "an", "/works/{accepted}/visit", {"months": "other", "visited_on": TODAY, "condition": "working"}
    ),
    "works.recognition": Sending(
        "ha", "/works/{accepted}/recognition", {"number": "12/QĐ", "decided_on": TODAY, "paper": PHOTO}
    ),
    "works.handover": Sending(
        "an",
        "/works/{accepted}/handover",
        {"recipient_kind": "village", "recipient": "Thôn Nà Lùng", "handed_on": TODAY, "paper": PHOTO},
    ),
    "works.plaque": Sending("an", "/works/{accepted}/plaque", {"has_plaque": "y", "put_up_on": TODAY, "text": "2026"}),
    "works.deciding": Sending(
        "ha", "/works/deciding", {"chosen": ["{submitted}-{submitted_version}"], "decision": "approve"}
    ),
    "works.copy": Sending("an", "/works/{accepted}/copy", {"unit_id": "{unit}"}),
    "works.confirmation": Sending(
        "an",
        "/works/{reported}/confirmation",
        {"body": "party_committee", "name": "Bí thư chi bộ", "confirmed_on": TODAY, "document": "Số 5", "paper": PHOTO},
    ),
    "works.labour_new": Sending(
        "an",
        "/works/{under_way}/labour/new",
        {"who": "Thôn Nà Lùng", "from_on": TODAY, "to_on": TODAY, "persons": "3", "days": "2,5", "paper": PHOTO},
    ),
    "works.labour_confirm": Sending("ha", "/works/{under_way}/labour", to="/works/{under_way}/labour/{labour}/confirm"),
    "works.labour_withdraw": Sending("an", "/works/{under_way}/labour/{labour}/withdraw", reasons()),
    # works: what the administrator keeps
    "works.rules": Sending("lan", "/works/settings", {"line_tolerance": "7"}),
    "works.kind_new": Sending("lan", "/works/kinds/new", {"name_vi": "Sân chơi", "name_en": "Playground"}),
    "works.kind": Sending("lan", "/works/kinds/{kind}", {"name_en": "Lamps along a village road"}),
    "works.kind_step": Sending("lan", "/works/kinds", {"step": "down"}, to="/works/kinds/{kind}/step"),
    "works.measure_new": Sending(
        "lan",
        "/works/kinds/{kind}/measures/new",
        {"name_vi": "Cột", "name_en": "Poles", "unit_vi": "cột", "unit_en": "poles"},
    ),
    "works.measure": Sending("lan", "/works/kinds/{kind}/measures/{measure}", {"name_en": "Lights"}),
    "works.measure_step": Sending(
        "lan", "/works/kinds/{kind}", {"step": "retire"}, to="/works/kinds/{kind}/measures/{measure}/step"
    ),
    # works: money
    "works.thank": Sending("an", "/works/{under_way}/budget/entries/{entry}/thank"),
    "works.contribution": Sending("dung", "/works/{under_way}/budget/contribution", {**CONTRIBUTION, "paper": PHOTO}),
    "works.expense": Sending("dung", "/works/{under_way}/budget/expense", {**EXPENSE, "plan_line_id": "{line}"}),
    "works.approve_one": Sending(
        "an", "/works/{under_way}/budget", to="/works/{under_way}/budget/expenses/{expense}/approve"
    ),
    "works.refuse_one": Sending("an", "/works/{under_way}/budget/expenses/{expense}/refuse", reasons()),
    "works.reverse": Sending("dung", "/works/{under_way}/budget/entries/{entry}/reverse", reasons()),
    "works.pledge": Sending("dung", "/works/{under_way}/budget/pledge", PLEDGE),
    "works.withdraw": Sending("dung", "/works/{under_way}/budget/pledges/{pledge}/withdraw", reasons()),
    "works.revise": Sending(
        "an",
        "/works/{under_way}/budget/plans/revise",
        {"lines-0-unit_price": "400.000", "sources-0-amount": "8.000.000"},
    ),
    "works.submit_plan": Sending(
        "an", "/works/{revised}/budget/plans", reasons(), to="/works/{revised}/budget/plans/submit"
    ),
    "works.approve_plan": Sending("ha", "/works/{asked}/budget/plans", to="/works/{asked}/budget/plans/approve"),
    "works.refuse_plan": Sending(
        "ha", "/works/{asked}/budget/plans", reasons(), to="/works/{asked}/budget/plans/refuse"
    ),
    "works.advance": Sending(
        "dung",
        "/works/{under_way}/budget/advance",
        reasons(recipient_id="0", party="Nguyễn Văn Bình", amount="500.000"),
    ),
    "works.refund": Sending("dung", "/works/{under_way}/budget/advances/{advance}/refund", {"amount": "100.000"}),
    "works.transfer": Sending(
        "dung",
        "/works/{under_way}/budget/transfer",
        reasons(way="to-unit-{unit}", source="sponsor", amount="200.000"),
    ),
    "works.approve_request": Sending(
        "an", "/works/{under_way}/budget", to="/works/{under_way}/budget/requests/{request}/approve"
    ),
    "works.refuse_request": Sending("an", "/works/{under_way}/budget/requests/{request}/refuse", reasons()),
    "works.give_back": Sending(
        "dung", "/works/{cancelled}/budget/entries/{gift}/give-back", reasons(amount="1.000.000")
    ),
    "works.close_books": Sending("dung", "/works/{emptied}/budget", to="/works/{emptied}/budget/close"),
    # works: a unit's fund
    "works.fund_income": Sending(
        "dung",
        "/units/{unit}/fund/income",
        {"source": "members", "amount": "300.000", "received_on": TODAY, "party": "Đoàn viên", "paper": PHOTO},
    ),
    "works.fund_outlay": Sending(
        "dung", "/units/{unit}/fund/outlay", reasons(amount="100.000", party="Nhà in", receipt=PHOTO)
    ),
    "works.fund_reverse": Sending("dung", "/units/{unit}/fund/entries/{income}/reverse", reasons()),
    "works.fund_approve": Sending("an", "/units/{unit}/fund", to="/units/{unit}/fund/requests/{outlay}/approve"),
    "works.fund_refuse": Sending("an", "/units/{unit}/fund/requests/{outlay}/refuse", reasons()),
    # works: photos
    "works.photos": Sending("an", "/works/{draft}/photos", {"moment": "before", "files": PHOTO}),
    "works.send_photo": Sending(
        "an",
        "/works/{draft}/photos",
        {"moment": "before", "files": PHOTO},
        to="/works/{draft}/photos/queued",
        first=201,
    ),
    "works.remove": Sending("an", "/works/{proved}/photos", to="/works/{proved}/photos/{photo}/remove"),
    # people: a roster
    "people.roster": Sending("an", "/members/import", {"unit_id": "{unit}", "file": ("ds.xlsx", rosters.agency())}),
    "people.roster_answers": Sending(
        "an", "/members/import/{roster}", {"c-0-4": "phone"}, to="/members/import/{roster}/answers"
    ),
    "people.roster_confirm": Sending("an", "/members/import/{sure_roster}", to="/members/import/{sure_roster}/confirm"),
    # reports
    "reports.targets": Sending("ha", "/reports/targets", {"works_accepted": "40"}),
    "reports.import_targets": Sending(
        "ha",
        f"/reports/targets/all?year={clock.today().year}",
        {"file": ("chi-tieu.xlsx", TARGET_SHEET)},
        to=f"/reports/targets/sheet?year={clock.today().year}",
    ),
    "reports.start": Sending(
        "an",
        "/reports/period?from=2024-01-01&to=2024-03-31&unit=CL",
        to="/reports/drafts?unit=CL&from=2024-01-01&to=2024-03-31",
    ),
    "reports.draft": Sending("an", "/reports/drafts/{report_draft}", {"tasks": "Làm tiếp"}),
    "reports.issue": Sending("an", "/reports/drafts/{report_draft}/issue", {"number": "21"}),
    "reports.correct": Sending("an", "/reports/issued/{report}", to="/reports/issued/{report}/correct"),
    "reports.ask": Sending(
        "an",
        "/reports/requests/new",
        {"date_from": "2024-01-01", "date_to": "2024-03-31", "due_on": "2024-04-10"},
    ),
    "reports.letterhead": Sending("an", "/reports/letterhead?unit=CL", {"symbol": "BC/ĐTNCL"}),
}

# Nothing that could be doubled, or what is meant to happen each time.
EACH_TIME = {
    "works.thanks_desk": "looks a code up; wrong ones are counted, so that nobody tries them all",
    "people.sign_in": "each is a session of its own, which its owner sees and can end",
    "people.member_contact": "each reading of a minor's data is recorded",
    "volunteering.contact": "each reading of a minor's number is recorded",
    "volunteering.ask": "each link replaces the one before, and is shown once",
    "people.profile_password": "changing it ends every session but one; the second has another present password",
    "people.member_code": "each replaces the code before it, which is shown once",
    "people.sign_in_code": "a code works once; each sign-in is a session of its own",
    "people.second_factor": "a second app is refused, and the recovery codes are shown once",
    "people.second_factor_codes": "each list of recovery codes replaces the one before, and is shown once",
    "people.second_factor_remove": "after the first there is none to remove; test_second_factor.py",
    "people.slips": "each sheet replaces the codes of the one before, and is shown once",
    "people.account_code": "each replaces the code before it, which is shown once",
    "people.roster_export": "each is a file of its own, and each reading of minors' data is recorded",
    "works.history_import": "reads a sheet and shows it; nothing is kept",
    "works.history_confirm": "what a sheet holds is known by its content; test_history.py imports it twice",
}
