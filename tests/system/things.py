"""What the forms of the product are filled in about: works in each state with money and papers, people to act on."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.attendance.codes import make_shift_code
from app.core import clock
from app.core.lists import read_list
from app.core.phones import normalise_phone
from app.extensions import db
from app.notifications.addresses import sign_unsubscribe
from app.notifications.models import Delivery
from app.people.actions import (
    ask_for_member,
    ask_for_transfer,
    assign_members,
    create_account,
    issue_code,
    keep_roster_draft,
    merge_members,
    record_milestones,
)
from app.people.life import Milestone
from app.people.models import Appointment, SecondFactor, SignIn
from app.people.roster.draft import pack
from app.privacy.actions import ask_request, give_consent
from app.service.actions import add_model, choose_pilot, mark_service_day, record_tally
from app.volunteering.actions import GuardianAnswer, answer_request, ask_guardian, cancel_work
from app.volunteering.models import Activity, Shift, SignUp
from app.works.actions import (
    add_labour_days,
    approve_request,
    draft_revision,
    record_pledge,
    request_outlay,
    request_return,
    submit_revision,
)
from app.works.models import KindMeasure, Work, WorkPhoto
from app.works.values import Line, Source
from tests import factories
from tests.cast import make_cast, sign_in, somebody
from tests.people import rearranging, rosters
from tests.system.drive_things import make_drives
from tests.system.studying import make_study
from tests.works import walk

GUARDIAN = "0987654321"


@dataclass
class Things:
    """Who sends, and the ids that the addresses and values name."""

    people: dict[str, Any]
    ids: dict[str, Any]


def make_things(session: Any) -> Things:
    """A work in each state, with money and papers in it; activities to come and past; people to act on."""
    cast = make_cast()
    under_way, proved, asked, revised = (
        walk.under_way(cast),
        walk.proved(cast),
        walk.approved(cast),
        walk.approved(cast),
    )
    walk.give(cast, under_way, 5_000_000)
    entry = walk.give(cast, under_way, 1_000_000, party="Công ty D")
    expense = walk.spend(cast, under_way, 1_000_000)
    pledge = record_pledge(
        cast.dung.actor,
        work_id=under_way,
        source="sponsor",
        form="cash",
        amount=100_000,
        promised_on=clock.today(),
        party="Công ty Đ",
    )
    labour = add_labour_days(
        cast.an.actor,
        work_id=under_way,
        who="Thôn Nà Lùng",
        from_on=clock.today(),
        to_on=clock.today(),
        persons=4,
        days=Decimal(4),
        paper=walk.receipt(),
    )
    money = _move_money(cast, under_way)
    _revise(cast, revised)
    _revise(cast, asked)
    submit_revision(cast.an.actor, work_id=asked, version=walk.version(asked), reason="Giá giảm")

    coming = factories.activity(cast.unit, title="Ngày thứ Bảy tình nguyện")
    planned = factories.activity(cast.unit, state="draft")
    series = factories.series(factories.activity(cast.unit, state="draft"))
    suspended = factories.activity(cast.unit, suspended_at=clock.now(), suspend_reason="Đồn yêu cầu")
    past = factories.activity(cast.unit, starts_at=clock.now() - timedelta(days=1))
    shifts = {
        activity.id: session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
        for activity in (coming, past)
    }
    sign_up = factories.sign_up(shifts[coming.id], cast.binh.member, cast.unit)
    past_sign_up = factories.sign_up(shifts[past.id], cast.binh.member, cast.unit)

    plain, newcomer = factories.member(cast.unit, "Người Thường"), factories.member(cast.unit, "Người Mới")
    account = create_account(cast.an.actor, member_id=newcomer.id)
    pupil = factories.member(cast.unit, birth_date=date(clock.today().year - 16, 1, 1))
    consent = factories.consent(pupil, ["heavy"])
    brother = factories.member(cast.unit, birth_date=date(clock.today().year - 16, 1, 1))
    link, answered_link = (
        ask_guardian(cast.an.actor, member_id=minor.id, phone=normalise_phone(GUARDIAN), marks=["away"])
        for minor in (pupil, brother)
    )
    said = GuardianAnswer(True, normalise_phone(GUARDIAN), "Lý Thị Mẹ", "mẹ", ("away",), clock.today())
    answer_request(cast.an.actor, token=answered_link, answer=said, address="127.0.0.1")
    elsewhere = sign_in(factories.account(), None)
    session.execute(
        SignIn.__table__.update()
        .where(SignIn.account_id == elsewhere.account.id)
        .values(account_id=cast.binh.account.id)
    )
    session.commit()

    def one(column: Any, *where: Any) -> Any:
        return session.execute(select(column).where(*where).order_by(column.desc()).limit(1)).scalar_one()

    people = {name: getattr(cast, name) for name in ["an", "binh", "chi", "dung", "giang", "ha", "hai", "khanh", "lan"]}
    ids = {
        **{name: getattr(cast, name).account.id for name in people},
        **{name: getattr(cast, name).id for name in ("bloc", "unit", "chapter", "other_unit")},
        "labour": labour,
        "measure": one(KindMeasure.id, KindMeasure.kind_id == factories.kind().id),
        "draft": walk.draft(cast),
        "submitted": walk.submitted(cast),
        "approved": walk.approved(cast),
        "reported": walk.reported(cast),
        "accepted": walk.accepted(cast),
        "under_way": under_way,
        "proved": proved,
        "asked": asked,
        "revised": revised,
        "entry": entry,
        "expense": expense,
        "pledge": pledge,
        **money,
        "line": walk.line_id(under_way),
        "photo": one(WorkPhoto.id, WorkPhoto.work_id == proved),
        "coming": coming.id,
        "past": past.id,
        "planned": planned.id,
        "series": series.id,
        "suspended": suspended.id,
        "sign_up": sign_up.id,
        "coming_shift": shifts[coming.id].id,
        "past_shift": shifts[past.id].id,
        "past_sign_up": past_sign_up.id,
        "plain": plain.id,
        "pupil": pupil.id,
        "consent": consent.id,
        "link": link,
        "answered_link": answered_link,
        "plain_code": plain.code,
        "chi_code": cast.chi.member.code,
        "new_code": newcomer.code,
        "code": issue_code(cast.an.actor, account_id=account),
        "appointment": one(Appointment.id, Appointment.account_id == cast.dung.account.id),
        "sign_in": one(SignIn.id, SignIn.account_id == cast.binh.account.id),
        "roster": _roster(cast, rosters.agency()),
        "sure_roster": _roster(cast, rosters.sheet(*rosters.PLAIN)),
        "kind": factories.kind().id,
        "report_draft": factories.report_draft(cast.unit).id,
        "report": factories.issued_report(cast.unit).id,
        "union": factories.unit("Đoàn trường THPT Hai", parent=cast.bloc, kind="union", code="HAI").id,
        "empty": factories.unit("Chi đoàn trống", parent=cast.bloc, code="TRONG").id,
    }
    ids |= _served(cast, past.id)
    ids |= _planned(cast)
    ids |= _lives(cast)
    ids |= make_study(cast)
    ids |= make_drives(cast, pupil, plain)
    ids |= _attended(session, cast, past_sign_up)
    ids["data_request"] = ask_request(cast.binh.actor, member_id=cast.binh.member.id, kind="correction", text="Sai lớp")
    ids["privacy_consent"] = give_consent(cast.binh.actor, purpose="publication", wording="Đồng ý")
    picture = session.get_one(Activity, coming.id)
    picture.photo_id = session.get_one(WorkPhoto, ids["photo"]).file_id
    picture.photo_caption = "Cổng làng"
    _sign_in_long_ago(session, cast)
    session.add(SecondFactor(account_id=cast.hai.account.id, nonce="0" * 32, added_at=clock.now(), last_step=0))
    session.commit()
    ids["notice"] = one(Delivery.id, Delivery.account_id == cast.an.account.id, Delivery.channel == "product")
    ids["signed"] = sign_unsubscribe(cast.binh.account.id, "changes")
    ids["submitted_version"] = one(Work.version, Work.id == ids["submitted"])
    return Things({**people, "nobody": None}, ids)


def _sign_in_long_ago(session: Any, cast: Any) -> None:
    """One that has had its time."""
    ended = clock.now() - timedelta(days=900)
    session.add(
        SignIn(
            account_id=cast.binh.account.id,
            token_hash="long ago",
            at=ended,
            expires_at=ended,
            ended_at=ended,
            address="127.0.0.1",
            browser="test",
        )
    )


class ShownCode:
    """The code on the host's screen at the moment when somebody reads it."""

    def __init__(self, shift_id: int) -> None:
        self.shift_id = shift_id

    def __format__(self, _spec: str) -> str:
        return make_shift_code(current_app.config["SECRET_KEY"], self.shift_id, clock.now())


