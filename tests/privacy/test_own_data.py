"""A member's own data: all of it, of every area, as a page and as a file, and nothing about others."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.people.actions import Rating, rate_members, read_contact
from app.privacy.queries.own_data import all_holdings
from app.volunteering.models import MemberSkill, Shift
from tests import factories
from tests.cast import somebody


def filled(db, cast):
    """A minor of whom every area knows something, and a friend in the same shift."""
    minor = somebody(
        cast.unit, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366), email="em@kin.example"
    )
    friend = somebody(cast.unit, "Lộc Thị Bạn", email="ban@kin.example")
    activity = factories.activity(cast.unit, starts_at=clock.now() - timedelta(days=1), title="Thắp sáng đường quê")
    shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    sign_up = factories.sign_up(shift, minor.member, cast.unit, state="attended", confirmed_minutes=150)
    factories.sign_up(shift, friend.member, cast.unit, state="attended", confirmed_minutes=90)
    factories.check_in(sign_up)
    factories.certificate(activity, minor.member)
    factories.certificate(activity, friend.member)
    factories.consent(minor.member, ["heavy"])
    db.session.add(MemberSkill(member_id=minor.member.id, skill="first_aid", at=clock.now()))
    db.session.commit()
    rate_members(
        cast.an.actor, unit_id=cast.unit.id, year=clock.today().year, ratings=[Rating(minor.member.id, None, "good")]
    )
    read_contact(cast.an.actor, member_id=minor.member.id, on="member")
    return minor, friend


def test_the_file_holds_what_every_area_knows(cast, db, client):
    minor, _friend = filled(db, cast)
    answer = client.as_(minor).call("GET", "/privacy/my-data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    sections = answer.json["sections"]
    assert set(sections) == {holding.key for holding in all_holdings()}
    member = sections["member"][0]
    assert (member["full_name"], member["birth_date"]) == ("Vy Thị Em", minor.member.birth_date.isoformat())
    assert (member["phone"], member["email"]) == (minor.member.phone, "em@kin.example")
    assert sections["memberships"][0]["unit"] == cast.unit.name
    assert sections["ratings"] == [{"year": clock.today().year, "grade": "good", "unit": cast.unit.name}]
    assert [place["confirmed_minutes"] for place in sections["places"]] == [150]
    assert sections["check_ins"][0]["activity"] == "Thắp sáng đường quê"
    assert sections["certificates"][0]["minutes"] == 180
    assert sections["guardian_consents"][0]["marks"] == ["heavy"]
    assert sections["skills"][0]["skill"] == "first_aid"
    # Who read a minor's contact data is told to the person, not to the inspector alone.
    assert [(one["by"], one["page"]) for one in sections["readings"]] == [(cast.an.member.full_name, "member")]


def test_nothing_about_anybody_else_is_in_it(cast, db, client):
    minor, friend = filled(db, cast)
    for url in ("/privacy/my-data.json", "/privacy/my-data"):
        text = client.as_(minor).call("GET", url).get_data(as_text=True)
        for other in (friend, cast.binh, cast.chi):
            member = other.member
            for secret in (member.full_name, member.code, member.phone, member.phone[-9:], member.email or "@none@"):
                assert secret not in text, (url, secret)
        assert "Vy Văn Cha" not in text  # the guardian is another person


def test_the_page_reads_like_the_file_and_takes_a_fixed_number_of_statements(cast, db, client):
    minor, _friend = filled(db, cast)
    page = client.as_(minor).get("/privacy/my-data")
    for words in ("Vy Thị Em", "Thắp sáng đường quê", "Hoàn thành tốt", cast.an.member.full_name, "Sơ cứu"):
        assert words in page.text, words
    assert len(page.statements) <= len(all_holdings()) + 5
    officer = client.as_(cast.lan).get("/privacy/my-data")  # without a member's record
    assert "Phạm Lan" in officer.text


def test_everybody_may_read_what_is_kept_for_what_and_how_long(cast, db, client):
    page = client.get("/privacy/")
    assert len(page.all("tr")) > len(all_holdings())
    for words in ("12 tháng", "60 tháng", "Ngày sinh", "91/2025/QH15"):
        assert words in page.text, words
    assert len(page.statements) <= 4
