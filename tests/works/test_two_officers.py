"""Two officers, one work: the second gets both versions and keeps what was typed, on every form that edits a work.

A new form must be named here: in EDITS with what two officers do with it, or in OTHERS with why it needs no such thing.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.works.actions import add_labour_days, draft_revision, submit_revision
from app.works.models import KindMeasure, WorkKind
from app.works.values import Line, Source
from tests import factories
from tests.works import walk

TODAY = clock.today()
NEW_YEAR = f"{TODAY.year + 1}-01-01"


def drafted_revision(cast):
    id_ = walk.approved(cast)
    lines = (Line("materials", "Bóng đèn LED 50 W", walk.Decimal(20), "bộ", 500_000),)
    sources = (Source("sponsor", "cash", 10_000_000, "Công ty A"),)
    draft_revision(cast.an.actor, work_id=id_, version=walk.version(id_), lines=lines, sources=sources)
    return id_


def waiting_revision(cast):
    id_ = drafted_revision(cast)
    submit_revision(cast.an.actor, work_id=id_, version=walk.version(id_), reason="Giá tăng")
    return id_


def line_row(words, name="rows"):
    row = {"category": "materials", "description": words, "unit": "bộ", "quantity": "1", "unit_price": "1000"}
    return {f"{name}-0-{key}": value for key, value in row.items()}


def source_row(words, name="rows"):
    return {f"{name}-0-{k}": v for k, v in {"kind": "members", "form": "cash", "amount": "1000", "name": words}.items()}


def revision(words):
    return {**line_row(words, "lines"), **source_row(words, "sources")}


def what(words):
    return {"title": words, "kind_id": factories.kind().id, "unit_id": walk_unit(), "level": "base_unit"}


def walk_unit():
    return factories.db.session.execute(factories.db.select(factories.Unit.id).filter_by(code="CL")).scalar_one()


def paper():
    return io.BytesIO(walk.picture()), "quyet-dinh.jpg"


@dataclass(frozen=True)
class Edit:
    """Two officers on one form: `make` the work, `send` what an officer types by a word of theirs.

    The first officer sends the same form, unless `first` is another (path, person, data). `shows`: what the page says
    of the first officer's version. `keeps`: the field that holds the second one's word; none where the form has no
    words, and "typed" where it is gone because the work has moved on: then the words stand on the page.
    """

    path: str
    make: Callable[..., int]
    send: Callable[[str], dict[str, Any]] = lambda word: {}
    keeps: str | None = None
    shows: str = "Chữ của người trước"
    first: tuple[str, str, dict[str, Any]] | None = None
    people: tuple[str, str] = ("an", "minh")
    version: str = "version"


COMMITTEE = ("ha", "hai")
EDITS = {
    "works.edit_what": Edit("/edit/what", walk.draft, what, "title"),
    "works.edit_where": Edit("/edit/where", walk.draft, lambda w: {"commune": "Đồng Đăng", "village": w}, "village"),
    "works.edit_extent": Edit(
        "/edit/extent", walk.draft, lambda w: {"m_lamps": "77" if w == "Chữ của người trước" else "88"}, "m_lamps", "77"
    ),
    "works.edit_dates": Edit("/edit/dates", walk.draft, lambda w: {"phases-0-name": w}, "phases-0-name"),
    "works.edit_lines": Edit("/edit/lines", walk.draft, line_row, "rows-0-description"),
    "works.edit_sources": Edit("/edit/sources", walk.draft, source_row, "rows-0-name"),
    "works.check": Edit(
        "/edit/check", walk.draft, first=("/edit/dates", "minh", {"phases-0-name": "X"}), shows="Thời gian"
    ),
    "works.revise": Edit("/budget/plans/revise", walk.approved, revision, "lines-0-description"),
    "works.submit_plan": Edit("/budget/plans/submit", drafted_revision, lambda w: {"reason": w}, "typed"),
    "works.approve_plan": Edit(
        "/budget/plans/approve",
        waiting_revision,
        people=COMMITTEE,
        first=("/budget/plans/refuse", "hai", {"reason": "Chữ của người trước"}),
    ),
    "works.refuse_plan": Edit(
        "/budget/plans/refuse", waiting_revision, lambda w: {"reason": w}, "typed", people=COMMITTEE
    ),
    "works.approve": Edit(
        "/approve",
        walk.submitted,
        people=COMMITTEE,
        first=("/return", "hai", {"return-reason": "Chữ của người trước"}),
    ),
    "works.return_": Edit(
        "/return", walk.submitted, lambda w: {"return-reason": w}, "typed", people=COMMITTEE, version="return-version"
    ),
    "works.reject": Edit(
        "/reject", walk.submitted, lambda w: {"reject-reason": w}, "typed", people=COMMITTEE, version="reject-version"
    ),
    "works.send_back": Edit(
        "/send-back", walk.reported, lambda w: {"back-reason": w}, "typed", people=COMMITTEE, version="back-version"
    ),
    "works.start": Edit("/start", walk.approved, first=("/cancel", "minh", {"reason": "Chữ của người trước"})),
    "works.report": Edit(
        "/report", walk.proved, lambda w: {"m_lamps": "20", "households": "30", "people": "1", "text": w}, "text"
    ),
    "works.accept": Edit(
        "/accept",
        walk.reported,
        lambda w: {"accepted_on": str(TODAY), "participants": w},
        "participants",
        people=COMMITTEE,
    ),
    "works.recognition": Edit(
        "/recognition",
        walk.accepted,
        lambda w: {"number": w, "decided_on": str(TODAY), "level": "bloc", "paper": paper()},
        "number",
        people=COMMITTEE,
    ),
    "works.handover": Edit(
        "/handover",
        walk.accepted,
        lambda w: {"recipient_kind": "village", "recipient": w, "handed_on": str(TODAY), "paper": paper()},
        "recipient",
    ),
    "works.plaque": Edit(
        "/plaque", walk.accepted, lambda w: {"has_plaque": "y", "put_up_on": str(TODAY), "text": w}, "text"
    ),
    "works.confirmation": Edit(
        "/confirmation",
        walk.reported,
        lambda w: {
            "body": "agency_head",
            "name": w,
            "confirmed_on": str(TODAY),
            "document": "1-CV",
            "paper": paper(),
        },
        "name",
    ),
    "volunteering.cancel_work": Edit("/cancel", walk.approved, lambda w: {"reason": w}, "reason"),
}
# What needs no version: why.
CREATES = "it makes something new; its key makes a second sending harmless"
APPENDS = "the ledger is appended to; what was decided on or reversed already is refused by name"
CONFIRMS = "nothing is typed: it is decided on once, and the second one's next page says that it was"
BUTTON = "nothing is typed: a stale one changes nothing, and its next page says so beside what stands now (below)"
OF_NO_WORK = "no work's, but tried below"
OTHERS = {
    "works.new": CREATES,
    "works.copy": CREATES,
    "works.contribution": CREATES,
    "works.expense": CREATES,
    "works.pledge": CREATES,
    "works.photos": CREATES,
    "works.send_photo": CREATES,
    "works.visit": CREATES,
    "works.thank": CREATES,
    "works.labour_new": CREATES,
    "works.history_new": CREATES,
    "works.history_import": CREATES,
    "works.history_confirm": CREATES,
    "works.remove": "a photo is there or gone",
    "works.photo_people": "the list of people is short, whole in each sending, and on record in the trail",
    "works.approve_one": APPENDS,
    "works.refuse_one": APPENDS,
    "works.reverse": APPENDS,
    "works.withdraw": APPENDS,
    "works.advance": APPENDS,
    "works.refund": APPENDS,
    "works.transfer": APPENDS,
    "works.give_back": APPENDS,
    "works.approve_request": APPENDS,
    "works.refuse_request": APPENDS,
    "works.fund_income": APPENDS,
    "works.fund_outlay": APPENDS,
    "works.fund_reverse": APPENDS,
    "works.fund_approve": APPENDS,
    "works.fund_refuse": APPENDS,
    "works.close_books": "it happens once, for good: a second one finds it done",
    "works.labour_confirm": CONFIRMS,
    "works.labour_withdraw": "its rows are decided on once; the second one keeps the reason beside the first (below)",
    "works.thanks_desk": "it changes nothing: a code is looked up",
    "works.kind_new": CREATES,
    "works.kind": OF_NO_WORK,
    "works.kind_step": BUTTON,
    "works.measure_new": OF_NO_WORK,
    "works.measure": OF_NO_WORK,
    "works.measure_step": BUTTON,
    "works.rules": OF_NO_WORK,
    "works.deciding": "each proposal carries its own version, and each refusal is named (test_decision_pages.py)",
}


@pytest.fixture
def minh(cast):
    """A second leader of An's unit."""
    from tests.cast import somebody

    return somebody(cast.unit, "Đỗ Minh", "leader")


