"""Uploads over HTTP: what is hostile is refused beside its field and leaves nothing, what is good is written anew."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.core import clock
from app.core.files import StoredFile
from app.volunteering.models import GuardianConsent
from app.works.models import Acceptance, Expense, FollowUp, LedgerEntry, Work, WorkPhoto
from app.works.models.after import Handover
from tests import factories
from tests.hostile_files import MULTIPART, PDF, SECRET, good, hostile, multipart, odd
from tests.works import walk

TYPED = "Điều đã gõ trước khi gửi tệp"


@dataclass(frozen=True)
class Place:
    """A form that takes a file: who sends it where, what else it says, and the field in which TYPED stands."""

    who: Any
    url: str
    field: str
    values: dict[str, Any]
    typed: str


@pytest.fixture
def places(cast) -> dict[str, Place]:
    draft, under_way, reported, accepted = (
        walk.draft(cast),
        walk.under_way(cast),
        walk.reported(cast),
        walk.accepted(cast),
    )
    pupil = factories.member(cast.unit, birth_date=date(clock.today().year - 16, 1, 1))
    today = clock.today().isoformat()
    money = {"amount": "1.000.000", "source": "sponsor", "form": "cash", "received_on": today, "party": TYPED}
    spent = {"plan_line_id": walk.line_id(under_way), "amount": "50.000", "paid_on": today, "payee": TYPED}
    consent = {"guardian_name": TYPED, "relation": "mẹ", "marks": ["heavy"], "given_on": today, "valid_until": today}
    minutes = {"version": walk.version(reported), "accepted_on": today, "participants": TYPED}
    visit = {"months": "other", "visited_on": today, "condition": "working", "note": TYPED}
    handover = {"version": walk.version(accepted), "recipient_kind": "village", "recipient": TYPED, "handed_on": today}
    return {
        "photos": Place(cast.an, f"/works/{draft}/photos", "files", {"moment": "before", "caption": TYPED}, "caption"),
        "receipt": Place(cast.dung, f"/works/{under_way}/budget/expense", "receipt", spent, "payee"),
        "paper": Place(cast.dung, f"/works/{under_way}/budget/contribution", "paper", money, "party"),
        "minutes": Place(cast.ha, f"/works/{reported}/accept", "minutes", minutes, "participants"),
        "visit": Place(cast.an, f"/works/{accepted}/visit", "photo", visit, "note"),
        "handover": Place(cast.an, f"/works/{accepted}/handover", "paper", handover, "recipient"),
        "consent": Place(cast.an, f"/members/{pupil.id}/consents", "file", consent, "guardian_name"),
    }


KINDS_OF_PLACES = ("photos", "receipt", "paper", "minutes", "visit", "handover", "consent")
TAKES_PHOTOS = ("photos", "visit")


def send(client, place, *files, status):
    data = {**place.values, place.field: [(io.BytesIO(content), name) for name, content in files]}
    return client.as_(place.who).post(place.url, data, status=status, content_type="multipart/form-data")


def on_disk(app) -> set[str]:
    return {path.name for path in Path(app.config["DATA_DIR"]).rglob("*") if path.is_file()}


def in_rows(db) -> int:
    return db.session.execute(select(func.count()).select_from(StoredFile)).scalar_one()


@pytest.mark.parametrize("where", KINDS_OF_PLACES)
def test_hostile_files_are_refused_beside_the_field_and_leave_nothing(app, db, client, places, where):
    place, before, rows = places[where], on_disk(app), in_rows(db)
    files = hostile() | ({"a PDF named JPEG": ("anh.jpg", PDF)} if where in TAKES_PHOTOS else {})
    assert len(files) >= 30
    for what, (name, content) in files.items():
        page = send(client, place, (name, content), status=422)
        beside = page.find(id=f"{place.field}-error")
        assert beside is not None, what
        assert page.find("input", name=place.field).get("aria-invalid") == "true", what
        assert page.values[place.typed] == TYPED, what
        assert on_disk(app) == before, what
        db.session.rollback()
        assert in_rows(db) == rows, what


def test_one_hostile_photo_among_good_ones_leaves_none_of_them(app, db, client, places):
    before, rows = on_disk(app), in_rows(db)
    bad = hostile()["a TIFF named JPEG"]
    page = send(client, places["photos"], ("a.jpg", good("JPEG")), bad, ("c.png", good("PNG")), status=422)
    assert bad[0] in " ".join(page.errors)
    assert on_disk(app) == before
    assert in_rows(db) == rows


@pytest.mark.parametrize("where", KINDS_OF_PLACES)
def test_a_file_over_the_limit_loses_nothing_of_what_was_typed(app, client, places, where):
    """Sent by a browser without scripts, which can't know the limit; read to its end, as gunicorn hands it on."""
    place, before = places[where], on_disk(app)
    page = client.as_(place.who).post(
        place.url,
        multipart({**place.values, place.field: ("to.jpg", b"\xff\xd8" + bytes(60_000_000))}),
        status=422,
        content_type=MULTIPART,
    )
    assert page.find(id=f"{place.field}-error") is not None
    assert page.values[place.typed] == TYPED
    assert on_disk(app) == before


