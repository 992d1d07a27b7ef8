"""Two records of one person become one: what was asked is answered once, and the last word about a purpose counts."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.files import StoredFile
from app.extensions import db
from app.people.actions import merge_members, split_members
from app.people.models import Member
from app.privacy.actions import ask_request, decide_request
from app.privacy.checks import CHECKS
from app.privacy.models import DataRequest, PicturePerson, PrivacyConsent
from app.privacy.pictures import refresh_withheld
from tests import factories
from tests.system.world import _file, _picture, store_photo


def state():
    db.session.rollback()
    return [
        db.session.query(
            DataRequest.id, DataRequest.member_id, DataRequest.state, DataRequest.text, DataRequest.answer,
        ).order_by(DataRequest.id).all(),
        db.session.query(
            PrivacyConsent.id, PrivacyConsent.member_id, PrivacyConsent.withdrawn_at
        ).order_by(PrivacyConsent.id).all(),
        db.session.query(PicturePerson.id, PicturePerson.member_id).order_by(PicturePerson.id).all(),
    ]  # fmt: skip


def merge(cast, kept, gone):
    db.session.rollback()
    versions = tuple(db.session.get(Member, one.id).version for one in (kept, gone))
    return merge_members(
        cast.an.actor, kept_id=kept.id, gone_id=gone.id, versions=versions, choices={}, reason="Cùng một người"
    )


def agrees(member, purpose="publication", *, at=None, until=None):
    now = clock.now()
    row = PrivacyConsent(
        member_id=member.id, purpose=purpose, side="own", wording="Tôi đồng ý", how="signed_in",
        given_on=clock.today(), recorded_at=at or now, withdrawn_at=until,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.id


def are_public(*ids):
    return [not withheld_of(id_) for id_ in ids]


def withheld_of(file_id):
    db.session.rollback()
    return db.session.execute(select(StoredFile.is_withheld).where(StoredFile.id == file_id)).scalar_one()


def test_one_request_of_a_kind_is_open_with_the_earlier_day_and_the_words_of_both(cast):
    kept, gone = cast.binh.member, factories.member(cast.unit, "Nguyễn Văn Bình")
    with clock.travel(clock.now() - timedelta(days=3)):
        early = ask_request(cast.an.actor, member_id=gone.id, kind="correction", text="Sai ngày sinh")
        alone = ask_request(cast.an.actor, member_id=gone.id, kind="erasure", text="")
    late = ask_request(cast.binh.actor, member_id=kept.id, kind="correction", text="Sai số điện thoại")
    before = state()
    merged = merge(cast, kept, gone)
    rows = {row.id: row for row in db.session.query(DataRequest)}
    assert {row.member_id for row in rows.values()} == {kept.id}
    assert (rows[early].state, rows[late].state, rows[alone].state) == ("waiting", "withdrawn", "waiting")
    assert rows[early].text.split("\n") == ["Sai ngày sinh", "Sai số điện thoại"]
    split_members(cast.an.actor, merge_id=merged, reason="Hai người khác nhau")
    assert state() == before
    # What was answered meanwhile stays answered; the other one is open again.
    merged = merge(cast, kept, gone)
    db.session.rollback()
    version = db.session.get_one(DataRequest, early).version
    decide_request(cast.lan.actor, request_id=early, version=version, is_granted=True, answer="Đã sửa")
    split_members(cast.an.actor, merge_id=merged, reason="Hai người khác nhau")
    db.session.rollback()
    assert [db.session.get_one(DataRequest, id_).state for id_ in (early, late)] == ["done", "waiting"]


def test_the_last_word_counts_and_pictures_follow_it_at_once(app, cast):
    kept, gone = cast.binh.member, factories.member(cast.unit, "Nguyễn Văn Bình")
    day = timedelta(days=1)
    own = agrees(kept, at=clock.now() - 3 * day)
    taken_back = agrees(gone, at=clock.now() - 5 * day, until=clock.now() - day)
    both = [agrees(one, "stay_in_touch") for one in (kept, gone)]
    first, second = (_file(store_photo(_picture(), "anh.jpg")).id for _time in range(2))
    for file_id, member in ((first, kept), (second, kept), (second, gone)):
        db.session.add(PicturePerson(file_id=file_id, member_id=member.id, at=clock.now()))
    db.session.commit()
    refresh_withheld([first, second])
    db.session.commit()
    assert are_public(first, second) == [True, False]
    before = state()
    merged = merge(cast, kept, gone)
    rows = {row.id: row for row in db.session.query(PrivacyConsent)}
    assert rows[own].withdrawn_at is not None
    assert (rows[taken_back].member_id, rows[both[0]].member_id, rows[both[1]].member_id) == (
        kept.id,
        kept.id,
        gone.id,  # one live consent is enough; the other proof stays where it was given
    )
    assert are_public(first, second) == [False, False]
    assert [line for check in CHECKS for line in check()] == []
    split_members(cast.an.actor, merge_id=merged, reason="Hai người khác nhau")
    assert state() == before
    assert are_public(first, second) == [True, False]
    assert [line for check in CHECKS for line in check()] == []


def test_a_picture_asks_the_person_once_whichever_record_agreed(cast):
    kept, gone = cast.binh.member, factories.member(cast.unit, "Nguyễn Văn Bình")
    agrees(gone)
    file_id = _file(store_photo(_picture(), "anh.jpg")).id
    for member in (kept, gone):
        db.session.add(PicturePerson(file_id=file_id, member_id=member.id, at=clock.now()))
    db.session.commit()
    refresh_withheld([file_id])
    db.session.commit()
    assert withheld_of(file_id)
    merge(cast, kept, gone)
    assert not withheld_of(file_id)
    assert [line for check in CHECKS for line in check()] == []
