"""Initiatives over HTTP: from a member's proposal to another unit's use; and what visitors may read."""

import io

from app.extensions import db
from app.learning.actions import take_up_initiative
from app.learning.models import Initiative
from tests.hostile_files import good
from tests.learning import walk

IDEA = {
    "title": "Mã QR tra cứu thủ tục",
    "kind": "initiative",
    "solution": "Dán mã QR ở bàn tiếp dân.\nIn lại mỗi quý.",
}


def paper():
    return io.BytesIO(good("JPEG")), "anh.jpg"


def test_from_a_members_proposal_over_the_committee_to_the_use_in_another_unit(cast, client):
    member, leader, committee = client.as_(cast.binh), client.as_(cast.an), client.as_(cast.ha)
    form = member.get("/learning/initiatives/new")
    assert form.values["authors"] == f"{cast.binh.member.code} Nguyễn Văn Bình: 100"
    values = {**IDEA, "unit_id": cast.unit.id, "authors": "Nguyễn Văn Bình 60%\nHoàng Dũng; 30"}
    wrong = member.post("/learning/initiatives/new", values, status=422)
    assert wrong.errors
    assert wrong.values["solution"].startswith("Dán mã QR")
    for authors in ("Hoàng Dũng 100", "Vi Không Ai: 100", "Nguyễn Văn Bình\nHoàng Dũng", f"{cast.chi.member.code} 100"):
        assert member.post("/learning/initiatives/new", {**values, "authors": authors}, status=422).errors
    values = {**values, "authors": "Nguyễn Văn Bình 60\nHoàng Dũng 40", "papers": paper()}
    page = member.follow(member.post("/learning/initiatives/new", values, content_type="multipart/form-data"))
    id_ = db.session.query(Initiative.id).scalar()
    address = f"/learning/initiatives/{id_}"
    assert "60 %" in page.text
    assert not [a for a in page.all("form") if "submit" in a.get("action", "")]
    assert client.get(address, status=404)
    page = leader.get(address)
    page = leader.follow(leader.post(f"{address}/submit", {"version": page.values["version"]}))
    step = committee.get(f"{address}/recognise").values
    decided = {**step, "decided_by": "Hội đồng", "level": "bloc", "decision": "Số 7", "decided_on": ""}
    assert committee.post(f"{address}/recognise", decided, status=422).errors
    today = leader.get(f"{address}/edit", status=400) and walk.initiative(id_).registered_on.isoformat()
    committee.post(f"{address}/recognise", {**decided, "decided_on": today})
    step = leader.get(f"{address}/apply").values
    used = {**step, "applied_on": today, "applied_where": "Bộ phận một cửa"}
    assert leader.post(f"{address}/apply", used, status=422).errors  # without a proof
    leader.post(f"{address}/apply", {**used, "proof": paper()}, content_type="multipart/form-data")
    other = client.as_(cast.giang)
    assert other.get(address).find("a", href=f"{address}/take-up") is not None
    page = other.follow(other.post(f"{address}/take-up", {"unit_id": cast.other_unit.id, "taken_on": today}))
    assert "Chi đoàn Sở Tài chính" in page.text
    assert page.find("a", href=f"{address}/take-up") is None


def test_visitors_read_what_is_recognised_without_the_names_of_its_authors_and_its_papers(cast, client):
    public, hidden = walk.applied(cast), walk.submitted(cast, title="Chưa được xét")
    page = client.get("/learning/initiatives/")
    assert "Số hoá sổ theo dõi hồ sơ" in page.text
    assert "Chưa được xét" not in page.text
    detail = client.get(f"/learning/initiatives/{public}")
    assert "Hội đồng sáng kiến tỉnh" in detail.text
    assert "Nguyễn Văn Bình" not in detail.text
    client.get(f"/learning/initiatives/{hidden}", status=404)
    signed_in = client.as_(cast.chi).get(f"/learning/initiatives/{public}")
    assert "Nguyễn Văn Bình" in signed_in.text
    assert not [a for a in signed_in.all("a") if "/papers/" in (a.get("href") or "")]
    insider = client.as_(cast.an).get(f"/learning/initiatives/{public}")
    [paper_url] = [a.get("href") for a in insider.all("a") if "/papers/" in (a.get("href") or "")]
    for person, status in ((cast.binh, 200), (cast.ha, 200), (cast.chi, 404)):
        assert client.as_(person).call("get", paper_url).status_code == status


def test_the_list_counts_the_units_that_took_it_up_and_is_filtered_by_words_without_marks(cast, client):
    id_ = walk.applied(cast)
    walk.recognised(cast, title="Đề tài giữ rừng", kind="topic")
    take_up_initiative(cast.giang.actor, initiative_id=id_, unit_id=cast.other_unit.id, taken_on=walk.APPLIED)
    titles = ("Số hoá sổ theo dõi hồ sơ", "Đề tài giữ rừng")
    for query, found in (
        ("q=giu rung", {titles[1]}),
        ("kind=initiative", {titles[0]}),
        ("state=recognised", {titles[1]}),
        ("level=province", set(titles)),
        ("level=bloc", set()),
        (f"unit={cast.other_unit.id}", set()),
        ("year=2024", set(titles)),
    ):
        text = client.get(f"/learning/initiatives/?{query}").text
        assert {title for title in titles if title in text} == found, query
    assert "1 đơn vị áp dụng lại" in client.get("/learning/initiatives/").text


def test_reasons_are_asked_for_and_shown_to_the_authors(cast, client):
    id_ = walk.submitted(cast)
    address = f"/learning/initiatives/{id_}"
    committee = client.as_(cast.ha)
    step = committee.get(f"{address}/refuse").values
    assert committee.post(f"{address}/refuse", {**step, "reason": " "}, status=422).errors
    committee.post(f"{address}/refuse", {**step, "reason": "Chưa có số liệu so sánh"})
    assert "Chưa có số liệu so sánh" in client.as_(cast.binh).get(address).text
    stale = committee.post(f"{address}/recognise", {**step, "level": "bloc", "decided_by": "Hội đồng",
                           "decision": "Số 7", "decided_on": "01/05/2024"}, status=409)  # fmt: skip
    assert stale.values["decided_by"] == "Hội đồng"


def test_the_pages_take_as_many_statements_however_many_there_are(cast, client):
    first = walk.applied(cast)
    addresses = ("/learning/initiatives/", f"/learning/initiatives/{first}", "/learning/own")
    member = client.as_(cast.binh)
    few = [len(member.get(address).statements) for address in addresses]
    for _ in range(4):
        walk.applied(cast)
    take_up_initiative(cast.giang.actor, initiative_id=first, unit_id=cast.other_unit.id, taken_on=walk.APPLIED)
    assert [len(member.get(address).statements) for address in addresses] == few
    assert max(few) <= 9