def test_photos_that_are_too_large_together_are_refused_beside_the_field(app, client, places):
    place = places["photos"]
    files = [("mot.jpg", good("JPEG") + bytes(14_000_000)), ("hai.jpg", good("JPEG") + bytes(14_000_000))]
    page = client.as_(place.who).post(
        place.url,
        multipart(place.values, *((place.field, file) for file in files)),
        status=422,
        content_type=MULTIPART,
    )
    assert "25 MB" in " ".join(page.errors)
    assert page.values["caption"] == TYPED


@pytest.mark.parametrize("where", ["paper", "receipt", "visit", "consent"])
def test_a_form_refused_for_another_reason_leaves_no_file(app, client, places, where):
    """By a field (an amount that is none), and by a rule of the action (a day that is still to come)."""
    place, before = places[where], on_disk(app)
    day = next(name for name in ("received_on", "paid_on", "visited_on", "given_on") if name in place.values)
    for wrong in ("31/02/2026", "01/01/2099"):
        refused = Place(place.who, place.url, place.field, {**place.values, day: wrong}, place.typed)
        send(client, refused, ("a.jpg", good("JPEG")), status=422)
        assert on_disk(app) == before, wrong


def test_a_file_sent_twice_with_one_key_lies_on_the_disk_once(app, db, client, places):
    place, before = places["receipt"], on_disk(app)
    values = {**place.values, "once": "a-key-of-the-form"}
    for _time in range(2):
        again = Place(place.who, place.url, place.field, values, place.typed)
        send(client, again, ("a.jpg", good("JPEG")), status=303)
    expense = db.session.execute(select(Expense)).scalar_one()
    assert on_disk(app) - before == {db.session.get_one(StoredFile, expense.file_id).key}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("where", KINDS_OF_PLACES)
def test_good_photos_are_turned_upright_and_written_anew_without_metadata(app, db, client, places, where, form):
    new = taken(app, db, client, places[where], (f"anh.{form.lower()}", good(form)))
    with Image.open(new) as image:
        assert (image.format, image.size) == ("JPEG", (240, 160))
        assert not dict(image.getexif())
        blue = image.convert("RGB").getpixel((5, 5))
    assert blue[2] > blue[0]  # the blue quarter is where it was drawn, top left
    for path in (new, new.with_name(f"{new.name}-thumb")):
        if path.exists():
            assert SECRET.encode() not in path.read_bytes()


def test_a_photo_of_48_million_pixels_is_taken_and_made_small(app, db, client, places):
    photo = good("JPEG", 8000, 6000, progressive=True)
    assert len(photo) < 500_000  # above that the test's browser leaves a file open
    new = taken(app, db, client, places["photos"], ("anh.jpg", photo))
    with Image.open(new) as image:
        assert image.size == (1600, 1200)
    assert new.stat().st_size <= 300_000
    assert new.with_name(f"{new.name}-thumb").stat().st_size <= 40_000
    photo = db.session.execute(select(WorkPhoto).order_by(WorkPhoto.id.desc()).limit(1)).scalar_one()
    assert (photo.taken_at, photo.lat, photo.lon) == (datetime(2025, 3, 26, 0, 30, tzinfo=UTC), 21.853, 106.761)


