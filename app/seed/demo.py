"""`flask seed demo`: the published figures of January to August 2023 from records, and a lively today."""

from datetime import date, timedelta
from random import Random

from sqlalchemy import update

from app.core import clock
from app.core.actions import action
from app.core.actor import SYSTEM, Actor
from app.core.audit import seal_events
from app.core.settings import setting, write_setting
from app.extensions import db
from app.notifications.models import Delivery
from app.people.passwords import hash_password
from app.seed.activities import ActivitySeeder
from app.seed.actors import Actors
from app.seed.at_once import at_once
from app.seed.defaults import load_defaults
from app.seed.drives import load_drives
from app.seed.initiatives import load_initiatives
from app.seed.learning import load_training
from app.seed.lives import load_lives
from app.seed.people import BLOC, PEOPLE, seed_people
from app.seed.privacy import load_privacy
from app.seed.rearranging import load_plan
from app.seed.reports import load_reports
from app.seed.service import load_service
from app.seed.today import load_today
from app.seed.works import WorkSeeder
from app.seed.works_2023 import WORKS_2023, WORKS_BESIDE

PASSWORD = "thap-sang-2026"


def load_demo() -> bool:
    """Load the demonstration into an empty product; False when it is there already. All of it or nothing."""
    if setting("demonstration", False):
        return False
    load_defaults()
    with at_once():
        seed_people(SYSTEM, password_hash=hash_password(PASSWORD))
        actors, chance = Actors(), Random(258)
        works = WorkSeeder(actors, chance)
        for plan in (*WORKS_2023, *WORKS_BESIDE):
            works.build(plan, day=plan.accepted_on or date.max)
        activities = ActivitySeeder(actors, chance)
        activities.held_in_2023()
        load_today(works, activities)
        load_service(actors)
        load_plan()
        load_lives(actors)
        load_privacy(actors)
        load_training(actors, clock.today())
        load_initiatives(actors, clock.today())
        load_reports(actors)
        load_drives(actors)
        _mark_as_demonstration(SYSTEM)
        seal_events(SYSTEM)
    return True


@action
def _mark_as_demonstration(actor: Actor) -> None:
    """From now on every page says that its data is invented."""
    write_setting(actor, "demonstration", True)
    write_setting(actor, "organisation", BLOC)
    # Nobody comes to years of unread news.
    past = clock.now() - timedelta(days=20)
    db.session.execute(
        update(Delivery).where(Delivery.at < past, Delivery.channel == "product").values(read_at=Delivery.at)
    )


def accounts_text() -> str:
    """Who can sign in to the demonstration, for the terminal."""
    rows = [
        ("Đoàn viên (học sinh 16 tuổi)", "pupil"),
        ("Bí thư chi đoàn", "leader"),
        ("Thủ quỹ", "treasurer"),
        ("Ban Thường vụ", "committee"),
        ("Ủy ban Kiểm tra", "inspector"),
        ("Quản trị", "administrator"),
        ("Bí thư Đoàn trường", "school_leader"),
    ]
    people = {person.key: person for person in PEOPLE}
    lines = [f"{label:<30} {people[key].name:<20} {people[key].key}@thapsang.example" for label, key in rows]
    return "\n".join([*lines, "", f"Mật khẩu của mọi tài khoản minh hoạ / password of all of them: {PASSWORD}"])
