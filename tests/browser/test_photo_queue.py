"""Photos from a phone on a bad line: made small, kept, sent again, and each of them there once."""

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.files import StoredFile
from app.extensions import db
from app.works.models import WorkPhoto
from tests.browser.person import Person
from tests.browser.watch import Watch
from tests.serving import Site

Come = Callable[..., Person]
# Whatever is sent arrives, and no answer to it does.
LOSE_THE_ANSWERS = """
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    this.onload = () => this.onerror();
    return send.call(this, body);
  };
"""


def test_photos_chosen_on_a_line_that_breaks_twice_are_each_there_once(
    sqlite_site: Site, address: str, come: Come, watch: Watch, tmp_path: Path
) -> None:
    leader = come(address, "leader")
    work = start_draft(leader, "Thắp sáng đường thôn Bản Mất Sóng")
    leader.page.add_init_script(LOSE_THE_ANSWERS)
    leader.open(f"/works/{work}/photos")

    leader.page.context.set_offline(True)
    leader.attach("Hình ảnh", *(draw(tmp_path / f"anh-{n}.jpg", n) for n in range(3)))
    leader.write("Chú thích", "Đầu thôn")
    leader.press("Thêm ảnh")
    leader.sees("Không có mạng. 3 ảnh được giữ trên điện thoại này")
    assert photos_of(sqlite_site, work) == []

    sent: list[str] = []
    leader.page.on("requestfinished", lambda request: sent.append(request.url) if request.method == "POST" else None)
    leader.page.context.set_offline(False)
    wait_for(leader, lambda: len(sent) >= 2)  # the first of them, again and again
    assert len(photos_of(sqlite_site, work)) == 1
    leader.page.context.set_offline(True)
    leader.sees("Không có mạng. 3 ảnh")  # as far as the phone knows

    leader.page.close()  # the phone is put away
    leader.page.context.set_offline(False)
    leader = Person(leader.page.context.new_page(), is_phone=True)
    leader.open("/")
    wait_for(leader, lambda: len(photos_of(sqlite_site, work)) == 3)

    leader.open(f"/works/{work}/photos")
    expect(leader.main.locator(".photo-grid img")).to_have_count(3)
    expect(leader.main.locator(".queue-row")).to_have_count(0)
    for photo, file in photos_of(sqlite_site, work):
        assert (photo.taken_at, photo.lat, photo.lon) == (datetime(2025, 3, 26, 0, 30, tzinfo=UTC), 21.853, 106.761)
        assert photo.caption == "Đầu thôn"
        with Image.open(sqlite_site.data_dir / "files" / file.key[:2] / file.key) as image:
            assert image.width * 3 == image.height * 4  # upright, though the camera was not
    # That is what a broken line looks like.
    watch.complaints[:] = [told for told in watch.complaints if "net::ERR_INTERNET_DISCONNECTED" not in told]


def test_what_goes_over_the_line_is_a_tenth_of_what_was_chosen(address: str, come: Come, tmp_path: Path) -> None:
    leader = come(address, "leader")
    work = start_draft(leader, "Thắp sáng đường thôn Bản Chậm")
    leader.open(f"/works/{work}/photos")
    photo = draw(tmp_path / "to.jpg", 5, (4000, 3000))
    with leader.page.expect_request(re.compile("/photos/queued$")) as sent:
        leader.attach("Hình ảnh", photo)
        leader.press("Thêm ảnh")
    leader.is_told("Đã thêm 1 ảnh")
    expect(leader.main.locator(".photo-grid img")).to_have_count(1)
    assert sent.value.sizes()["requestBodySize"] < photo.stat().st_size / 3


def test_a_refused_photo_is_named_with_its_reason_and_the_others_are_sent(
    address: str, come: Come, watch: Watch, tmp_path: Path
) -> None:
    leader = come(address, "leader")
    work = start_draft(leader, "Thắp sáng đường thôn Bản Nhầm")
    leader.open(f"/works/{work}/photos")
    (tmp_path / "hop-dong.jpg").write_bytes(b"%PDF-1.7 khong phai anh")
    leader.attach("Hình ảnh", tmp_path / "hop-dong.jpg", draw(tmp_path / "dung.jpg", 1))
    leader.press("Thêm ảnh")
    row = leader.main.locator(".queue-row", has_text="hop-dong.jpg")
    expect(row.locator(".field-error")).to_be_visible()
    expect(leader.main.locator(".queue-row", has_text="dung.jpg")).to_contain_text("Đã gửi")
    leader.press("Bỏ khỏi danh sách", within=row)
    leader.is_told("Đã thêm 1 ảnh")
    expect(leader.main.locator(".photo-grid img")).to_have_count(1)
    watch.complaints[:] = [told for told in watch.complaints if "answer 422" not in told]


def test_a_photographed_receipt_is_made_small_before_the_form_is_sent(address: str, come: Come, tmp_path: Path) -> None:
    treasurer = come(address, "treasurer")
    treasurer.open("/")
    links = treasurer.main.locator("a[href$='/budget']").evaluate_all("links => links.map(a => a.pathname)")
    for path in links:  # some works are at an end and take no expense
        treasurer.open(path)
        if treasurer.main.get_by_role("link", name="Ghi khoản chi").count():
            break
    treasurer.follow("Ghi khoản chi")
    receipt = draw(tmp_path / "hoa-don.jpg", 9, (4000, 3000))
    treasurer.attach("Hoá đơn, chứng từ (ảnh hoặc PDF)", receipt)
    chosen = "document.querySelector('[name=receipt]').files[0].size"
    wait_for(treasurer, lambda: treasurer.page.evaluate(chosen) < receipt.stat().st_size * 0.9)


def start_draft(leader: Person, title: str) -> int:
    leader.open("/works/new")
    leader.write("Tên công trình", title)
    leader.tick("Đường bê tông nông thôn")
    leader.press("Lưu và tiếp tục")
    leader.is_at("Công trình: địa điểm")
    found = re.search(r"/works/(\d+)/", leader.page.url)
    assert found
    return int(found.group(1))


def photos_of(site: Site, work: int) -> list[tuple[WorkPhoto, StoredFile]]:
    with site.app.app_context():
        query = select(WorkPhoto, StoredFile).join(StoredFile, StoredFile.id == WorkPhoto.file_id)
        found = [tuple(row) for row in db.session.execute(query.where(WorkPhoto.work_id == work))]
        db.session.expunge_all()
        site.let_go()
    return found


def wait_for(person: Person, comes_true: Callable[[], bool]) -> None:
    for _quarter in range(80):
        if comes_true():
            return
        person.page.wait_for_timeout(250)
    raise AssertionError("it never came true")


def draw(path: Path, seed: int, size: tuple[int, int] = (2400, 1800)) -> Path:
    """A photo as a phone takes it: megabytes of detail, lying on its side, with time, place and owner inside."""
    noise = Image.frombytes(
        "RGB", (size[0] // 8, size[1] // 8), random.Random(seed).randbytes(size[0] * size[1] * 3 // 64)
    )
    image = noise.resize(size, Image.Resampling.NEAREST).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif.endian = "<>"[seed % 2]  # makes of camera differ in which byte comes first
    exif[ExifTags.Base.Artist] = "Nguyen-Van-Bi-Mat"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2025:03:26 07:30:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (21.0, 51.0, 10.8), 3: "E", 4: (106.0, 45.0, 39.6)})
    content = BytesIO()
    image.save(content, "JPEG", quality=95, exif=exif.tobytes())
    path.write_bytes(content.getvalue())
    return path