def test_every_form_of_a_work_is_named_here(app):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    of_works = {name for name in posts if name.startswith("works.")} | {"volunteering.cancel_work"}
    assert of_works == set(EDITS) | set(OTHERS)
    assert not set(EDITS) & set(OTHERS)


@pytest.mark.parametrize("endpoint", EDITS)
def test_the_second_officer_gets_both_versions_and_keeps_what_was_typed(cast, client, minh, endpoint):
    edit = EDITS[endpoint]
    people = {"minh": minh, "an": cast.an, "ha": cast.ha, "hai": cast.hai}
    second, first = edit.people
    id_ = edit.make(cast)
    seen = walk.version(id_)
    path, who, data = edit.first or (edit.path, first, edit.send("Chữ của người trước"))
    version = dict.fromkeys(("version", "return-version", "reject-version", "back-version"), seen)
    client.as_(people[who]).post(f"/works/{id_}{path}", {**version, **data}, status=303)
    assert walk.version(id_) > seen, "the first officer changed nothing"
    before = walk.version(id_)

    sent = {edit.version: seen, **edit.send("Chữ của người sau")}
    page = client.as_(people[second]).post(f"/works/{id_}{edit.path}", sent, status=409)

    assert edit.shows in page.text
    assert people[who].account.name in page.text
    assert walk.version(id_) == before
    if edit.keeps == "typed":
        assert "Chữ của người sau" in page.text
    elif edit.keeps:
        assert page.values[edit.keeps] == sent[edit.keeps]
        assert page.values[edit.version] == str(before)


