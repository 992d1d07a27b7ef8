"""Hostile uploads to one running worker: it refuses each of them, stays alive and doesn't grow."""

import re
from contextlib import closing
from pathlib import Path

from tests.cast import make_cast
from tests.hostile_files import MULTIPART, good, hostile, multipart
from tests.serving import Browser, Site, make_site
from tests.works import walk

MOST_MEMORY_KIB = 300 * 1024


def test_one_worker_refuses_every_hostile_file_and_goes_on_serving(tmp_path):
    site = make_site("sqlite", tmp_path / "site")
    with site.app.app_context():
        cast = make_cast()
        work, account = walk.draft(cast), cast.an.account.id
        site.let_go()
    # Drawn before, because a server doesn't wait long for the next request.
    refused = hostile()
    kept = [(f"anh.{form.lower()}", good(form, 2000, 1500)) for form in ("JPEG", "HEIF", "PNG", "WEBP")]
    with site.served(workers=1, threads=2) as address, closing(Browser(address, site.sign_in(account))) as browser:

        def send(name: str, content: bytes) -> int:
            values = {"csrf_token": browser.visit.csrf_token, "moment": "before", "files": (name, content)}
            head = {"Cookie": browser.visit.cookie, "Content-Type": MULTIPART}
            browser.connection.request("POST", f"/works/{work}/photos", multipart(values), head)
            answer = browser.connection.getresponse()
            answer.read()
            return answer.status

        files = Path(site.data_dir) / "files"
        answers = {what: send(*file) for what, file in refused.items()}
        assert set(answers.values()) == {422}, answers
        assert not [path for path in files.rglob("*") if path.is_file()]
        assert send("to.jpg", b"\xff\xd8" + bytes(30_000_000)) == 422
        assert _largest_worker(site) < MOST_MEMORY_KIB
        assert [send(*file) for file in kept] == [303] * 4
        assert browser.get("/healthz").status == 200


def _largest_worker(site: Site) -> int:
    """The most memory, in KiB, that a process of this installation ever held."""
    peaks = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"DATA_DIR={site.data_dir}".encode() in (process / "environ").read_bytes().split(b"\0"):
                peaks += re.findall(r"VmHWM:\s+(\d+) kB", (process / "status").read_text())
        except OSError:
            continue  # another user's, or gone in between
    return max(map(int, peaks))
