"""Consent per purpose: never chosen beforehand, with its proof, taken back as easily; and pictures of minors."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.errors import NotAllowed, NotFound, NotPossible
from app.core.files import store_document
from app.people.models import Member, Membership
from app.privacy import actions
from app.privacy.actions import expire, recheck_pictures, record_consent, withdraw_consent
from app.privacy.checks import CHECKS
from app.privacy.models import PrivacyConsent
from app.volunteering.actions import name_people_on_activity_photo
from app.works.actions import name_people_on_photo
from app.works.models import WorkPhoto
from tests import factories
from tests.cast import somebody
from tests.system.world import _file, _picture, store_photo
from tests.works import walk

PAPER = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def pupil(cast):
    return somebody(cast.unit, "Vy Thị Em", birth_date=clock.today() - timedelta(days=16 * 366))


@pytest.fixture
def photo(cast, db):
    """A photo of a work that everybody sees."""
    work = walk.accepted(cast)
    return (
        db.session.execute(
            select(WorkPhoto).where(WorkPhoto.work_id == work, WorkPhoto.moment == "before").order_by(WorkPhoto.id)
        )
        .scalars()
        .first()
    )


def give_consent(actor, purpose):
    return actions.give_consent(actor, purpose=purpose, wording="Tôi đồng ý")


def on_paper(cast, member, side="guardian", by=None, **values):
    return record_consent(
        (by or cast.an).actor,
        member_id=member.id,
        purpose="publication",
        wording="Tôi đồng ý",
        side=side,
        given_on=values.pop("given_on", clock.today()),
        paper=store_document(PAPER, "giay.pdf"),
        **{"guardian_name": "Vy Văn Cha", "relation": "bố", **values},
    )


def name(cast, photo, *people):
    codes = [person.member.code for person in people]
    return name_people_on_photo(cast.an.actor, work_id=photo.work_id, photo_id=photo.id, codes=codes)


def status(client, photo, person=None):
    browser = client.as_(person) if person else client
    return browser.call("GET", f"/works/photos/{photo.id}/thumb").status_code


def holds():
    return not [line for rule in CHECKS for line in rule()]


def test_nothing_is_agreed_to_beforehand_and_the_proof_is_kept(cast, db, client):
    binh = client.as_(cast.binh)
    page = binh.get("/privacy/consents")
    assert page.find("input", type="checkbox") is None
    assert db.session.execute(select(PrivacyConsent)).all() == []
    binh.post("/privacy/consents", {"purpose": "publication"})
    binh.post("/privacy/consents", {"purpose": "publication"})  # twice is once
    one = db.session.execute(select(PrivacyConsent)).scalar_one()
    assert (one.side, one.how, one.given_on, one.recorded_by) == (
        "own",
        "signed_in",
        clock.today(),
        cast.binh.account.id,
    )
    assert "trang công khai" in one.wording  # what was agreed to, in the language in which it was read
    assert one.wording in binh.get("/privacy/consents").text
    binh.post(f"/privacy/consents/{one.id}/withdraw")
    db.session.refresh(one)
    assert (one.withdrawn_by, one.withdrawn_at is not None) == (cast.binh.account.id, True)
    assert one.wording in binh.get("/privacy/consents").text  # the proof stays
    binh.post("/privacy/consents", {"purpose": "anything"}, status=404)


def test_a_guardians_consent_is_noted_from_a_signed_paper_by_the_units_leader(cast, db, pupil):
    with pytest.raises(NotPossible) as error:
        on_paper(cast, pupil.member, guardian_name="")
    assert error.value.reason == "guardian_needed"
    with pytest.raises(NotPossible):
        on_paper(cast, pupil.member, given_on=clock.today() + timedelta(days=1))
    for person in (cast.giang, cast.binh):
        with pytest.raises((NotFound, NotAllowed)):
            on_paper(cast, pupil.member, by=person)
    on_paper(cast, pupil.member)
    with pytest.raises(NotPossible) as error:
        on_paper(cast, pupil.member)
    assert error.value.reason == "agreed_already"


def test_a_picture_of_a_minor_is_public_only_with_both_consents(cast, db, client, pupil, photo):
    assert status(client, photo) == 200
    assert name(cast, photo, pupil) is True
    assert (status(client, photo), status(client, photo, cast.binh)) == (404, 404)
    assert status(client, photo, cast.an) == 200  # who looks after it
    own = give_consent(pupil.actor, purpose="publication")
    assert status(client, photo) == 404  # the guardian has not
    guardian = on_paper(cast, pupil.member)
    assert status(client, photo) == 200
    withdraw_consent(cast.an.actor, consent_id=guardian)
    assert status(client, photo) == 404
    on_paper(cast, pupil.member)
    withdraw_consent(pupil.actor, consent_id=own)
    withdraw_consent(pupil.actor, consent_id=own)
    assert status(client, photo) == 404
    assert holds()


def test_an_adult_needs_nobody_else_and_whose_age_is_unknown_does(cast, db, client, photo):
    unknown = somebody(cast.unit, "Lộc Không Rõ", birth_date=None)
    assert name(cast, photo, cast.binh) is True
    give_consent(cast.binh.actor, purpose="publication")
    assert status(client, photo) == 200
    give_consent(unknown.actor, purpose="publication")
    assert name(cast, photo, cast.binh, unknown) is True
    assert name(cast, photo, cast.binh) is False
    assert holds()


def test_a_withheld_picture_stands_on_no_page_of_the_public(cast, db, client, pupil, photo):
    address = f"/works/photos/{photo.id}/"
    pages = [f"/works/{photo.work_id}", f"/map/works/{photo.work_id}/popup", "/map/works.geojson", "/map/list"]
    shown = [url for url in pages if address in client.call("GET", url).get_data(as_text=True)]
    assert f"/works/{photo.work_id}" in shown
    name(cast, photo, pupil)
    for url in pages:
        assert address not in client.call("GET", url).get_data(as_text=True), url
    assert address in client.as_(cast.an).get(f"/works/{photo.work_id}").source


def test_the_photo_and_the_card_of_an_activity_are_withheld_as_well(cast, db, client, pupil):
    picture = _file(store_photo(_picture(), "photo.jpg"))
    activity = factories.activity(cast.unit, photo_id=picture.id, photo_caption="Cổng làng")
    url = f"/activities/{activity.id}"
    card = client.call("GET", f"{url}/card.png").headers["ETag"]
    assert client.call("GET", f"{url}/photo").status_code == 200
    codes = [pupil.member.code]
    assert name_people_on_activity_photo(cast.an.actor, activity_id=activity.id, codes=codes) is True
    assert client.call("GET", f"{url}/photo").status_code == 404
    assert f"{url}/photo" not in client.get(url).source
    assert client.call("GET", f"{url}/card.png").headers["ETag"] != card
    assert client.as_(cast.an).call("GET", f"{url}/photo").status_code == 200


def test_who_turns_18_needs_no_guardian_any_more(cast, db, client, photo, travel):
    young = somebody(cast.unit, "Vi Văn Lớn")
    young.member.birth_date = clock.today() - timedelta(days=18 * 365)  # a few days short of 18
    db.session.commit()
    give_consent(young.actor, purpose="publication")
    assert name(cast, photo, young) is True
    with travel(clock.today() + timedelta(days=10)):
        assert not holds()
        assert recheck_pictures(SYSTEM) == 1
        assert holds()
    assert status(client, photo) == 200


def test_only_those_who_look_after_the_picture_say_who_is_on_it_and_only_of_whom_they_see(cast, db, photo, pupil):
    stranger = cast.chi
    with pytest.raises(NotPossible) as error:
        name(cast, photo, stranger)
    assert error.value.details["codes"] == stranger.member.code
    for person in (cast.giang, cast.binh, cast.ha, cast.khanh):
        with pytest.raises((NotAllowed, NotFound)):
            name_people_on_photo(person.actor, work_id=photo.work_id, photo_id=photo.id, codes=[])


def test_who_agreed_to_stay_in_touch_keeps_the_number_after_leaving(cast, db):
    for person in (cast.binh, cast.chi):
        db.session.execute(
            Membership.__table__.update()
            .where(Membership.member_id == person.member.id)
            .values(valid_until=clock.today() - timedelta(days=500))
        )
    db.session.commit()
    agreed = give_consent(cast.binh.actor, purpose="stay_in_touch")
    expire(SYSTEM, today=clock.today())
    db.session.rollback()
    assert db.session.get_one(Member, cast.binh.member.id).phone
    assert db.session.get_one(Member, cast.chi.member.id).phone is None
    withdraw_consent(cast.binh.actor, consent_id=agreed)
    expire(SYSTEM, today=clock.today())
    db.session.rollback()
    assert db.session.get_one(Member, cast.binh.member.id).phone is None
