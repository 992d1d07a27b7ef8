"""Erasure replaces identity by a pseudonym in all areas, and keeps sums, hours, books and numbers true."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.attendance.models import Certificate, HoursChange
from app.core import clock
from app.core.database import Model
from app.core.files import StoredFile
from app.people.models import Account, Member, Membership, SignIn
from app.privacy.actions import ask_request, decide_request
from app.privacy.erasing import PSEUDONYM
from app.volunteering.models import ConsentRequest, GuardianConsent, Shift, SignUp
from tests import factories
from tests.cast import somebody
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
