"""The administrator's page of the system's state: what it shows, when it complains, and that others don't see it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core import clock
from app.core.actor import SYSTEM
from app.core.jobs import BACKUP, CHECK, SEAL, VERIFY, WORKER, list_jobs, note_job
from app.notifications.models import Delivery

GOOD = {"files": 12, "bytes": 3_400_000, "folder": "/backups/1"}


def all_went_well() -> None:
    for name in (BACKUP, CHECK, SEAL, VERIFY, WORKER):
        note_job(SYSTEM, name=name, details=GOOD if name == BACKUP else {})


@pytest.fixture
def on_another_disk(app, monkeypatch):
    """Backups on a disk of their own: that of the kernel's processes is one everywhere."""
    monkeypatch.setitem(app.config, "BACKUP_DIR", "/proc/self")


def sentences(page) -> str:
    return " ".join(page.text.split())


def test_the_page_is_the_administrators_alone(client, cast):
    for person in (cast.an, cast.binh, cast.dung, cast.ha, cast.khanh):
        client.as_(person).get("/state", status=403)
    assert len(client.as_(cast.lan).get("/state").statements) <= 10


def test_it_complains_of_everything_that_never_went_well(client, cast):
    page = sentences(client.as_(cast.lan).get("/state?lang=en"))
    for command in ("flask backup", "flask worker", "flask audit seal", "flask check --note"):
        assert f"never went well yet. Run: {command}" in page


def test_it_complains_of_an_old_backup_until_a_new_one_is_good(client, cast, travel):
    lan = client.as_(cast.lan)
    all_went_well()
    assert "too long ago" not in sentences(lan.get("/state?lang=en"))
    with travel(clock.now() + timedelta(hours=37)):
        assert "Backup: went well for the last time on" in sentences(lan.get("/state?lang=en"))
        note_job(SYSTEM, name=BACKUP, problem="The backup can't be written: No space left on device")
        page = sentences(lan.get("/state?lang=en"))
        assert "Backup: went well for the last time on" in page
        assert "Backup: the last try failed: The backup can't be written: No space left on device" in page
        note_job(SYSTEM, name=BACKUP, details=GOOD)
        page = sentences(lan.get("/state?lang=en"))
        assert "Backup: " not in page
        assert "12 files" in page
        assert "Worker that sends messages: went well for the last time on" in page


def test_a_time_to_come_is_no_proof_that_all_is_well(client, cast, travel):
    with travel(clock.now() + timedelta(days=365)):
        all_went_well()
    page = sentences(client.as_(cast.lan).get("/state?lang=en"))
    assert page.count("Was the clock changed?") == 5


def test_it_says_when_messages_do_not_leave_and_when_the_database_is_old(client, cast, db):
    all_went_well()
    now = clock.now()
    for minutes, state in ((60, "waiting"), (45, "waiting"), (-60, "waiting"), (60, "failed")):
        values = {"account_id": cast.an.account.id, "kind": "consent_recorded", "thing": f"event:{minutes}{state}"}
        due = now - timedelta(minutes=minutes)
        db.session.add(Delivery(**values, channel="email", details={}, at=due, due_at=due, state=state))
    newest = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    db.session.commit()
    page = sentences(client.as_(cast.lan).get("/state?lang=en"))
    db.session.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})
    db.session.commit()
    assert "2 messages should have left long ago" in page
    assert "stands at revision 0001, which is not the newest" in page


def test_backups_on_the_disk_of_the_data_are_no_safe_place(client, cast, app, on_another_disk, monkeypatch):
    lan = client.as_(cast.lan)
    assert "same disk" not in sentences(lan.get("/state?lang=en"))
    Path(app.config["DATA_DIR"]).mkdir(exist_ok=True)
    monkeypatch.setitem(app.config, "BACKUP_DIR", app.config["DATA_DIR"])
    assert "same disk" in sentences(lan.get("/state?lang=en"))


def test_all_is_well_when_it_is(client, cast, on_another_disk):
    all_went_well()
    assert "Mọi thứ đều ổn." in sentences(client.as_(cast.lan).get("/state"))


def test_a_timer_notes_how_its_job_went(app, cast):
    runner = app.test_cli_runner()
    for command in (["audit", "seal"], ["check", "--note"], ["audit", "verify", "--note"], ["worker", "--once"]):
        assert runner.invoke(args=command).exit_code == 0
    jobs = list_jobs()
    assert {name for name, job in jobs.items() if job.good_at and not job.problem} == {SEAL, CHECK, VERIFY, WORKER}
    assert jobs[SEAL].details["events"] >= 0


def test_a_check_that_finds_something_is_noted_as_failed_and_keeps_when_it_last_went_well(app, cast, db):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["check", "--note"]).exit_code == 0
    good_at = list_jobs()[CHECK].good_at
    db.session.execute(text("UPDATE units SET path = '/999/'"))
    db.session.commit()
    assert runner.invoke(args=["check", "--note"]).exit_code == 1
    db.session.expire_all()
    job = list_jobs()[CHECK]
    assert job.good_at == good_at
    assert job.problem.endswith(" problems")
