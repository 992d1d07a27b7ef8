"""Erasure replaces identity by a pseudonym in all areas, and keeps sums, hours, books and numbers true."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.attendance.models import Certificate, HoursChange
from app.core import clock
from app.core.database import Model
from app.core.errors import NotPossible
from app.core.files import StoredFile
from app.drives.models import Nomination
from app.people.actions import merge_members, split_members
from app.people.life import TransferRequest
from app.people.merging.table import list_clashes
from app.people.models import Account, Member, Membership, SignIn
from app.privacy.actions import ask_request, decide_request
from app.privacy.checks import CHECKS
from app.privacy.erasing import PSEUDONYM
from app.privacy.models import PrivacyConsent
from app.volunteering.models import ConsentRequest, GuardianConsent, Shift, SignUp
from tests import factories
from tests.cast import somebody
from tests.drives import drives
from tests.system.world import _file, store_document

PAPER = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
SECRETS = ("Vy Thị Em Bé", "+84987650111", "em-be@kin.example", "THE-7731", "vy thi em be", "2009-03-04")


@pytest.fixture
def gone(cast, db):
    """A pupil with hours, a certificate, a guardian's consent and paper, who has left."""
    person = somebody(
        cast.chapter,
        "Vy Thị Em Bé",
        birth_date=date(2009, 3, 4),
        phone="+84987650111",
        email="em-be@kin.example",
        card_number="THE-7731",
    )
    activity = factories.activity(cast.unit, starts_at=clock.now() - timedelta(days=9))
    shift = db.session.execute(select(Shift).where(Shift.activity_id == activity.id)).scalar_one()
    place = factories.sign_up(shift, person.member, cast.chapter, state="attended", confirmed_minutes=180)
    db.session.add(
        HoursChange(
            sign_up_id=place.id, at=clock.now(), state_before="confirmed", state_after="attended", minutes_after=180
        )
    )
    factories.certificate(activity, person.member, shows_name=True)
    consent = factories.consent(person.member, ["heavy"])
    consent.file_id = _file(store_document(PAPER, "vy-thi-em-be.pdf")).id
    db.session.add(
        ConsentRequest(
            member_id=person.member.id,
            phone="+84987650222",
            marks=["away"],
            token_hash="x",
            at=clock.now(),
            expires_at=clock.now() + timedelta(days=7),
        )
    )
    db.session.execute(
        Membership.__table__.update().where(Membership.member_id == person.member.id).values(valid_until=clock.today())
    )
    db.session.commit()
    return person


def figures(db):
    """What reports count."""
    db.session.rollback()
    return db.session.execute(
        select(
            select(func.count()).select_from(Member).scalar_subquery(),
            select(func.count()).select_from(Membership).scalar_subquery(),
            select(func.sum(SignUp.confirmed_minutes)).scalar_subquery(),
            select(func.count()).select_from(Certificate).scalar_subquery(),
            select(func.sum(Certificate.minutes)).scalar_subquery(),
        )
    ).one()


def everything(db):
    """All text of the database but the audit trail, which tells of numbers alone and is looked at apart."""
    with db.engine.connect() as connection:
        return "\n".join(
            repr(list(connection.execute(select(table)))) for table in Model.metadata.sorted_tables
        ).replace("datetime.date(2009, 3, 4)", "2009-03-04")


def rules_hold():
    return [line for check in CHECKS for line in check()] == []


def test_nothing_in_any_table_says_who_it_was_and_all_figures_stay(app, cast, db, client, gone):
    before, text = figures(db), everything(db)
    assert all(secret in text for secret in SECRETS), "the test looks for what isn't there"
    lan = client.as_(cast.lan)
    sent = ask_request(cast.an.actor, member_id=gone.member.id, kind="erasure", text="Vy Thị Em Bé xin xóa")
    url = f"/privacy/requests/{sent}"
    page = lan.get(url)
    files = [
        path for path in (__import__("pathlib").Path(app.config["DATA_DIR"]) / "files").rglob("*") if path.is_file()
    ]
    lan.post(url, {**page.values, "decision": "done", "answer": "Đã xóa dữ liệu của Vy Thị Em Bé"})
    after = everything(db)
    assert not [secret for secret in SECRETS if secret in after]
    assert "+84987650222" not in after  # the guardian's
    assert figures(db) == before
    member = db.session.get_one(Member, gone.member.id)
    assert member.full_name.startswith(PSEUDONYM)
    assert member.erased_on == clock.today()
    account = db.session.get_one(Account, gone.account.id)
    assert (account.name, account.is_active, account.phone) == (member.full_name, False, None)
    assert not db.session.execute(select(SignIn).where(SignIn.account_id == account.id)).all()
    certificate = db.session.execute(select(Certificate)).scalar_one()
    assert (certificate.full_name, certificate.shows_name, certificate.state) == (member.full_name, False, "valid")
    consent = db.session.execute(select(GuardianConsent)).scalar_one()
    assert (consent.guardian_name, consent.file_id, consent.marks) == ("", None, ["heavy"])
    assert not db.session.execute(select(StoredFile).where(StoredFile.name == "vy-thi-em-be.pdf")).all()
    assert sum(path.exists() for path in files) == len(files) - 1  # the paper went from the disk as well