@pytest.mark.parametrize("what", odd())
@pytest.mark.filterwarnings("ignore:(Possibly c|C)orrupt EXIF data", "ignore:Tag data larger than file")
def test_what_is_odd_beside_a_picture_is_left_behind(app, db, client, places, what):
    with Image.open(taken(app, db, client, places["photos"], ("anh.jpg", odd()[what]))) as image:
        assert (image.format, getattr(image, "n_frames", 1)) == ("JPEG", 1)
        assert not dict(image.getexif())


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "..\\..\\boot.ini", "anh\x00.php", "/etc/cron.d/x", "."])
def test_a_file_lies_under_a_name_of_ours_whatever_it_was_called(app, db, client, places, name):
    new = taken(app, db, client, places["receipt"], (name, good("JPEG")))
    folder = Path(app.config["DATA_DIR"]) / "files"
    assert new.parent.parent == folder
    assert len(new.name) == 32
    shown = db.session.execute(select(StoredFile.name).order_by(StoredFile.id.desc()).limit(1)).scalar_one()
    assert not set("/\\\x00") & set(shown)


def test_papers_and_unpublished_photos_open_for_nobody_without_the_right(cast, db, client, places):
    for place in places.values():
        send(client, place, ("giay.jpg", good("JPEG")), status=303)
    readers = {cast.an, cast.dung, cast.ha, cast.khanh}
    everybody = readers | {cast.binh, cast.chi, cast.giang, cast.lan, None}

    def newest(column):
        return db.session.execute(select(column).where(column.is_not(None)).order_by(column.desc()).limit(1)).scalar()

    addresses = {
        f"/works/receipts/{newest(Expense.file_id)}": readers,
        f"/works/receipts/{newest(LedgerEntry.file_id)}": readers,
        f"/works/receipts/{newest(Acceptance.file_id)}": readers,
        f"/works/papers/{newest(Handover.file_id)}": readers | {cast.lan},
        f"/works/photos/{newest(WorkPhoto.id)}/full": readers | {cast.lan},
        f"/works/photos/{newest(WorkPhoto.id)}/thumb": readers | {cast.lan},
        f"/consents/{newest(GuardianConsent.id)}/paper": {cast.an},
        # The work is accepted, so it's everybody's to see whether it still stands.
        f"/works/visits/{newest(FollowUp.file_id)}/full": everybody,
    }
    for address, may in addresses.items():
        for person in everybody:
            answer = (client.as_(person) if person else client).call("get", address)
            opens = person in may
            assert (answer.status_code == 200) == opens, (address, person and person.account.name, answer.status_code)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            if opens:
                assert "sandbox" in answer.headers["Content-Security-Policy"]
                assert answer.mimetype == "image/jpeg"


def test_no_address_that_can_be_guessed_opens_a_paper_to_a_stranger(app, cast, db, client, places):
    for place in places.values():
        send(client, place, ("giay.jpg", good("JPEG")), status=303)
    public = db.session.execute(
        select(WorkPhoto.id).join(Work, Work.id == WorkPhoto.work_id).where(Work.state == "accepted")
    ).scalars()
    shown = {f"/works/photos/{photo}/{size}" for photo in public for size in ("full", "thumb")}
    seen = {f"/works/visits/{visit}/full" for visit in db.session.execute(select(FollowUp.file_id)).scalars()}
    keys = db.session.execute(select(StoredFile.key)).scalars().all()
    last = db.session.execute(select(func.max(StoredFile.id))).scalar_one() + 2
    ids, sizes, disk = range(last), ("full", "thumb"), f"{app.config['DATA_DIR']}/files/{keys[0][:2]}/{keys[0]}"
    guesses = [
        *(f"/works/{kind}/{n}" for kind in ("receipts", "papers") for n in ids),
        *(f"/works/{kind}/{n}/{size}" for kind in ("photos", "visits") for n in ids for size in sizes),
        *(f"/consents/{n}/paper" for n in ids),
        *(f"{folder}/{key}" for key in keys[:5] for folder in ("/files", "/var/files", "/static", f"/files/{key[:2]}")),
        *(f"/static/{climb}{disk}" for climb in ("/", "../", "%2e%2e/")),
    ]
    for person in (None, cast.chi):
        browser = client.as_(person) if person else client
        opened = {guess for guess in guesses if browser.call("get", guess).status_code == 200}
        assert shown <= opened
        assert {address.replace("thumb", "full") for address in opened - shown} <= seen


def taken(app, db, client, place, *files) -> Path:
    """Send a file that is good, and find it on the disk."""
    before = on_disk(app)
    send(client, place, *files, status=303)
    key = db.session.execute(select(StoredFile.key).order_by(StoredFile.id.desc()).limit(1)).scalar_one()
    assert {name.removesuffix("-thumb") for name in on_disk(app) - before} == {key}
    return Path(app.config["DATA_DIR"]) / "files" / key[:2] / key