def _attended(session: Any, cast: Any, noted: SignUp) -> dict[str, Any]:
    """A shift that is going on, a day that is over with hours confirmed, a certificate, a record to look at."""

    def place(hours_ago: int, **values: Any) -> SignUp:
        activity = factories.activity(cast.unit, starts_at=clock.now() - timedelta(hours=hours_ago))
        shift = session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
        return factories.sign_up(shift, cast.binh.member, cast.unit, **values)

    running = place(1)
    ended = place(48, state="attended", confirmed_minutes=180)
    certified = place(72, state="attended", confirmed_minutes=180)
    activities = {one.shift_id: session.get_one(Shift, one.shift_id).activity_id for one in (ended, certified)}
    return {
        "running": running.id,
        "running_shift": running.shift_id,
        "shown_code": ShownCode(running.shift_id),
        "ended": activities[ended.shift_id],
        "certificate": factories.certificate(
            session.get_one(Activity, activities[certified.shift_id]), cast.binh.member
        ).id,
        "check_in": factories.check_in(noted, state="open", problem="implausible_time").id,
    }


def _lives(cast: Any) -> dict[str, int]:
    """Transfers that wait for An's unit, and one that she has asked for."""
    going, coming, out = (factories.member(cast.unit) for _number in range(3))
    wanted = [
        ask_for_member(cast.giang.actor, unit_id=cast.other_unit.id, code=member.code, full_name="Nguyễn Văn Bình")
        for member in (going, coming)
    ]
    kept, gone, other = (factories.member(cast.unit, "Lý Hai Lần") for _number in range(3))
    merge = merge_members(
        cast.an.actor, kept_id=kept.id, gone_id=gone.id, versions=(1, 1), choices={}, reason="Một người"
    )
    admitted = {"unit_id": cast.unit.id, "on": clock.today(), "decision": "QĐ 1"}
    record_milestones(cast.an.actor, kind="admission", member_ids=[other.id], **admitted)
    milestone = db.session.execute(select(Milestone.id)).scalar_one()
    ended = factories.appointment(factories.account(), "leader", cast.unit, valid_until=clock.today())
    asked = ask_for_transfer(cast.an.actor, member_id=out.id, unit_id=cast.other_unit.id)
    return {
        "wanted": wanted[0],
        "wanted_too": wanted[1],
        "asked_out": asked,
        "merge": merge,
        "twin": other.id,
        "milestone": milestone,
        "handover": ended.id,
    }