def test_who_was_erased_is_signed_out_everywhere_and_cannot_be_corrected_back(cast, db, client, gone):
    asked = ask_request(gone.actor, member_id=gone.member.id, kind="erasure", text="")
    decide_request(cast.lan.actor, request_id=asked, version=1, is_granted=True, answer="Xong")
    client.as_(gone).get("/profile", status=303)
    url = f"/members/{gone.member.id}"
    assert PSEUDONYM in client.as_(cast.an).get(url).text
    client.as_(cast.an).get(f"{url}/edit", status=403)
    assert client.as_(cast.an).get(f"/certificates/{db.session.execute(select(Certificate.code)).scalar_one()}")


def test_records_that_were_merged_are_erased_with_the_one_that_stayed_and_what_merges_remember_too(
    app, cast, db, client, gone
):
    """What two records said stands in both rows, in both accounts, and in what the merge remembers."""
    second = somebody(
        cast.unit,
        "Vy Thi Em Be",
        birth_date=date(2009, 4, 3),
        phone="+84987650333",
        email="emt@kin.example",
        card_number="THE-9942",
    )
    third = factories.member(cast.unit, "Lăng Thị Khác", phone="+84987650444")
    agreed = PrivacyConsent(
        member_id=second.member.id, purpose="publication", side="guardian", wording="Đồng ý", how="paper",
        given_on=clock.today(), recorded_at=clock.now(), guardian_name="Vy Văn Cha",
    )  # fmt: skip
    drive_id = drives.running(cast)
    nominated = Nomination(
        drive_id=drive_id, unit_id=cast.unit.id, member_id=second.member.id, form="certificate",
        merit="Em Bé rất tích cực", evidence=[], nominated_by=cast.an.account.id, nominated_at=clock.now(),
        state="refused", reason="Em Bé còn nhỏ", guardian="Vy Văn Cha",
    )  # fmt: skip
    asked = TransferRequest(
        member_id=second.member.id, from_unit_id=cast.unit.id, to_unit_id=cast.other_unit.id, by_new_unit=False,
        note="Em Bé chuyển trường", asked_at=clock.now(),
        state="refused", decided_at=clock.now(), reason="Em Bé còn học",
    )  # fmt: skip
    db.session.add_all([agreed, nominated, asked])
    db.session.commit()

    def merge(kept, other):
        db.session.rollback()
        versions = tuple(db.session.get_one(Member, id_).version for id_ in (kept, other))
        clashes = {clash.key: clash.usual for clash in list_clashes(kept, other)}
        choices = {**clashes, "field-birth_date": "gone", "field-phone": "gone"}
        return merge_members(
            cast.lan.actor, kept_id=kept, gone_id=other, versions=versions, choices=choices, reason="Cùng một người"
        )

    kept = gone.member.id
    undone = merge(kept, third.id)
    split_members(cast.lan.actor, merge_id=undone, reason="Hai người khác nhau")
    merged = merge(kept, second.member.id)
    db.session.execute(
        Membership.__table__.update()
        .where(Membership.member_id == kept, Membership.valid_until.is_(None))
        .values(valid_until=clock.today())
    )
    db.session.commit()
    told = client.as_(gone).get("/privacy/my-data").text
    assert "Vy Thi Em Be" in told  # the person's own file tells of it
    secrets = (*SECRETS, "Vy Thi Em Be", "+84987650333", "emt@kin.example", "THE-9942", "2009-04-03", "Vy Văn Cha")
    text = everything(db)
    assert not [secret for secret in secrets if secret not in text and not secret.startswith("2009")]

    request = ask_request(cast.an.actor, member_id=kept, kind="erasure", text="")
    decide_request(cast.lan.actor, request_id=request, version=1, is_granted=True, answer="Xong")
    after = everything(db).replace("datetime.date(2009, 4, 3)", "2009-04-03")
    assert not [secret for secret in (*secrets, "Em Bé") if secret in after]
    assert "Lăng Thị Khác" in after  # who is another person stays
    part = db.session.get_one(Member, second.member.id)
    assert (part.erased_on, part.merged_into_id) == (clock.today(), kept)
    assert rules_hold()
    with pytest.raises(NotPossible) as error:
        split_members(cast.lan.actor, merge_id=merged, reason="Nhầm")
    assert error.value.reason == "member_erased"
    page = client.as_(cast.lan).get(f"/members/merges/{merged}")
    assert PSEUDONYM in page.text