def test_a_second_sending_of_the_same_words_is_no_conflict(cast, client):
    id_ = walk.draft(cast)
    sent = {"version": walk.version(id_), "starts_on": NEW_YEAR, "ends_on": str(TODAY + timedelta(days=800))}
    for _ in range(2):
        client.as_(cast.an).post(f"/works/{id_}/edit/dates", sent, status=303)


def test_the_second_administrator_gets_both_versions_of_the_settings(cast, client):
    lan = client.as_(cast.lan)
    lan.post("/works/settings", {"version": 1, "line_tolerance": "15"}, status=303)
    page = lan.post("/works/settings", {"version": 1, "line_tolerance": "25", "needs_confirmation": "y"}, status=409)
    assert [found.text for found in page.all("dd")] == ["15", "Không"]
    assert (page.values["line_tolerance"], page.values["version"]) == ("25", "2")


def test_the_second_administrator_gets_both_versions_of_a_kind_and_of_its_measures(cast, client):
    kind = factories.kind("other")
    measure = factories.db.session.execute(
        factories.db.select(KindMeasure).where(KindMeasure.kind_id == kind.id).limit(1)
    ).scalar_one()
    address, lan = f"/works/kinds/{kind.id}", client.as_(cast.lan)
    for path, name in (("", "name_vi"), (f"/measures/{measure.id}", "unit_vi"), ("/measures/new", "name_vi")):
        opened = lan.get(address + path).values
        typed = {**opened, "name_vi": "Tên", "name_en": "Name", "unit_vi": "cái", "unit_en": "pieces"}
        typed |= {"counts_as": "task", "type_": "integer"}
        second = {**typed, name: "Chữ của người sau", "once": lan.get(address + path).values["once"]}
        lan.post(address + path, {**typed, name: "Chữ của người trước"}, status=303)
        page = lan.post(address + path, second, status=409)
        assert "Chữ của người trước" in page.text, path
        assert page.values[name] == "Chữ của người sau"
        assert int(page.values["version"]) == int(opened["version"]) + 1


def test_a_stale_button_changes_nothing_and_the_next_page_says_why(cast, client):
    kind, lan = factories.kind("other"), client.as_(cast.lan)
    seen = lan.get(f"/works/kinds/{kind.id}").values["version"]
    step = f"/works/kinds/{kind.id}/step"
    lan.post(step, {"step": "up", "version": seen}, status=303)
    page = lan.follow(lan.post(step, {"step": "retire", "version": seen}))
    assert "đã có người khác sửa" in page.text
    assert fresh(WorkKind, kind.id).is_active


def test_whoever_withdraws_labour_days_second_keeps_the_reason_beside_the_first_one(cast, client, minh):
    id_ = walk.under_way(cast)
    labour = add_labour_days(
        cast.an.actor,
        work_id=id_,
        who="Thôn Nà Lùng",
        from_on=TODAY,
        to_on=TODAY,
        persons=3,
        days=walk.Decimal(3),
        paper=walk.receipt(),
    )
    address = f"/works/{id_}/labour/{labour}/withdraw"
    client.as_(minh).post(address, {"reason": "Chữ của người trước"}, status=303)
    page = client.as_(cast.an).post(address, {"reason": "Chữ của người sau"}, status=409)
    assert "Chữ của người trước" in page.text
    assert page.values["reason"] == "Chữ của người sau"
    ha = client.as_(cast.ha)
    page = ha.follow(ha.post(f"/works/{id_}/labour/{labour}/confirm", status=303))
    assert "Chữ của người trước" in page.text


def fresh(model, id_):
    factories.db.session.rollback()
    factories.db.session.expire_all()
    return factories.db.session.get_one(model, id_)