def _roster(cast: Any, raw: bytes) -> int:
    """A list that An has sent and not yet confirmed."""
    return keep_roster_draft(cast.an.actor, unit_id=cast.unit.id, name="ds.xlsx", content=pack(read_list(raw)))


def _planned(cast: Any) -> dict[str, Any]:
    """A unit that is to be split, with a fund and an officer, and one to be dissolved with money in its fund."""
    divided, ending = (
        factories.unit(name, parent=cast.bloc, kind="union", code=code)
        for name, code in (("Đoàn trường THPT Chia", "CHIA"), ("Đoàn trường THPT Thôi", "THOI"))
    )
    treasurer = somebody(divided, "Lâm Thủ Quỹ", "treasurer")
    leaving, _staying = factories.member(divided, "Người Sang"), factories.member(divided, "Người Ở")
    leader = somebody(ending, "Lý Bí Thư", "leader")
    for unit, keeper in ((divided, treasurer), (ending, leader)):
        walk.fill_fund(cast, 1_000_000, unit=unit, by=keeper)
    plan = rearranging.prepare(cast.lan.actor, "split", [divided], [divided, rearranging.part("CHIA-2")])
    assign_members(cast.lan.actor, rearrangement_id=plan, version=1, member_ids=[leaving.id], goal=1)
    money_plan = rearranging.prepare(cast.lan.actor, "dissolve", [ending], [cast.unit])
    return {"plan": plan, "money_plan": money_plan, "divided": divided.id, "divided_code": leaving.code}


def _served(cast: Any, activity_id: int) -> dict[str, int]:
    """A service day with an entry, and a model with a pilot unit."""
    decided = {"decision": "Số 1", "decided_on": clock.today()}
    model = add_model(cast.ha.actor, name="Ngày thứ Bảy", description="", unit_id=cast.bloc.id, **decided)
    pilot = choose_pilot(
        cast.ha.actor, model_id=model, unit_id=cast.other_unit.id, valid_from=clock.today(), decision="Số 2"
    )
    mark_service_day(cast.an.actor, activity_id=activity_id, kind="other")
    tally = record_tally(cast.an.actor, activity_id=activity_id, people=3)
    return {"model": model, "pilot": pilot, "tally": tally}


def _revise(cast: Any, work: int) -> None:
    sources = (Source("sponsor", "cash", 9_000_000, "Công ty A"), Source("unit_fund", "cash", 3_000_000))
    lines = (*walk.LINES, Line("other", "Biển tên", Decimal(1), "cái", 750_000))
    draft_revision(cast.an.actor, work_id=work, version=walk.version(work), lines=lines, sources=sources)


def _move_money(cast: Any, under_way: int) -> dict[str, int]:
    """Advances given and asked for, a fund with an outlay that waits, and works cancelled with and without money."""
    ids = {
        "advance": walk.advance(cast, under_way, 400_000),
        "request": walk.ask_advance(cast, under_way, 300_000),
        "income": walk.fill_fund(cast, 2_000_000),
        "outlay": request_outlay(
            cast.dung.actor,
            unit_id=cast.unit.id,
            amount=250_000,
            party="Nhà in",
            reason="In băng rôn",
            receipt=walk.receipt(),
        ),
        "cancelled": walk.approved(cast),
        "emptied": walk.approved(cast),
    }
    for name, entry in (("cancelled", "gift"), ("emptied", "given_back")):
        ids[entry] = walk.give(cast, ids[name], 3_000_000)
        cancel_work(
            cast.an.actor, work_id=ids[name], version=walk.version(ids[name]), reason="Trùng với công trình khác"
        )
    back = request_return(cast.dung.actor, entry_id=ids["given_back"], amount=3_000_000, reason="Trả nhà tài trợ")
    approve_request(cast.an.actor, request_id=back)
    return ids
