"""`flask backup` beside running writes, `flask restore` into an empty place, and everything that must be refused."""

import os
import resource
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.core import clock
from app.extensions import db
from app.upkeep import archive, backup, dumps
from app.upkeep.archive import list_backups, read_manifest
from app.upkeep.backup import make_backup
from app.upkeep.keeping import Rules, choose_kept
from app.upkeep.restore import restore_backup
from app.upkeep.trouble import Trouble
from tests.serving import ROOT, Site

WRITES_BEFORE = 5


def uploads(data_dir: Path) -> dict[str, bytes]:
    return {
        path.relative_to(data_dir / "files").as_posix(): path.read_bytes() for path in archive.walk(data_dir / "files")
    }


def config(site: Site, settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    return {**settings, "DATA_DIR": str(site.data_dir), "BACKUP_DIR": str(folder)}


def flask(site: Site, *arguments: str, limit: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """A terminal command of the installation; `limit`: no file can grow beyond so many bytes."""

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=site.environment | environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small_disk if limit else None,
    )


def test_a_backup_made_while_others_write_is_restored_whole(site, settings, empty_place, tmp_path) -> None:
    stop, folder = tmp_path / "stop", tmp_path / "backups"
    places = {"BACKUP_DIR": str(folder), "POSTGRES_TOOLS": settings["POSTGRES_TOOLS"]}
    command = [sys.executable, "-m", "tests.upkeep.writing", *site.writing, str(stop)]
    environment = site.environment | {"APP_ENV": "development"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        try:
            for _ in range(WRITES_BEFORE):
                assert writer.stdout.readline()
            made = flask(site, "backup", **places)
        finally:
            stop.touch()
        written = WRITES_BEFORE + len(writer.stdout.read().split())
    assert writer.returncode == 0
    assert made.returncode == 0, made.stderr
    (source,) = list_backups(folder).values()
    manifest = read_manifest(source)
    # Some of it was written before the backup, and some while it was being made.
    assert WRITES_BEFORE <= manifest.rows["expenses"] - 1 < written

    url, data_dir = empty_place()
    new = {"DATABASE_URL": url, "DATA_DIR": str(data_dir), **places}
    restored = flask(site, "restore", str(source), **new)
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "flask check: all hold" in restored.stdout
    assert "flask audit verify: all hold" in restored.stdout
    assert dumps.count_rows(url) == manifest.rows
    kept, live = uploads(data_dir), uploads(site.data_dir)
    assert {name: live[name] for name in kept} == kept
    with site.app.app_context():
        keys = set(db.session.execute(text("SELECT key FROM stored_files")).scalars())
        good_at = db.session.execute(text("SELECT good_at FROM jobs WHERE name = 'backup'")).scalar_one()
        site.let_go()
    assert good_at is not None
    assert {name.split("/")[1].removesuffix("-thumb") for name in kept} <= keys
    assert len(kept) > manifest.rows["stored_files"] >= WRITES_BEFORE  # photos have a small one beside them


def test_a_damaged_backup_is_refused_and_changes_nothing(site, settings, empty_place, tmp_path) -> None:
    made = make_backup(site.database_url, config(site, settings, tmp_path / "backups"))
    upload = next(entry.path for entry in made.manifest.files if entry.path.startswith("files/"))
    database = made.manifest.files[0].path

    def flip(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    damages = {
        "database": lambda folder: flip(folder / database),
        "upload": lambda folder: flip(folder / upload),
        "cut": lambda folder: os.truncate(folder / database, 1000),
        "missing": lambda folder: (folder / upload).unlink(),
        "added": lambda folder: (folder / "files" / "stranger").write_text("?"),
        "manifest": lambda folder: flip(folder / "manifest.json"),
        "sums": lambda folder: flip(folder / "SHA256SUMS") or (folder / "SHA256SUMS").write_text(""),
        "unfinished": lambda folder: (folder / "manifest.json").unlink(),
    }
    url, data_dir = empty_place()
    place = {**settings, "DATA_DIR": str(data_dir)}
    for name, damage in damages.items():
        copy = tmp_path / name
        shutil.copytree(made.folder, copy)
        damage(copy)
        with pytest.raises(Trouble):
            restore_backup(copy, url, place)
        assert dumps.is_empty(url), name
        assert not data_dir.exists(), name
    restore_backup(made.folder, url, place)
    assert dumps.count_rows(url) == made.manifest.rows


def test_a_backup_is_restored_into_an_empty_place_of_its_own_kind_only(site, settings, empty_place, tmp_path) -> None:
    made = make_backup(site.database_url, config(site, settings, tmp_path / "backups"))
    url, data_dir = empty_place()
    (data_dir / "files" / "ab").mkdir(parents=True)
    (data_dir / "files" / "ab" / "abc").write_text("somebody's")
    place = {**settings, "DATA_DIR": str(data_dir)}
    before = uploads(site.data_dir)
    for where, config_, said in (
        (site.database_url, {**settings, "DATA_DIR": str(tmp_path / "new")}, "database is not empty"),
        (url, place, "files is not empty"),
        ("sqlite:///x.db" if dumps.kind_of(url) == "postgresql" else "postgresql:///x", place, "flask move-to"),
    ):
        with pytest.raises(Trouble, match=said):
            restore_backup(made.folder, where, config_)
    assert dumps.is_empty(url)
    assert uploads(data_dir) == {"ab/abc": b"somebody's"}
    assert uploads(site.data_dir) == before


def test_a_backup_of_a_later_version_is_refused(site, settings, empty_place, tmp_path) -> None:
    made = make_backup(site.database_url, config(site, settings, tmp_path / "backups"))
    for name in ("manifest.json", "SHA256SUMS"):
        (made.folder / name).unlink()
    archive.write_manifest(made.folder, archive.Manifest(**{**vars(made.manifest), "revision": "9999"}))
    url, data_dir = empty_place()
    with pytest.raises(Trouble, match="install that version first"):
        restore_backup(made.folder, url, {**settings, "DATA_DIR": str(data_dir)})
    assert dumps.is_empty(url)


def test_a_full_disk_leaves_the_former_backup_alone(site, settings, tmp_path, monkeypatch) -> None:
    folder = tmp_path / "backups"
    with clock.travel(datetime(2026, 1, 1, tzinfo=UTC)):
        former = make_backup(site.database_url, config(site, settings, folder))
    places = {"BACKUP_DIR": str(folder), "POSTGRES_TOOLS": settings["POSTGRES_TOOLS"]}
    failed = flask(site, "backup", limit=20_000, **places)
    assert failed.returncode == 1, failed.stdout
    assert "Error: " in failed.stderr
    assert "Traceback" not in failed.stderr
    monkeypatch.setattr(backup, "RESERVE", 10**18)
    with pytest.raises(Trouble, match="MB free"):
        make_backup(site.database_url, config(site, settings, folder))
    assert sorted(path.name for path in folder.iterdir()) == [".lock", former.folder.name]
    archive.verify(former.folder, read_manifest(former.folder))


def test_uploads_are_shared_with_the_backup_before_unless_that_is_damaged(site, settings, tmp_path) -> None:
    folder = tmp_path / "backups"
    start = datetime(2026, 1, 1, tzinfo=UTC)
    (folder / ".2025-12-31T000000Z.partial").mkdir(parents=True)  # of a backup that was killed
    made = []
    for day in range(3):
        if day == 2:
            damaged = made[1].folder / made[1].manifest.files[1].path
            damaged.write_bytes(bytes(damaged.stat().st_size))
        with clock.travel(start + timedelta(days=day)):
            made.append(make_backup(site.database_url, config(site, settings, folder)))
    assert not list(folder.glob(".*.partial"))
    first, second = (entry.path for entry in made[0].manifest.files[1:3])
    assert (made[2].folder / second).stat().st_nlink == 3
    assert (made[2].folder / first).stat().st_nlink == 1
    archive.verify(made[2].folder, read_manifest(made[2].folder))
    with pytest.raises(Trouble, match=first):
        archive.verify(made[1].folder, made[1].manifest)


def test_two_backups_at_once_are_one_and_a_refusal(site, settings, tmp_path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    with backup._one_at_a_time(folder), pytest.raises(Trouble, match="Another backup"):
        make_backup(site.database_url, config(site, settings, folder))
    assert list_backups(folder) == {}


def test_the_newest_of_the_last_days_weeks_and_months_are_kept() -> None:
    start = datetime(2026, 1, 1, 19, tzinfo=UTC)  # 02:00 of the next day in Vietnam
    backups: set[datetime] = set()
    for night in range(400):
        backups.add(start + timedelta(days=night))
        backups = choose_kept(backups, Rules(daily=7, weekly=5, monthly=12))
    days = [clock.local(moment).date() for moment in sorted(backups)]
    assert [str(day) for day in days[-7:]] == [f"2027-01-{31 + n}" if n < 1 else f"2027-02-0{n}" for n in range(-1, 6)]
    assert len(days) == 7 + 3 + 10  # two of the five weeks and of the twelve months end in these seven days
    assert [day.strftime("%d/%m") for day in days[:10]] == [
        *("31/03", "30/04", "31/05", "30/06", "31/07", "31/08", "30/09", "31/10", "30/11", "31/12")
    ]


def test_the_last_backup_stays_whatever_the_rules_say() -> None:
    moments = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    assert choose_kept(moments, Rules(0, 0, 0)) == {moments[-1]}
    assert choose_kept([], Rules(7, 5, 12)) == set()
