"""The pages of plan versions: revise, hand in, compare, decide."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.works.comparing import compare_lines, compare_sources
from app.works.models import PlanLine, PlanSource, PlanVersion
from tests.works import walk


def plans(id_, rest=""):
    return f"/works/{id_}/budget/plans{rest}"


def sent(page, **changed):
    """The revision form as a browser sends it, an untouched choice with its first option, with some fields changed."""
    first = {select.get("name"): next(select.iter("option")).get("value") for select in page.all("select")}
    return {name: value or first.get(name, "") for name, value in page.values.items()} | changed


def states(db, id_):
    db.session.rollback()
    statement = select(PlanVersion.state).where(PlanVersion.work_id == id_).order_by(PlanVersion.number)
    return db.session.execute(statement).scalars().all()


def step(client, person, id_, name, status=303, **values):
    return client.as_(person).post(plans(id_, f"/{name}"), {"version": walk.version(id_), **values}, status=status)


@pytest.fixture
def handed_in(cast, client):
    """A work whose first line is to cost a million more."""
    id_ = walk.approved(cast)
    an = client.as_(cast.an)
    form = an.get(plans(id_, "/revise"))
    an.post(plans(id_, "/revise"), sent(form, **{"lines-0-unit_price": "500.000", "sources-0-amount": "10 triệu"}))
    step(client, cast.an, id_, "submit", reason="Giá đèn tăng")
    return id_


def test_a_revision_goes_from_the_leader_to_the_committee_over_the_pages(cast, client, handed_in, db):
    page = client.as_(cast.ha).get(plans(handed_in))
    for words in ("Giá đèn tăng", "9.000.000", "10.000.000", "+1.000.000", "thay đổi", "giữ nguyên", "Lê Thị An"):
        assert words in page.text
    assert plans(handed_in) in client.as_(cast.ha).get("/").source
    step(client, cast.ha, handed_in, "approve")
    assert states(db, handed_in) == ["approved", "approved"]
    page = client.as_(cast.dung).get(f"/works/{handed_in}/budget")
    assert "10.000.000" in page.text
    assert "Duyệt dự toán lần 2" in client.as_(cast.an).get(f"/works/{handed_in}").text


def test_a_revision_is_refused_over_the_page_with_a_reason(cast, client, handed_in, db):
    assert step(client, cast.ha, handed_in, "refuse", 422, reason="").errors
    step(client, cast.ha, handed_in, "refuse", reason="Chưa có báo giá")
    assert states(db, handed_in) == ["approved", "refused"]
    assert "Chưa có báo giá" in client.as_(cast.an).get(plans(handed_in)).text


def test_a_stale_decision_shows_what_changed_and_keeps_what_was_typed(cast, client, handed_in):
    version = walk.version(handed_in)
    step(client, cast.ha, handed_in, "approve")
    data = {"version": version, "reason": "Tôi không đồng ý"}
    page = client.as_(cast.hai).post(plans(handed_in, "/refuse"), data, status=409)
    assert "Duyệt dự toán lần 2" in page.text


def test_a_wrong_number_keeps_the_whole_form(cast, client):
    id_ = walk.approved(cast)
    an = client.as_(cast.an)
    data = sent(an.get(plans(id_, "/revise")), **{"lines-0-unit_price": "năm trăm", "lines-1-description": "Công thợ"})
    page = an.post(plans(id_, "/revise"), data, status=422)
    assert len(page.errors) == 1
    assert page.values["lines-0-unit_price"] == "năm trăm"
    assert page.values["lines-1-description"] == "Công thợ"


def test_adding_rows_keeps_what_was_typed(cast, client):
    id_ = walk.approved(cast)
    an = client.as_(cast.an)
    data = sent(an.get(plans(id_, "/revise")), **{"lines-0-unit_price": "1", "add_row": "lines"})
    page = an.post(plans(id_, "/revise"), data, status=200)
    assert page.values["lines-0-unit_price"] == "1"
    assert "lines-3-unit_price" in page.values


def test_an_emptied_row_drops_the_line(cast, client, db):
    id_ = walk.approved(cast)
    an = client.as_(cast.an)
    empty = {f"lines-1-{name}": "" for name in ("description", "quantity", "unit", "unit_price")}
    an.post(plans(id_, "/revise"), sent(an.get(plans(id_, "/revise")), **empty))
    page = an.get(plans(id_))
    assert "bỏ" in page.text
    assert page.find("form", action=plans(id_, "/submit")) is not None


def test_any_two_versions_are_compared(cast, client, handed_in):
    ha = client.as_(cast.ha)
    step(client, cast.ha, handed_in, "approve")
    page = ha.get(plans(handed_in, "?from=2&to=1"))
    assert "Từ lần 2 đến lần 1" in page.text
    assert "-1.000.000" in page.text
    ha.get(plans(handed_in, "?from=7"), status=404)


def test_the_versions_are_open_for_those_who_see_the_budget(cast, client):
    id_ = walk.approved(cast)
    for person in (cast.an, cast.dung, cast.ha, cast.khanh):
        client.as_(person).get(plans(id_))
    for person in (cast.binh, cast.chi, cast.giang, cast.lan):
        client.as_(person).get(plans(id_), status=404)
    client.as_(cast.dung).get(plans(id_, "/revise"), status=403)
    client.as_(cast.an).get(plans(walk.accepted(cast), "/revise"), status=400)


def test_statements_do_not_grow_with_versions(cast, client, handed_in):
    ha = client.as_(cast.ha)
    few = len(ha.get(plans(handed_in)).statements)
    step(client, cast.ha, handed_in, "refuse", reason="Chưa có báo giá")
    an = client.as_(cast.an)
    an.post(plans(handed_in, "/revise"), sent(an.get(plans(handed_in, "/revise"))))
    assert len(ha.get(plans(handed_in)).statements) == few <= 8


def line(id_, root=None, words="Đèn", amount=1):
    return PlanLine(
        id=id_, root_id=root, category="materials", description=words, quantity=Decimal(1), unit="bộ",
        unit_price=amount, amount=amount,
    )  # fmt: skip


def test_lines_are_paired_by_root_then_by_words():
    before = PlanVersion(lines=[line(1), line(2, words="Cột"), line(3, words="Dây"), line(4, words="Sơn")], sources=[])
    after = PlanVersion(
        lines=[line(5, root=1, words="Đèn mới"), line(6, words="cột"), line(7, root=3, words="Dây", amount=9), line(8)],
        sources=[],
    )
    changes = compare_lines(before, after)
    assert [(c.kind, c.shown.id, c.difference) for c in changes] == [
        ("changed", 5, 0),
        ("changed", 6, 0),
        ("changed", 7, 8),
        ("added", 8, 1),
        ("removed", 4, -1),
    ]


def test_sources_are_paired_by_kind_form_and_giver():
    def given(name, amount):
        return PlanSource(kind="sponsor", form="cash", name=name, amount=amount)

    before = PlanVersion(lines=[], sources=[given("Công ty A", 5), given("B", 1)])
    after = PlanVersion(lines=[], sources=[given("Công ty A", 7), given("C", 1)])
    assert [c.kind for c in compare_sources(before, after)] == ["changed", "added", "removed"]
